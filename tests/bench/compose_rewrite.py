"""Compose files of 100 KB, 1 MB and 10 MB: time and peak memory of the rewrite, beside what one would run instead."""
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

SIZES = {"100 KB": 100 << 10, "1 MB": 1 << 20, "10 MB": 10 << 20}
ROUNDS = 3
IMAGE = "registry.example.com/framework"
SERVICE = """\
  service-{n}:
    # what this one does
    image: {image}:v1
    restart: unless-stopped
    environment:
      APP_ENV: production
      DB_HOST: "db-{n}.internal"
    labels: [ "a.b=c", 'traefik.http.routers.r{n}.rule=Host(`h{n}.example.com`)' ]
    ports:
      - "127.0.0.1:8080:80"
    healthcheck: {{test: ["CMD", "wget", "-q", "http://127.0.0.1/"], interval: 5s}}
"""

PYYAML = """\
import sys, yaml
file = sys.argv[1]
stack = yaml.load(open(file), Loader=yaml.CSafeLoader)
for service in stack["services"].values():
    service["image"] = service["image"].split(":")[0] + ":v2"
yaml.dump(stack, open(file, "w"), Dumper=yaml.CSafeDumper)
"""
REGEX = f"""\
import re, sys
text = open(sys.argv[1]).read()
open(sys.argv[1], "w").write(re.sub(r"(image:\\s*{IMAGE}):\\S+", r"\\1:v2", text))
"""


def compose_file(size: int) -> str:
    services = []
    length = 0
    while length < size:
        services.append(SERVICE.format(n=len(services), image=IMAGE))
        length += len(services[-1])
    return "services:\n" + "".join(services)


def measured(command: list[str], reset: Path, text: str) -> tuple[float, float]:
    """Seconds (median), and the largest peak in MB."""
    seconds, peaks = [], []
    for _ in range(ROUNDS):
        reset.write_text(text, encoding="utf-8")
        started = time.perf_counter()
        # Waited for by hand, because only so the peak is this child's and not that of the largest one yet.
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as child:
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        seconds.append(time.perf_counter() - started)
        peaks.append(usage.ru_maxrss / 1024)
        if child.returncode != 0:
            sys.exit(f"bench: {command} failed on {reset}")
    return median(seconds), max(peaks)


def report(module: Path) -> None:
    print(
        f"\nRewriting every image of a compose file, median of {ROUNDS}, against the size before and against ours"
        " (a peak under 15 MB is that of the Python that starts it)",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        file, arguments = Path(folder, "compose.yml"), Path(folder, "args.json")
        arguments.write_text(json.dumps({"file": str(file), "image": IMAGE, "tag": "v2"}), encoding="utf-8")
        python = ["/usr/bin/python3", "-c"]
        commands = {
            "compose_image_rewrite": [str(module), str(arguments)],
            "PyYAML (C), layout lost": [*python, PYYAML, str(file)],
            "python re.sub, blind": [*python, REGEX, str(file)],
        }
        before: dict[str, float] = {}
        for size, least in SIZES.items():
            text = compose_file(least)
            own = 0.0
            for name, command in commands.items():
                seconds, peak = measured(command, file, text)
                own = own or seconds
                growth = f"{seconds / before[name]:5.1f} x" if name in before else "       "
                print(
                    f"  {size:<7} {name:<24} {seconds * 1e3:8.1f} ms {growth} {peak:7.1f} MB"
                    f"   {seconds / own:5.2f} of ours",
                    flush=True,
                )
                before[name] = seconds
