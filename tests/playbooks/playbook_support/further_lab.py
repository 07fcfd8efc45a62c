"""A lab beside the one that the tests have, for a server with an engine of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from .lab import Lab


@contextmanager
def further_lab(name: str) -> Iterator[Lab]:
    """While this lasts. Its own registry is not needed: the first one's answers on this machine."""
    try:
        with mock.patch.dict(os.environ):
            Lab.stand_apart(name)
            Lab.command("up")
            lab = Lab()
        yield lab
    finally:
        with mock.patch.dict(os.environ):
            Lab.stand_apart(name)
            Lab.command("down")
