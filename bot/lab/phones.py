"""What each member's phone shows, and who watches."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.clock import Clock


@dataclass
class Bubble:
    """One thing in a chat. `kind` is text, card, image, file or note; `mine` was sent by the member."""

    id: int
    account: str
    kind: str
    text: str
    mine: bool
    at: str
    card: dict[str, Any] | None = None
    task_id: str = ""
    media_id: str = ""
    message_id: str = ""
    done: str = ""
    recalled: bool = False


@dataclass
class Phones:
    """All chats, oldest first."""

    clock: Clock
    bubbles: list[Bubble] = field(default_factory=list)
    _watchers: set[asyncio.Queue[dict[str, Any]]] = field(default_factory=set)

    def show(self, account: str, kind: str, text: str, *, mine: bool = False, **more: Any) -> Bubble:
        """Add a bubble and tell the watchers."""
        moment = self.clock().isoformat(timespec="minutes")
        bubble = Bubble(len(self.bubbles) + 1, account, kind, text, mine, moment, **more)
        self.bubbles.append(bubble)
        self.tell({"bubble": asdict(bubble)})
        return bubble

    def changed(self, bubble: Bubble) -> None:
        self.tell({"bubble": asdict(bubble)})

    def of(self, account: str) -> list[Bubble]:
        return [bubble for bubble in self.bubbles if bubble.account == account]

    def tell(self, event: dict[str, Any]) -> None:
        for watcher in self._watchers:
            watcher.put_nowait(event)

    @asynccontextmanager
    async def watch(self) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
        """Everything that is shown from now on."""
        watcher: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._watchers.add(watcher)
        try:
            yield watcher
        finally:
            self._watchers.discard(watcher)
