"""health_wait on real containers: when it returns, and what it says when they do not become healthy."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path

from playbook_support.lab import Lab
from playbook_support.playbook import ansible_environment
from playbook_support.waiting import Project

FILE_EXISTS = "test -e /tmp/ok"
TIME_IS_UP = "is not healthy after"  # what it says when it has waited to the end


def test_returns_after_the_healthy_event_and_finds_it_healthy_the_next_time(project: Project) -> None:
    since = time.time()
    name = project.start("app", "sleep 2; touch /tmp/ok; exec sleep 600", FILE_EXISTS)
    first = project.wait().well()
    assert project.healthy_event(name, since) <= first.returned_at
    assert first.container(name)["health"] == "healthy"
    assert 0 < first.container(name)["healthy_after"] <= first.result["waited"]
    again = project.wait().well()
    assert again.container(name)["healthy_after"] == 0


def test_check_mode_looks_and_does_not_wait_or_fail(project: Project) -> None:
    name = project.start("app", "exec sleep 600", "false")
    looked = project.wait(_ansible_check_mode=True).well()
    assert looked.result["waited"] == 0
    assert looked.result["healthy"] is False
    assert looked.container(name)["state"] == "running"
    nobody = project.wait(project_name="nobody", _ansible_check_mode=True).well()
    assert nobody.result["services"] == []


def test_turning_unhealthy_ends_the_wait_with_the_probe_and_the_log(project: Project) -> None:
    name = project.start("app", "echo listening with hunter22; exec sleep 600", "echo refused hunter22; exit 7")
    waited = project.wait(mask=["hunter22"]).failed()
    assert TIME_IS_UP not in waited.result["msg"]
    entry = waited.container(name)
    assert entry["health"] == "unhealthy"
    assert entry["last_probe"] == "refused ********\n"
    assert entry["log"] == ["listening with ********"]
    assert f"container {name} is unhealthy after 2 failed probes" in waited.result["msg"]
    assert "failed with code 7 and said: refused ********" in waited.result["msg"]
    assert "hunter22" not in str(waited.result)


def test_unhealthy_at_the_start_gets_one_more_probe(project: Project) -> None:
    name = project.start("app", health=FILE_EXISTS)
    assert "is unhealthy after 2 failed probes" in project.wait().failed().result["msg"]
    again = project.wait().failed()
    assert TIME_IS_UP not in again.result["msg"]
    assert "is unhealthy after 2 failed probes" not in again.result["msg"]
    project.lab.touch(name, "/tmp/ok")
    assert project.wait().well().container(name)["health"] == "healthy"


def test_a_restart_loop_ends_the_wait(project: Project) -> None:
    name = project.start("app", "echo no such database; exit 3", "", "--restart=always")
    waited = project.wait().failed()
    assert TIME_IS_UP not in waited.result["msg"]
    assert waited.container(name)["restarts"] > 2
    assert f"container {name} is in a restart loop" in waited.result["msg"]
    assert "its log ends with: no such database" in waited.result["msg"]


def test_an_exit_that_is_final_ends_the_wait(project: Project) -> None:
    project.start("other", "exec sleep 600", "sleep 30")
    name = project.start("app", "sleep 1; exit 3")
    waited = project.wait().failed()
    assert TIME_IS_UP not in waited.result["msg"]
    assert waited.container(name)["exit_code"] == 3
    assert f"container {name} exited with code 3: it has no restart policy" in waited.result["msg"]


def test_retries_that_are_used_up_end_the_wait(project: Project) -> None:
    name = project.start("app", "exit 4", "", "--restart=on-failure:1")
    waited = project.wait(max_restarts=9).failed()
    assert TIME_IS_UP not in waited.result["msg"]
    assert waited.container(name)["state"] == "exited"
    assert "all retries of its restart policy are used up (1)" in waited.result["msg"]


def test_without_restart_policy_an_exit_with_0_is_done(project: Project) -> None:
    name = project.start("job", "sleep 0.5; exit 0")
    project.start("app")
    waited = project.wait().well()
    assert waited.container(name)["state"] in ("running", "exited")


def test_a_stop_by_hand_ends_the_wait(project: Project) -> None:
    name = project.start("app", "exec sleep 600", "sleep 30", "--restart=always")
    with project.waiting() as running:
        project.lab.docker("stop", name)
        waited = running.result().failed()
    assert f"container {name} was stopped by hand during the wait" in waited.result["msg"]


def test_running_out_of_time_says_what_was_waited_for(project: Project) -> None:
    name = project.start("app", "exec sleep 600", "sleep 30")
    waited = project.wait(timeout=1).failed()
    assert TIME_IS_UP in waited.result["msg"]
    assert waited.result["waited"] >= 1
    assert waited.result["msg"].startswith(f"project {project.name} is not healthy after 1 s: container {name} ")


def test_a_container_without_health_check_as_asked_for(project: Project) -> None:
    name = project.start("app")
    project.wait().well()
    assert f"container {name} has no health check" in project.wait(without_healthcheck="fail").failed().result["msg"]
    project.start("crash", "exit 1")
    project.wait(without_healthcheck="ignore").well()
    project.wait(services=["app"]).well()


def test_an_engine_that_is_down_and_a_project_that_is_not_there(project: Project) -> None:
    down = project.wait(docker_host="unix:///nowhere/docker.sock").failed()
    assert "the engine does not answer at unix:///nowhere/docker.sock: there is no such socket" in down.result["msg"]
    nobody = project.wait(project_name="nobody").failed()
    assert nobody.result["msg"].startswith("project 'nobody' has no containers to wait for")


def test_ansible_runs_it_and_no_output_shows_a_masked_string(project: Project, lab: Lab, tmp_path: Path) -> None:
    project.start("app", "echo key hunter22; exit 1", "echo hunter22")
    secrets = tmp_path / "secrets.json"
    secrets.write_text('{"hidden": ["hunter22"]}', encoding="utf-8")
    arguments = f"project_name={project.name} mask={{{{ hidden }}}}"
    command = ["ansible", "localhost", "-vvv", "-e", f"@{secrets}", "-m", "health_wait", "-a", arguments]
    done = subprocess.run(command, env=ansible_environment(lab), capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout
    assert "its log ends with: key ********" in done.stdout
    assert "hunter22" not in done.stdout + done.stderr


GONE = {"KernelMemory", "KernelMemoryTCP"}  # what newer engines do not answer any more; health_wait reads none of it


def test_the_container_of_the_fake_engines_is_as_this_engine_has_them(project: Project) -> None:
    stored = json.loads((Path(__file__).parents[1] / "engines/container.json").read_text(encoding="utf-8"))
    real = json.loads(project.lab.docker("inspect", project.start("app", health="true")))[0]
    for part in ("State", "Config", "HostConfig"):
        assert set(stored[part]) - GONE <= set(real[part])
    assert set(stored) - GONE <= set(real)
