"""From start to exit: each module against `python3 -c pass`, one run of each in turn so that the machine's drift hits both."""
import subprocess
import time
from pathlib import Path
from statistics import median

ROUNDS = 40


def seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return time.perf_counter() - started


def report(binaries: list[Path]) -> None:
    python = ["/usr/bin/python3", "-c", "pass"]
    print(f"\nStart to exit, median of {ROUNDS}, against `{' '.join(python)}` (ratio: how many times faster)")
    for binary in binaries:
        module = [str(binary), "-"]  # no arguments on standard input: the shortest whole run
        pairs = [(seconds(module), seconds(python)) for _ in range(ROUNDS)]
        own, other = median(a for a, _ in pairs), median(b for _, b in pairs)
        print(f"  {binary.name:<24} {own * 1e3:6.2f} ms   python3 {other * 1e3:6.2f} ms   {other / own:5.1f} x")
