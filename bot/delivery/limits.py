"""WeCom drops silently what one member gets beyond thirty messages a minute (wecom.md §9): wait instead."""

from collections import deque
from datetime import datetime, timedelta

MINUTE = timedelta(seconds=60)


class PerMember:
    """At most so many in any sliding minute for one recipient. The moments are given, not read."""

    def __init__(self, most: int = 28) -> None:
        self._most = most
        self._sent: dict[str, deque[datetime]] = {}

    def next_free(self, recipient: str, now: datetime) -> datetime:
        """`now` when one more may go out, else the moment it may."""
        sent = self._sent.setdefault(recipient, deque())
        while sent and sent[0] <= now - MINUTE:
            sent.popleft()
        return now if len(sent) < self._most else sent[0] + MINUTE

    def went_out(self, recipient: str, now: datetime) -> None:
        self._sent.setdefault(recipient, deque()).append(now)
