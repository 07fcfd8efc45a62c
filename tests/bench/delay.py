"""A TCP proxy on 127.0.0.1 that hands each piece on half a round trip later, in both directions."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Link:
    """What went over it."""

    sent: int = 0  # bytes, to the server
    received: int = 0


async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, delay: float, count: Callable[[int], None]) -> None:
    loop = asyncio.get_running_loop()
    last = None
    while piece := await reader.read(65536):
        count(len(piece))
        last = loop.call_later(delay, writer.write, piece)
    await asyncio.sleep(delay)
    if last:
        writer.close()


async def serve(port: int, to: int, delay: float, link: Link, ready: threading.Event, end: asyncio.Event) -> None:
    def sent(count: int) -> None:
        link.sent += count

    def received(count: int) -> None:
        link.received += count

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", to)
        await asyncio.gather(hand_on(reader, here, delay, sent), hand_on(there, writer, delay, received), return_exceptions=True)

    async with await asyncio.start_server(accept, "127.0.0.1", port):
        ready.set()
        await end.wait()
        open_ones = asyncio.all_tasks() - {asyncio.current_task()}
        for one in open_ones:
            one.cancel()
        await asyncio.gather(*open_ones, return_exceptions=True)


@contextmanager
def delayed(port: int, to: int, round_trip: float) -> Iterator[Link]:
    """While this lasts, `port` answers as `to` does, `round_trip` seconds later."""
    loop, link, ready, end = asyncio.new_event_loop(), Link(), threading.Event(), asyncio.Event()
    thread = threading.Thread(target=loop.run_until_complete, args=[serve(port, to, round_trip / 2, link, ready, end)])
    thread.start()
    ready.wait()
    try:
        yield link
    finally:
        loop.call_soon_threadsafe(end.set)
        thread.join()
        loop.close()
