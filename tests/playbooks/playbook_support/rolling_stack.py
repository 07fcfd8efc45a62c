"""The application behind each of the proxies, replaced by stack_up while somebody asks for its pages all the time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import yaml

from .composes import COMPOSES, Compose
from .lab import CHECKOUT, Lab
from .modules import binary, result_of
from .ssh_server import free_port

EXAMPLE = CHECKOUT / "examples" / "zero-downtime"

HAPROXY_DEFAULTS = """\
global
  stats socket /run/haproxy/admin.sock mode 666 level admin
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 3
  option redispatch
"""

HAPROXY = (
    HAPROXY_DEFAULTS
    + """\
fcgi-app php
  docroot /var/www/html/public
  index index.php
  path-info ^(/.+\\.php)(/.*)?$
  no option keep-conn
frontend web
  bind :80
  default_backend app
backend app
  use-fcgi-app php
  server-template app 1-8 app:9000 proto fcgi init-addr libc
"""
)

CADDY = """\
{
  admin unix//run/caddy/admin.sock
  auto_https off
}
:80 {
  rewrite / /index.php
  reverse_proxy app:9000 {
    lb_try_duration 5s
    transport fastcgi {
      root /var/www/html/public
      split .php
    }
  }
}
"""

PROXIES = ("reload", "haproxy", "caddy")

# What makes nginx send requests to the addresses that it is given, and in the end to the name; and to the name as well where an engine that was
# killed has given the containers other addresses.
BY_ADDRESS = (
    '{ for address in $SLIPWAY_ADDRESSES; do echo "server $address:9000 max_fails=0;"; done; echo "server $SLIPWAY_SERVICE:9000 backup;"; }'
    " > /etc/nginx/upstreams/$SLIPWAY_SERVICE.conf && nginx -s reload"
)


class RollingStack:
    """`deploy(tag)` is what stack_up returns; every deploy has a watch that allows no failure, unless told otherwise."""

    haproxy_configuration, caddy_configuration = HAPROXY, CADDY

    def __init__(self, lab: Lab, kind: str, folder: Path, compose: Compose = COMPOSES[0]) -> None:
        self.lab, self.kind, self.folder, self.environment = lab, kind, folder, compose.environment
        self.rate = int(os.environ.get("ROLLING_RATE", "20"))
        self.name = f"rolling-{kind}"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        services = yaml.safe_load((EXAMPLE / "compose.yaml").read_text(encoding="utf-8"))["services"]
        self.services = {name: services[name] for name in ("app", "redis")}
        self.services["redis"]["image"] = f"{lab.registry}/redis:7-alpine"
        self.services["proxy"] = {
            "depends_on": {"app": {"condition": "service_healthy"}},
            **self.published(),
            **{"reload": self.nginx, "by-address": self.nginx_by_address, "haproxy": self.haproxy, "caddy": self.caddy, "labels": self.nginx_behind}[kind](),
        }
        self.services["app"]["deploy"]["update_config"].pop("monitor")
        for service in self.services.values():
            if "healthcheck" in service:
                service["healthcheck"]["interval"] = "2s"

    def published(self) -> dict:
        return {"ports": [f"127.0.0.1:{self.port}:80"]} if self.kind != "labels" else {}

    def nginx_behind(self) -> dict:
        """nginx behind another proxy, which goes by labels; it is replaced with each release as the application is."""
        drained = {"x-slipway": {"drain": ["touch", "/tmp/drain"]}, "stop_signal": "SIGQUIT", "environment": {"RELEASE": "${RELEASE:-}"}}
        test = "test ! -e /tmp/drain && wget --quiet --spider http://127.0.0.1/health"
        return {**self.nginx(), **drained, "healthcheck": {"test": ["CMD-SHELL", test], "interval": "1s", "timeout": "2s", "retries": 1}}

    def nginx(self) -> dict:
        (self.folder / "site.conf").write_text(self.nginx_site(), encoding="utf-8")
        return {"image": f"{self.lab.registry}/nginx:1.25-alpine", "volumes": ["./site.conf:/etc/nginx/conf.d/default.conf:ro"]}

    def nginx_by_address(self) -> dict:
        service = self.nginx()
        site = self.nginx_site().replace("server app:9000 max_fails=0;", "include /etc/nginx/upstreams/app.conf;")
        (self.folder / "site.conf").write_text(site, encoding="utf-8")
        (self.folder / "upstreams").mkdir()
        (self.folder / "upstreams" / "app.conf").write_text("server app:9000 max_fails=0;\n", encoding="utf-8")
        return {**service, "volumes": [*service["volumes"], "./upstreams:/etc/nginx/upstreams"]}

    @staticmethod
    def nginx_site() -> str:
        """The example's, with the page that takes its time."""
        text = (EXAMPLE / "nginx" / "default.conf").read_text(encoding="utf-8")
        return text.replace("/var/www/html/public/index.php", "/var/www/html/public$page").replace(
            "location / {", "location / {\n    set $page $uri;\n    if ($uri = /) { set $page /index.php; }"
        )

    def haproxy(self) -> dict:
        (self.folder / "run").mkdir()
        (self.folder / "haproxy.cfg").write_text(self.haproxy_configuration, encoding="utf-8")
        mounts = ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro", "./run:/run/haproxy"]
        return {"image": f"{self.lab.registry}/haproxy:2.6", "volumes": mounts}

    def caddy(self) -> dict:
        (self.folder / "run").mkdir()
        (self.folder / "Caddyfile").write_text(self.caddy_configuration, encoding="utf-8")
        # It listens on a socket of its own with each configuration: without this, connections that wait at the one before are reset.
        moved = {"net.ipv4.tcp_migrate_req": "1"}
        volumes = ["./Caddyfile:/etc/caddy/Caddyfile:ro", "./run:/run/caddy"]
        return {"image": f"{self.lab.registry}/caddy:2.6", "volumes": volumes, "sysctls": moved}

    @property
    def proxies(self) -> list[dict]:
        behind = [{"kind": "labels", "url": self.url + "/api", "backends": ["proxy"]}] if self.kind == "labels" else []
        return [*behind, self.proxy]

    @property
    def proxy(self) -> dict:
        told = {
            **dict.fromkeys(("reload", "labels"), {"kind": "reload", "command": ["nginx", "-s", "reload"]}),
            "by-address": {"kind": "reload", "command": ["sh", "-c", BY_ADDRESS], "by_address": True},
        }.get(self.kind, {"kind": self.kind, "socket": str(self.folder / "run" / "admin.sock")})
        return {"service": "proxy", "backends": ["app"], **told}

    @property
    def watch(self) -> dict:
        return {"url": self.url + "/", "contains": "Redis answers", "max_failures": 0, "rate": self.rate}

    def write(self, tag: str) -> None:
        self.services["app"]["image"] = f"{self.lab.app_image}:{tag}"
        networks = {"fixed": {"ipam": {"config": [{"subnet": "198.51.100.0/28"}]}}}
        whole = {"services": self.services, "volumes": {"redis-data": {}}, "networks": networks}
        (self.folder / "compose.yaml").write_text(yaml.safe_dump(whole), encoding="utf-8")
        if not (self.folder / ".env").exists():
            (self.folder / ".env").write_text("APP_KEY=a-key\nREDIS_PASSWORD=a-password\n", encoding="utf-8")

    def options(self, tag: str) -> dict:
        self.write(tag)
        return {
            "project_src": str(self.folder), "files": ["compose.yaml"], "project_name": self.name, "strategy": "rolling", "proxy": self.proxies,
            "watch": self.watch, "health_timeout": 30,
        }

    def deploy(self, tag: str, *, check: bool = False, **changes) -> dict:
        options = {**self.options(tag), **changes}
        return result_of(self.lab, "stack_up", {name: value for name, value in options.items() if value is not None}, check=check,
                         environment=self.environment)

    def containers(self, service: str) -> list[str]:
        label = f"--filter=label=com.docker.compose.project={self.name}"
        of_service = f"--filter=label=com.docker.compose.service={service}"
        return self.lab.docker("ps", "--all", label, of_service, "--format={{.Names}}").split()

    def version(self) -> str:
        with urllib.request.urlopen(self.url + "/", timeout=10) as answer:
            return answer.read().decode().split(":")[0].split()[-1]

    def remove(self) -> None:
        label = f"--filter=label=com.docker.compose.project={self.name}"
        for kind, listed, gone in (("container", "ls --all", "rm --force --volumes"), ("network", "ls", "rm"), ("volume", "ls", "rm")):
            if ids := self.lab.docker(kind, *listed.split(), "--quiet", label).split():
                self.lab.docker(kind, *gone.split(), *ids)


