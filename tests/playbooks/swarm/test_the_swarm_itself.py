"""The swarm that other tests deploy to, by plain `docker stack deploy`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playbook_support.own_stack import SLEEP
from playbook_support.swarm import Swarm, swarm_of
from playbook_support.swarm_machine import TRACES, control_groups, until
from playbook_support.swarm_registry import Registry

pytestmark = pytest.mark.xdist_group("swarm")  # the files of this folder share one

SITE = "server { listen 80; location / { return 200 'welcome to $hostname'; } }"
OVERLAY = {"networks": {"back": {"driver": "overlay"}}}


def service(image: str, replicas: int = 1, deploy: dict | None = None, **more) -> dict:
    """One that runs until it is told to end, unless it has a command of its own."""
    settings = {"replicas": replicas, "endpoint_mode": "dnsrr", "restart_policy": {"delay": "1s"}, **(deploy or {})}
    return {"image": image, "command": SLEEP, "networks": ["back"], "stop_grace_period": "1s", "deploy": settings, **more}


@pytest.fixture
def two_replicas(fresh_swarm: Swarm, swarm_login: Path, swarm_shell: list[str]) -> Swarm:
    """On the workers, for the manager is never killed."""
    workers = {"placement": {"constraints": ["node.role == worker"]}, "update_config": {"order": "start-first", "monitor": "1s"}}
    fresh_swarm.deploy("shop", {"services": {"web": service(swarm_shell[0], 2, workers)}, **OVERLAY}, swarm_login)
    assert fresh_swarm.wait_for_service("shop_web", 2) == ["node2", "node3"]
    return fresh_swarm


def test_three_nodes_are_ready(swarm: Swarm) -> None:
    assert swarm.states() == {"node1": "Ready", "node2": "Ready", "node3": "Ready"}
    roles = {node["Description"]["Hostname"]: node["Spec"]["Role"] for node in swarm.manager.api("/nodes")}
    assert roles == {"node1": "manager", "node2": "worker", "node3": "worker"}


def test_the_registry_wants_a_login(swarm: Swarm, swarm_login: Path, swarm_shell: list[str]) -> None:
    def pull(config: Path) -> str:
        return swarm.run_in(2, ["docker", "--config", str(config), "pull", "--quiet", swarm_shell[0]]).stderr

    assert "no basic auth credentials" in pull(Path("/nowhere"))
    swarm.stop_registry()
    assert "connection refused" in pull(swarm_login)
    swarm.start_registry()
    assert pull(swarm_login) == ""


def test_ansible_runs_on_a_node(swarm: Swarm) -> None:
    """In its network, where the registry is reached, and on its engine."""
    command = f"sh -c 'docker node ls --quiet && curl --silent --noproxy * --head http://{swarm.registry}/v2/'"
    done = swarm.run_in(1, ["ansible", "all", "--inventory", "manager,", "--connection", "local", "-m", "command", "-a", command])
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(node["ID"] in done.stdout for node in swarm.manager.api("/nodes")) and "401 Unauthorized" in done.stdout


def test_replicas_run_on_several_nodes(two_replicas: Swarm) -> None:
    services = [name.rpartition(".")[0] for number in (2, 3) for name in two_replicas.node(number).containers()]
    assert sorted(services) == ["shop_web.1", "shop_web.2"]
    assert two_replicas.service("shop_web")["ServiceStatus"]["RunningTasks"] == 2


def test_containers_reach_one_another_and_a_port_of_each_node_is_served(fresh_swarm: Swarm, swarm_login: Path, tmp_path: Path) -> None:
    """A real nginx on each node, asked by a container on another node over the overlay, and from outside by the node's address."""
    swarm = fresh_swarm
    (tmp_path / "site.conf").write_text(SITE, encoding="utf-8")
    port = {"target": 80, "published": 8080, "mode": "host"}
    web = {**service(f"{swarm.registry}/nginx:1.25-alpine", deploy={"mode": "global", "replicas": None}), "ports": [port],
           "configs": [{"source": "site", "target": "/etc/nginx/conf.d/site.conf"}], "hostname": "{{.Node.Hostname}}"}  # fmt: skip
    del web["command"], web["deploy"]["replicas"]
    site = {"configs": {"site": {"file": str(tmp_path / "site.conf")}}}
    swarm.deploy("site", {"services": {"web": web}, **site, **OVERLAY}, swarm_login)
    assert swarm.wait_for_service("site_web", 3) == ["node1", "node2", "node3"]

    for node in swarm.nodes:
        container = next(iter(node.containers()))
        addresses = {line.split()[0] for line in node.docker("exec", container, "getent", "ahostsv4", "web").splitlines()}
        assert len(addresses) == 3
        answers = {node.docker("exec", container, "wget", "-qO-", f"http://{address}/") for address in addresses}
        assert answers == {"welcome to node1", "welcome to node2", "welcome to node3"}
        asked = swarm.run_in(1, ["curl", "--silent", "--show-error", "--max-time", "10", f"http://{node.address}:8080/"])
        assert asked.stdout == f"welcome to {node.hostname}", asked.stderr


