"""How long after the engine's last `healthy` event health_wait returns, against polling as `up --wait` does."""
import json
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median

from playbook_support.lab import Lab

ROUNDS = 10
PROJECT = "slipway-bench"
LABEL = f"com.docker.compose.project={PROJECT}"
UP_WAIT_POLL = 0.5  # seconds; docker compose, pkg/compose/convergence.go


def start_container(lab: Lab, image: str) -> str:
    return lab.docker("run", "--detach", "--network=none", "--label", LABEL, "--label", "com.docker.compose.service=bench",
                      "--label", "com.docker.compose.container-number=1", "--label", "com.docker.compose.oneoff=False",
                      "--health-cmd=true", "--health-interval=1s", "--entrypoint=sleep", image, "60").strip()


def healthy_at(lab: Lab, container: str, since: float) -> float:
    """The time of the container's `healthy` event, as the engine stamped it."""
    lines = lab.docker("events", f"--since={since}", f"--until={time.time():.9f}", "--format={{json .}}",
                   "--filter=event=health_status", f"--filter=container={container}").splitlines()
    events = [json.loads(line) for line in lines]
    return max(event["timeNano"] for event in events if event["status"].endswith(": healthy")) / 1e9


def one_round(lab: Lab, binary: Path, image: str) -> float:
    since = time.time()
    container = start_container(lab, image)
    try:
        arguments = json.dumps({"project_name": PROJECT, "timeout": 30, "docker_host": lab.docker_host})
        reply = subprocess.run([str(binary), "-"], input=arguments, capture_output=True, text=True, check=False)
        returned = time.time()
        if reply.returncode != 0:
            raise SystemExit(f"health_wait failed: {reply.stdout}")
        return returned - healthy_at(lab, container, since)
    finally:
        lab.docker("rm", "--force", container)


def pulled_image(lab: Lab) -> str:
    """An image of the lab's registry, pulled with a login of its own."""
    image = f"{lab.registry}/redis:7-alpine"
    with tempfile.TemporaryDirectory() as config:
        subprocess.run(["docker", "--config", config, "login", lab.registry, "--username", lab.registry_user, "--password-stdin"],
                       input=lab.registry_password, text=True, check=True, capture_output=True)
        lab.docker("--config", config, "pull", "--quiet", image)
    return image


def report(binary: Path, lab: Lab) -> None:
    image = pulled_image(lab)
    waits = [one_round(lab, binary, image) for _ in range(ROUNDS)]
    print(f"\nhealth_wait's return after the engine's last `healthy` event, {ROUNDS} rounds")
    print(f"  median {median(waits) * 1e3:.0f} ms, longest {max(waits) * 1e3:.0f} ms"
          f"   (`up --wait` looks every {UP_WAIT_POLL * 1e3:.0f} ms; the old playbook slept 60000 ms)")
