"""The terminal as a platform: a line is a message, an answer is printed. For trying the bot without any account."""

from bot.chat import Address, Card, Incoming, Reply
from bot.clock import Clock

NAME = "cli"


class Console:
    """One person at the terminal. Buttons are numbered; their number, or what they say, presses them."""

    def __init__(self, account: str, clock: Clock) -> None:
        self.address = Address(NAME, account)
        self._clock = clock
        self._card: Card | None = None
        self._count = 0

    def hear(self, line: str) -> Incoming:
        """What was typed; a number presses a button of the last card."""
        self._count += 1
        now = self._clock()
        text = self._pressed(line.strip())
        return Incoming(
            f"console:{self.address.user}:{now.timestamp():.6f}:{self._count}", self.address, now, text
        )

    def show(self, reply: Reply) -> str:
        """The answer as text, with the card's buttons below it."""
        if reply.card is not None:
            self._card = reply.card
        lines = [reply.text] if reply.text else []
        if reply.card is not None and reply.card.buttons:
            lines.append("  ".join(f"[{i}] {b.label}" for i, b in enumerate(reply.card.buttons, 1)))
        lines += [f"（图片：{reply.picture.name}）"] if reply.picture else []
        lines += [f"（文件：{reply.document.name}）"] if reply.document else []
        return "\n".join(lines)

    def _pressed(self, text: str) -> str:
        buttons = self._card.buttons if self._card is not None else ()
        if text.isdigit() and 1 <= int(text) <= len(buttons):
            button = buttons[int(text) - 1]
            self._card = None
            return button.says or button.label
        return text
