"""What stack_changes_info previews is what `docker compose up` then does, change after change of the example stack, and
with each of two Composes: the rules changed in between.

Each change builds on those before it. PREVIEWED_UP=--detach carries them out with a stack that really runs (slower).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playbook_support.composes import each_compose
from playbook_support.preview import Previewed, idle_service, new_stack

BASE, PRODUCTION, LAB = "docker-compose.base.yml", "docker-compose.production.yml", "docker-compose.lab.yml"
FRAMEWORK = {"app", "queue-worker", "scheduler"}


@pytest.fixture(scope="module", name="stack", params=each_compose("preview"))
def fixture_stack(request: pytest.FixtureRequest, lab) -> Iterator[Previewed]:
    lab.empty()
    lab.pull("framework:v1", "framework:v2", "nginx:1.25-alpine", "redis:7-alpine")
    made = new_stack(lab, request.param)
    assert {told["action"] for told in made.preview().values()} == {"create"}
    made.carry_out()
    yield made
    lab.empty()


def change(stack: Previewed, **attributes) -> None:
    for name, value in attributes.items():
        setattr(stack, name, value)


def extra(stack: Previewed, **services: dict | None) -> None:
    """Services of the extra file; None takes one out."""
    stack.extra["services"] = {name: value for name, value in {**stack.extra["services"], **services}.items() if value}
    stack.write_extra()


def top_level(stack: Previewed, **sections: dict) -> None:
    stack.extra.update(sections)
    stack.write_extra()


def idle(stack: Previewed, **more) -> None:
    extra(stack, idle=idle_service(stack.lab, **more))


def retag(stack: Previewed, version: str) -> None:
    stack.lab.docker("tag", f"{stack.lab.app_image}:{version}", "example/moving:latest")


# What is in no hash any more since Compose 2.29.3.
NO_LONGER_HASHED = {"whom a service waits for"}

# What is done, and which services it befalls with which first reason. No other may change by itself.
CHANGES: list[tuple[str, Callable[[Previewed], None], dict[str, str]]] = [
    ("nothing", lambda stack: None, {}),
    ("another tag", lambda stack: change(stack, tag="v2"), dict.fromkeys(FRAMEWORK, "image")),
    ("a secret", lambda stack: stack.secrets.update(APP_KEY="another-key"), dict.fromkeys(FRAMEWORK, "environment")),
    ("a plain value", lambda stack: stack.values.update(APP_DEBUG="true"), dict.fromkeys(FRAMEWORK, "environment")),
    ("a value that only a label has", lambda stack: stack.values.update(APP_DOMAIN="shop.example.com", APP_URL="https://app.example.com"),
     {"nginx": "configuration"}),
    ("the password of Redis", lambda stack: stack.secrets.update(REDIS_PASSWORD="a$$b'c\"d"),
     dict.fromkeys({*FRAMEWORK, "redis"}, "environment")),
    ("a key that nobody reads", lambda stack: stack.values.update(NOBODY_READS="me"), {}),
    ("a tag and a value at once", lambda stack: (change(stack, tag="v1"), stack.values.update(APP_ENV="staging")),
     dict.fromkeys(FRAMEWORK, "image")),
    ("comments and blank lines", lambda stack: stack.edit(BASE, "services:\n", "# a comment\n\nservices:\n\n"), {}),
    ("a label", lambda stack: stack.edit(PRODUCTION, "docker.network: traefik-public", "docker.network: traefik"), {"nginx": "configuration"}),
    ("a command", lambda stack: stack.edit(BASE, '"queue:work"]\n    depends', '"queue:work", "--once"]\n    depends'),
     {"queue-worker": "configuration"}),
    ("a health check", lambda stack: stack.edit(BASE, "start_period: 10s\n      interval: 30s\n      timeout: 5s\n      retries: 3\n\n  queue",
                                                "start_period: 10s\n      interval: 30s\n      timeout: 5s\n      retries: 3\n    init: true\n\n  queue"),
     {"redis": "configuration"}),
    ("a restart policy", lambda stack: stack.edit(PRODUCTION, "container_name: scheduler\n    restart: unless-stopped",
                                                  "container_name: scheduler\n    restart: always"), {"scheduler": "configuration"}),
    ("a default of a variable", lambda stack: stack.edit(BASE, "${REDIS_PORT:-6379}", "${REDIS_PORTS:-6379}"), {}),
    ("an anchor that three services share", lambda stack: stack.edit(BASE, "  APP_ENV: ", "  APP_REGION: west\n  APP_ENV: "),
     dict.fromkeys(FRAMEWORK, "configuration")),
    ("whom a service waits for", lambda stack: stack.edit(BASE, "  nginx:\n    depends_on:\n", "  nginx:\n    depends_on:\n      redis:\n        condition: service_healthy\n"),
     {"nginx": "configuration"}),
    ("a mount's option", lambda stack: stack.edit(BASE, "read_only: true", "read_only: false"), {"nginx": "configuration"}),
    ("a mounted file's content", lambda stack: stack.edit("nginx/default.conf", "server {", "# edited\nserver {"), {}),
    ("a port", lambda stack: idle(stack, ports=["127.0.0.1::6379"]), {"idle": "configuration"}),
    ("a new volume, mounted", lambda stack: (top_level(stack, volumes={"spare": {}}), idle(stack, volumes=["spare:/spare"])), {"idle": "configuration"}),
    ("a label of the volume", lambda stack: top_level(stack, volumes={"spare": {"labels": {"use": "spare"}}}), {}),
    ("a new network, joined", lambda stack: (top_level(stack, networks={"side": {}}), idle(stack, networks=["side"])), {"idle": "configuration"}),
    ("the definition of a network", lambda stack: top_level(stack, networks={"side": {"driver_opts": {"com.docker.network.driver.mtu": "1400"}}}), {}),
    ("a new service", lambda stack: extra(stack, second=idle_service(stack.lab)), {"second": "create"}),
    ("more replicas", lambda stack: extra(stack, second=idle_service(stack.lab, scale=3)), {"second": "scale"}),
    ("fewer replicas", lambda stack: extra(stack, second=idle_service(stack.lab, scale=1)), {"second": "scale"}),
    ("a service that reads .env itself", lambda stack: extra(stack, reader=idle_service(stack.lab, env_file=[".env"])), {"reader": "create"}),
    ("a value that comes by env_file alone", lambda stack: stack.values.update(NOBODY_READS="but the reader"), {"reader": "environment"}),
    ("a service in the network of another", lambda stack: extra(stack, sidecar=idle_service(stack.lab, network_mode="service:second")),
     {"sidecar": "create"}),
    ("the other is recreated", lambda stack: extra(stack, second=idle_service(stack.lab, labels={"a": "b"})),
     {"second": "configuration", "sidecar": "shared"}),
    ("a service with the volumes of another", lambda stack: extra(stack, mounter=idle_service(stack.lab, volumes_from=["idle"])), {"mounter": "create"}),
    ("its own label", lambda stack: extra(stack, mounter=idle_service(stack.lab, volumes_from=["idle:ro"], labels={"c": "d"})),
     {"mounter": "configuration"}),
    ("and nothing once more", lambda stack: None, {}),
    ("a service of a profile", lambda stack: extra(stack, tool=idle_service(stack.lab, profiles=["tools"])), {}),
    ("services that are no more", lambda stack: extra(stack, second=None, sidecar=None), {"second": "remove", "sidecar": "remove"}),
    ("an image by a tag that moves", lambda stack: (retag(stack, "v1"), idle(stack, image="example/moving:latest")),
     {"idle": "image", "mounter": "shared"}),
    ("the tag moves", lambda stack: retag(stack, "v2"), {"idle": "image", "mounter": "shared"}),
    ("a container removed by hand", lambda stack: stack.lab.docker("rm", "--force", "scheduler"), {"scheduler": "create"}),
    ("all of them by force", lambda stack: change(stack, up_options=["--force-recreate"]), dict.fromkeys({*FRAMEWORK, "nginx", "redis", "idle", "reader", "mounter"}, "forced")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "make", "expected"), CHANGES, ids=[one[0].replace(" ", "_") for one in CHANGES])
def test_previewed_is_what_happens(stack: Previewed, what: str, make: Callable[[Previewed], None], expected: dict[str, str]) -> None:
    if what in NO_LONGER_HASHED and stack.compose.version(stack.lab) >= (2, 29, 3):
        expected = {}
    make(stack)
    before = stack.containers()
    told = stack.preview()
    assert stack.containers() == before
    for key in stack.secrets.values():
        assert key not in str(told)
    previewed = {name: service["action"] for name, service in told.items() if service["action"] not in ("keep", "start", "restart")}
    happened = {name: action for name, action in stack.carry_out().items() if action != "keep"}
    assert previewed == happened
    firsts = {name: told[name]["reasons"][0]["kind"] if action == "recreate" else action for name, action in previewed.items()}
    # Before 2.30 Compose recreates those who depend on a service, too: that depends on the Compose of the lab.
    assert {name: first for name, first in firsts.items() if first != "dependency"} == expected