def test_an_update_starts_the_new_task_first(two_replicas: Swarm, swarm_login: Path, swarm_shell: list[str]) -> None:
    before = {task["ID"] for task in two_replicas.tasks("shop_web", "running")}
    order = {"update_config": {"order": "start-first", "monitor": "1s"}, "placement": {"constraints": ["node.role == worker"]}}
    two_replicas.deploy("shop", {"services": {"web": service(swarm_shell[1], 2, order)}, **OVERLAY}, swarm_login)
    least = 2

    def completed() -> bool:
        nonlocal least
        least = min(least, len([task for task in two_replicas.tasks("shop_web") if task["Status"]["State"] == "running"]))
        return two_replicas.service("shop_web").get("UpdateStatus", {}).get("State") == "completed"

    until(completed, "the update is complete")
    assert least == 2
    after = {task["ID"]: task["Spec"]["ContainerSpec"]["Image"].partition("@")[0] for task in two_replicas.tasks("shop_web", "running")}
    assert set(after.values()) == {swarm_shell[1]} and not before & set(after)


def test_a_healthcheck_holds_a_task_back_until_it_is_well(fresh_swarm: Swarm, swarm_login: Path, swarm_shell: list[str]) -> None:
    check = {"test": ["CMD", "cat", "/tmp/well"], "interval": "1s", "retries": 600, "timeout": "5s"}
    fresh_swarm.deploy("shop", {"services": {"web": service(swarm_shell[0], healthcheck=check)}, **OVERLAY}, swarm_login)

    def containers() -> list[tuple[int, str]]:
        return [(node.number, identity) for node in fresh_swarm.nodes for identity in node.containers().values()]

    until(containers, "the container runs")
    assert [task["Status"]["State"] for task in fresh_swarm.tasks("shop_web")] == ["starting"]
    number, container = containers()[0]
    fresh_swarm.docker(number, "exec", "--detach", container, "touch", "/tmp/well")
    assert fresh_swarm.wait_for_service("shop_web", 1) == [f"node{number}"]


def test_the_task_of_a_killed_node_is_moved(two_replicas: Swarm) -> None:
    two_replicas.kill_node(3)
    two_replicas.wait_for_node(3, "Down")
    until(lambda: two_replicas.running_on("shop_web") == ["node2", "node2"], "both tasks run on the node that is left")
    two_replicas.start_node(3)
    two_replicas.wait_for_node(3, "Ready")
    assert not two_replicas.node(3).containers()


def test_the_task_of_a_stopped_node_is_moved(two_replicas: Swarm) -> None:
    two_replicas.stop_node(2)
    two_replicas.wait_for_node(2, "Down")
    until(lambda: two_replicas.running_on("shop_web") == ["node3", "node3"], "both tasks run on the node that is left")


def test_a_node_that_is_cut_off_runs_on_until_it_is_reached_again(two_replicas: Swarm) -> None:
    before = two_replicas.node(3).containers()
    two_replicas.partition(3)
    two_replicas.wait_for_node(3, "Down")
    until(lambda: two_replicas.running_on("shop_web") == ["node2", "node2"], "both tasks run on the node that is reached")
    assert two_replicas.node(3).containers() == before

    two_replicas.heal(3)
    two_replicas.wait_for_node(3, "Ready")
    until(lambda: not two_replicas.node(3).containers(), "what runs elsewhere by now has ended")


def test_managers_do_without_one_of_them(swarm_of_managers: Swarm) -> None:
    leader = next(node for node in swarm_of_managers.manager.api("/nodes") if node["ManagerStatus"].get("Leader"))
    number = int(leader["Description"]["Hostname"].removeprefix("node"))
    swarm_of_managers.kill_node(number)
    swarm_of_managers.wait_for_leader()
    swarm_of_managers.wait_for_node(number, "Down")
    swarm_of_managers.start_node(number)
    swarm_of_managers.wait_for_node(number, "Ready")


def test_a_second_swarm_runs_beside_it_and_leaves_nothing(swarm: Swarm, swarm_registry: Registry) -> None:
    before = [sorted(path.iterdir()) if path.exists() else None for path in TRACES]
    with swarm_of(swarm_registry, nodes=2) as other:
        assert other.states() == {"node1": "Ready", "node2": "Ready"}
        assert len(swarm.states()) == 3
        other.kill_node(2)
    assert not other.network.left() and not other.folder.exists() and not control_groups(other.name)
    assert other.name not in Path("/proc/mounts").read_text(encoding="utf-8")
    assert [sorted(path.iterdir()) if path.exists() else None for path in TRACES] == before
    assert not [entry for entry in os.listdir("/proc") if entry.isdigit() and is_of(int(entry), other.name)]


def is_of(process: int, folder: str) -> bool:
    try:
        return folder.encode() in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False  # it has ended meanwhile