def struck_when(stack: RollingStack, tag: str, moment: Callable[[str], bool], strike: Callable[[int], None], **changes) -> None:
    """A deploy that something strikes as soon as `moment` holds, which is asked with the last line of what it is doing; `strike` is given the
    process group of its module. Returns when the module has ended."""
    text = json.dumps({**stack.options(tag), **changes, "_ansible_check_mode": False})
    environment = {**os.environ, "DOCKER_HOST": stack.lab.docker_host, "SLIPWAY_PROGRESS": "/dev/stderr", **stack.environment}
    with subprocess.Popen(
        [binary("stack_up"), "-"], env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as module:
        module.stdin.write(text.encode())
        module.stdin.close()
        os.set_blocking(module.stderr.fileno(), False)
        said, deadline = "", time.monotonic() + 60
        while not moment(said.splitlines()[-1] if said else ""):
            assert module.poll() is None, f"it ended before it could be struck: {said}"
            assert time.monotonic() < deadline, said
            time.sleep(0.005)
            said += (module.stderr.read() or b"").decode()
        strike(module.pid)
        os.set_blocking(module.stderr.fileno(), True)
        module.stderr.read()


def killed_when(stack: RollingStack, tag: str, moment: Callable[[str], bool], **changes) -> None:
    struck_when(stack, tag, moment, lambda group: os.killpg(group, signal.SIGKILL), **changes)


def engine_killed_when(stack: RollingStack, tag: str, moment: Callable[[str], bool], **changes) -> None:
    """The engine is back when the module has ended, with all that ran."""

    def strike(group: int) -> None:
        os.killpg(group, signal.SIGSTOP)  # else a container might be gone before it has its policy
        try:
            containers = stack.lab.docker("ps", "--quiet", f"--filter=label=com.docker.compose.project={stack.name}").split()
            stack.lab.set_restart_policy("always", *containers)
            stack.lab.kill_engine()
        finally:
            os.killpg(group, signal.SIGCONT)
        stack.lab.command("engine", "start")

    struck_when(stack, tag, moment, strike, **changes)
