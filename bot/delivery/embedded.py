"""The loop within the process: wakes when something was promised, and every few seconds; whatever a job was lost of, it finds."""

from bot.delivery.courier import Courier
from bot.delivery.rounds import Rounds

EVERY_S = 2.0


class Embedded(Rounds):
    """Runs a courier until it is stopped."""

    def __init__(self, courier: Courier) -> None:
        super().__init__("courier", courier.round, EVERY_S)
        self._courier = courier

    async def stop(self) -> None:
        """Finish what is being sent, give back what is not begun."""
        self._courier.stop()
        await super().stop()
