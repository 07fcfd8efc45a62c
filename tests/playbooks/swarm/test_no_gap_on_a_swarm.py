"""Requests while a swarm replaces the tasks of a service, new ones first, behind a proxy that goes by the tasks' names."""

from __future__ import annotations

import json

import pytest

FIRST, SECOND, THIRD = "2026-01-01T00-00-00Z", "2026-01-02T00-00-00Z", "2026-01-03T00-00-00Z"
pytestmark = [pytest.mark.usefixtures("fresh_stack"), pytest.mark.xdist_group("swarm")]
SITE = "server { listen 80; location / { return 200 'welcome'; } }"
PROXY = """\
resolvers swarm
  nameserver engine 127.0.0.11:53
  hold valid 1s
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 3
  option redispatch
  default-server init-addr none
frontend site
  bind :8080
  default_backend web
backend web
  server-template web 1-6 web:80 check inter 500ms resolvers swarm
"""


@pytest.fixture(name="site")
def fixture_site(stack):
    """Two nginx behind one HAProxy, which publishes port 8080 of the manager."""
    registry = stack.swarm.registry
    web = stack.service(f"{registry}/nginx:1.25-alpine", stop_grace_period="10s", stop_signal="SIGQUIT")
    web["healthcheck"] = {"test": ["CMD", "wget", "--quiet", "--spider", "http://127.0.0.1/"], "interval": "1s", "retries": 10}
    web["configs"] = [{"source": "site", "target": "/etc/nginx/conf.d/site.conf"}]
    del web["command"]
    web["deploy"] |= {"replicas": 2, "update_config": {"order": "start-first", "monitor": "1s"}}
    proxy = stack.service(f"{registry}/haproxy:2.6", ports=[{"target": 8080, "published": "8080", "mode": "host"}])
    del proxy["command"]
    proxy["configs"] = [{"source": "proxy", "target": "/usr/local/etc/haproxy/haproxy.cfg"}]
    proxy["deploy"] |= {"placement": {"constraints": ["node.hostname == node1"]}}
    stack.folder.mkdir(parents=True, exist_ok=True)
    (stack.folder / "proxy.cfg").write_text(PROXY, encoding="utf-8")
    (stack.folder / "site.conf").write_text(SITE, encoding="utf-8")
    files = {"proxy": {"file": "./proxy.cfg"}, "site": {"file": "./site.conf"}}

    def write(release: str) -> None:
        stack.write_stack({"web": {**web, "environment": {"RELEASE": release}}, "proxy": proxy}, configs=files)

    stack.variables |= {"app_image": f"{registry}/nginx", "application_health_http": [{"url": "http://127.0.0.1:8080/", "status": 200}]}
    stack.write_release = write
    write("one")
    stack.deploy("1.25-alpine", FIRST).succeeded()
    return stack


def watch_of(site, release: str) -> dict:
    """What its record says of the page that was watched."""
    timeline = json.loads((site.backups / release / "manifest.json").read_text(encoding="utf-8"))["timeline"]
    return next(entry["watch"] for entry in timeline if entry.get("watch"))


def test_nobody_notices_a_deploy_or_its_rollback(site):
    page = {"application_watch": {"url": "http://127.0.0.1:8080/", "rate": 50, "max_failures": 0}}
    site.write_release("two")
    site.deploy("1.25-alpine", SECOND, **page).succeeded()
    site.rollback(FIRST, **page).succeeded()
    rollback = max(path.name for path in site.backups.glob("2*"))
    for release in (SECOND, rollback):
        watch = watch_of(site, release)
        print(f"{release}: {watch}")
        assert watch["requests"] > 100 and watch["failed"] == 0
