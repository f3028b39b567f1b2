"""Chance that can be repeated: everything drawn comes from one seed."""

from datetime import date
from random import Random  # noqa: TID251 — a seed makes it the same every time
from typing import TypeVar

from tests.rules.independent.cells import DAY, Cell, is_workday

Drawn = TypeVar("Drawn")


class Draws:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def pick(self, *options: Drawn) -> Drawn:
        return self._random.choice(options)

    def cell(self, *options: Cell) -> Cell:
        return self._random.choice(options)

    def number(self, least: int, most: int) -> int:
        return self._random.randint(least, most)

    def some(self, of: list[Drawn], most: int) -> list[Drawn]:
        return self._random.sample(of, min(most, len(of)))

    def each(self, of: list[Drawn], probability: float) -> list[Drawn]:
        return [one for one in of if self.chance(probability)]

    def day(self, first: date, last: date) -> date:
        return first + DAY * self.number(0, max(0, (last - first).days))

    def workday(self, first: date, last: date) -> date:
        """One of the working days; the first day where none is found."""
        tries = (self.day(first, last) for _ in range(40))
        return next((on for on in tries if is_workday(on)), first)
