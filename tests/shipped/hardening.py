"""What an executable lacks of what makes it small, whole in itself, and hard to attack."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

LARGEST = 4.5e6  # bytes: 4.5 MB, as the README has it
# Of each processor: what readelf calls it, and the instruction that -fcf-protection or -mbranch-protection begins functions with.
PROCESSORS = {"x86_64": ("Advanced Micro Devices X86-64", "f30f1efa"), "aarch64": ("AArch64", "3f2303d5")}
GUARDED_FUNCTIONS = 1000  # and more; without the option it is those of libraries, if any


def weaknesses(executable: Path, processor: str) -> Iterator[str]:
    asked = ["readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--sections", executable]
    elf = subprocess.run(asked, capture_output=True, text=True, check=True, env={"LC_ALL": "C", "PATH": "/usr/bin"}).stdout
    content = executable.read_bytes()
    machine, guard = PROCESSORS[processor]

    def has(pattern: str) -> bool:
        return re.search(pattern, elf, re.MULTILINE) is not None

    if not has(rf"^ +Machine: +{machine}$"):
        yield f"is not for {processor}"
    if has(r"^  INTERP|\(NEEDED\)"):
        yield "is not static"
    if not has(r"^ +Type: +DYN") or not has(r"\(FLAGS_1\).*\bPIE\b"):
        yield "is not position-independent"
    if not has(r"\(FLAGS\).*\bBIND_NOW\b"):
        yield "binds late"
    if not has(r"^  GNU_RELRO"):
        yield "its relocations stay writable"
    if has(r"\(TEXTREL\)"):
        yield "its code is relocated"
    if not has(r"^  GNU_STACK( +0x\w+){5} RW "):
        yield "its stack is executable"
    if has(r"^  LOAD( +0x\w+){5} RWE"):
        yield "something in it is writable and executable"
    if has(r" \.symtab | \.debug_"):
        yield "is not stripped"
    if b"stack smashing detected" not in content:
        yield "its stack has no guard"
    if b"buffer overflow detected" not in content:
        yield "is not fortified"
    if content.count(bytes.fromhex(guard)) < GUARDED_FUNCTIONS:
        yield "its branches have no guard"
    if len(content) > LARGEST:
        yield f"is too large: {len(content)} bytes"
