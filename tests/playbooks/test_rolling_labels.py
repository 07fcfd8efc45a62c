"""A rolling deploy behind a proxy that cannot be told, and goes by the engine's word."""

from __future__ import annotations

import pytest
import yaml
from playbook_support.labels_proxy import labels_proxy
from playbook_support.modules import result_of

NAME = "rolling-labels"
HEALTH = "test ! -e /tmp/drain && wget --quiet --spider http://127.0.0.1/"


@pytest.fixture(name="folder", scope="module")
def fixture_folder(lab, tmp_path_factory):
    lab.pull("nginx:1.25-alpine")
    yield tmp_path_factory.mktemp("labels")
    if ids := lab.docker("ps", "--all", "--quiet", f"--filter=label=com.docker.compose.project={NAME}").split():
        lab.docker("rm", "--force", *ids)


def options(lab, folder, version: str, **changes) -> dict:
    """Two web servers whose pages say the version."""
    page = f"server {{ listen 80; location / {{ default_type text/plain; return 200 'version {version}\\n'; }} }}"
    web = {
        "image": f"{lab.registry}/nginx:1.25-alpine",
        "command": ["sh", "-c", f"echo \"{page}\" > /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"],
        "stop_signal": "SIGQUIT",
        "healthcheck": {"test": ["CMD-SHELL", HEALTH], "interval": "1s", "timeout": "2s", "retries": 1},
        "deploy": {"replicas": 2},
        "x-slipway": {"drain": ["touch", "/tmp/drain"]},
    }
    (folder / "compose.yaml").write_text(yaml.safe_dump({"services": {"web": web}}), encoding="utf-8")
    return {"project_src": str(folder), "files": ["compose.yaml"], "project_name": NAME, "strategy": "rolling", "health_timeout": 30, **changes}


def ids(lab) -> list[str]:
    return sorted(lab.docker("ps", "--all", "--quiet", f"--filter=label=com.docker.compose.project={NAME}").split())


def test_nobody_is_refused_behind_a_proxy_that_goes_by_the_engine(lab, folder):
    first = result_of(lab, "stack_up", options(lab, folder, "one"))
    assert not first["failed"], first["msg"]
    before = ids(lab)
    with labels_proxy(lab, NAME, "web") as proxy:
        told = [{"kind": "labels", "url": proxy.url + "/api", "backends": ["web"]}]
        watch = {"url": proxy.url + "/", "contains": "version", "max_failures": 0}
        result = result_of(lab, "stack_up", options(lab, folder, "two", proxy=told, watch=watch, probe="engine"))
    assert not result["failed"], result["msg"]
    assert result["watch"]["failed"] == 0
    assert not set(before) & set(ids(lab))
    assert len(ids(lab)) == 2
