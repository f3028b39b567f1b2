"""A closed-loop load: so many connections, each sends its next letter when the last one is answered."""

import asyncio
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Result:
    """What one round gave. `times` in seconds, one per answered request."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    bad: int = 0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def at(self, share: float) -> float:
        """The time in ms below which that share of answers stayed."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000 if ordered else 0.0

    @property
    def cpu_each(self) -> float:
        """Server CPU in microseconds per message."""
        return self.cpu / len(self.times) * 1e6 if self.times else 0.0


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


async def send_all(port: int, letters: Iterator[bytes], connections: int, seconds: float, pid: int) -> Result:
    """Drive `letters` through so many connections until the time is over or they run out."""
    result = Result()
    end = time.perf_counter() + seconds
    begun, spent = time.perf_counter(), cpu_seconds(pid)

    async def talk() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            while time.perf_counter() < end:
                letter = next(letters, None)
                if letter is None:
                    return
                started = time.perf_counter()
                writer.write(letter)
                status, _ = await read_answer(reader)
                result.times.append(time.perf_counter() - started)
                result.bad += status != 200
        finally:
            writer.close()

    await asyncio.gather(*(talk() for _ in range(connections)))
    result.seconds = time.perf_counter() - begun
    result.cpu = cpu_seconds(pid) - spent
    return result


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body of one HTTP/1.1 answer with a Content-Length."""
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return status, await reader.readexactly(length)
