"""Two deploys of different owners and images that are let go at the same moment: one goes through, the other is told why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from held_play import HeldPlay, held
from server import Server

PAIRS = int(os.environ.get("DEPLOY_PAIRS", "1"))
pytestmark = pytest.mark.xdist_group("pairs")
LOOKS = "Record the stack as it stands, and hold the lock"


@pytest.mark.parametrize("pair", range(PAIRS))
def test_one_of_two_goes_through(pair: int, server: Server, run_playbook: Callable, tell: Callable, tmp_path: Path) -> None:
    before = server.info()["releases"]
    with ExitStack() as stack, ThreadPoolExecutor(2) as both:
        plays = {image: stack.enter_context(deploy(image, pair, run_playbook, tmp_path)) for image in ("v1", "v2")}
        runs = dict(zip(plays, both.map(HeldPlay.go, plays.values()), strict=True))
    good = [image for image, run in runs.items() if run.rc == 0]
    assert len(good) == 1, "\n".join(run.output for run in runs.values())
    winner, loser = good[0], "v2" if good == ["v1"] else "v1"
    words = " ".join(runs[loser].refused().stdout.split())
    assert f"was started by pipeline {winner} at 20" in words, words
    assert "application_break_lock" in words, words
    releases = server.info()["releases"]
    assert [release["owner"] for release in releases if release not in before][:1] == [f"pipeline {winner}"]
    assert server.check_live() == winner
    server.nothing_left_over()
    tell(f"two deploys at once, pair {pair}: that of {winner} went through", pair)


def deploy(image: str, pair: int, run_playbook: Callable, scratch: Path):
    own = scratch / image
    own.mkdir()
    variables = {
        "image_tag": image,
        "application_owner": f"pipeline {image}",
        "deployment_timestamp": f"2026-01-01T{pair:02}:00:0{image[1:]}Z",
        "application_force_recreate": False,
    }
    return held(run_playbook, own, LOOKS, "deploy-update.yml", variables, {})
