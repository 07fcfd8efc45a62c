"""How long after the engine's last `healthy` event health_wait returns, against polling as `up --wait` does."""
import json
import os
import subprocess
import time
from pathlib import Path
from statistics import median

ROUNDS = 10
PROJECT = "slipway-bench"
LABEL = f"com.docker.compose.project={PROJECT}"
UP_WAIT_POLL = 0.5  # seconds; docker compose, pkg/compose/convergence.go


def docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout.strip()


def start_container(image: str) -> str:
    return docker("run", "-d", "--network=none", "--label", LABEL, "--label", "com.docker.compose.service=bench",
                  "--label", "com.docker.compose.container-number=1", "--label", "com.docker.compose.oneoff=False",
                  "--health-cmd=true", "--health-interval=1s", "--entrypoint=sleep", image, "60")


def healthy_at(container: str, since: float) -> float:
    """The time of the container's `healthy` event, as the engine stamped it."""
    lines = docker("events", f"--since={since}", f"--until={time.time():.9f}", "--format={{json .}}",
                   "--filter=event=health_status", f"--filter=container={container}").splitlines()
    events = [json.loads(line) for line in lines]
    return max(event["timeNano"] for event in events if event["status"].endswith(": healthy")) / 1e9


def one_round(binary: Path, image: str) -> float:
    since = time.time()
    container = start_container(image)
    try:
        arguments = json.dumps({"project_name": PROJECT, "timeout": 30})
        reply = subprocess.run([str(binary), "-"], input=arguments, capture_output=True, text=True, check=False)
        returned = time.time()
        if reply.returncode != 0:
            raise SystemExit(f"health_wait failed: {reply.stdout}")
        return returned - healthy_at(container, since)
    finally:
        docker("rm", "-f", container)


def report(binary: Path) -> None:
    image = os.environ["LAB_BASE_IMAGE"]
    waits = [one_round(binary, image) for _ in range(ROUNDS)]
    print(f"\nhealth_wait's return after the engine's last `healthy` event, {ROUNDS} rounds")
    print(f"  median {median(waits) * 1e3:.0f} ms, longest {max(waits) * 1e3:.0f} ms"
          f"   (`up --wait` looks every {UP_WAIT_POLL * 1e3:.0f} ms; the old playbook slept 60000 ms)")
