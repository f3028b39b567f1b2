"""The year's results: noticed, objected to, published; frozen with the standard's version and the hash of the facts."""

from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from bot.domain.people import Branch
from bot.domain.publication import NotPublishable, Result, Stage
from bot.store.rating_tables import objections, ratings

if TYPE_CHECKING:
    from bot.store.work import Work


LATEST_MONTH = 3
"""Until the end of this month last year is rated (domain.md §5.2)."""


@dataclass(frozen=True, slots=True)
class YearResult:
    """A year's result as it stands. `minutes` decided on the notice, `publication_minutes` on the publication."""

    id: int
    year: int
    stage: Stage
    as_of: date
    standard: str
    facts_hash: str
    results: tuple[Result, ...]
    minutes: str
    noticed_on: date
    notice_until: date
    publication_minutes: str
    published_on: date | None
    decided_by: str

    def of(self, branch: str) -> Result | None:
        return next((result for result in self.results if result.branch == branch), None)


@dataclass(frozen=True, slots=True)
class Objection:
    """`upheld` is None while it is under review."""

    id: int
    branch: str
    text: str
    raised_on: date
    raised_by: str
    upheld: bool | None
    answer: str


class Ratings:
    def __init__(self, work: "Work") -> None:
        self._work = work

    def current(self, year: int) -> YearResult | None:
        """What is noticed or published of a year; None before."""
        statement = (
            select(ratings)
            .where(ratings.c.year == year, ratings.c.stage != Stage.WITHDRAWN.value)
            .order_by(ratings.c.id.desc())
            .limit(1)
        )
        row = self._work.connection.execute(statement).mappings().first()
        return _year_result(row) if row is not None else None

    def published(self, year: int) -> YearResult | None:
        found = self.current(year)
        return found if found is not None and found.stage is Stage.PUBLISHED else None

    def being_rated(self, today: date) -> int:
        """The year an inspector's score is for: until the end of March still the last one, as long as it is not published."""
        last = today.year - 1
        return last if today.month <= LATEST_MONTH and self.published(last) is None else today.year

    def notice(
        self,
        year: int,
        results: tuple[Result, ...],
        *,
        as_of: date,
        standard: str,
        facts_hash: str,
        minutes: str,
        until: date,
    ) -> None:
        """Put up a notice; one that was up before is withdrawn.

        Raises:
            NotPublishable: the year's result is published already.
        """
        before = self.current(year)
        if before is not None and before.stage is Stage.PUBLISHED:
            raise NotPublishable("published")
        if before is not None:
            self._set(before.id, stage=Stage.WITHDRAWN.value)
        work = self._work
        values = {
            "year": year,
            "stage": Stage.NOTICED.value,
            "as_of": as_of,
            "standard": standard,
            "facts_hash": facts_hash,
            "results": [_plain(result) for result in results],
            "minutes": minutes,
            "noticed_on": work.today,
            "notice_until": until,
            "decided_by": work.origin.actor,
            "recorded_at": work.at,
        }
        id_ = work.connection.execute(insert(ratings).values(values).returning(ratings.c.id)).scalar_one()
        work.audit.note("rating_noticed", f"rating:{id_}", None, values)

    def publish(self, year: int, minutes: str) -> YearResult:
        """The notice becomes the result.

        Raises:
            NotPublishable: there is no notice, it is still up, or an objection is under review.
        """
        found = self.current(year)
        if found is None or found.stage is not Stage.NOTICED:
            raise NotPublishable("published" if found is not None else "no_notice")
        if self._work.today <= found.notice_until:
            raise NotPublishable("notice_is_up", until=found.notice_until)
        open_ = tuple(objection.branch for objection in self.objections(found) if objection.upheld is None)
        if open_:
            raise NotPublishable("objections", open_)
        upheld = tuple(objection.branch for objection in self.objections(found) if objection.upheld)
        if upheld:
            raise NotPublishable("upheld", upheld)
        self._set(
            found.id,
            stage=Stage.PUBLISHED.value,
            published_on=self._work.today,
            publication_minutes=minutes,
        )
        self._work.audit.note("rating_published", f"rating:{found.id}", None, asdict(found))
        return replace(
            found, stage=Stage.PUBLISHED, published_on=self._work.today, publication_minutes=minutes
        )

    # ------------------------------------------------------------------ objections

    def object(self, found: YearResult, branch: str, text: str) -> None:
        work = self._work
        values = {
            "rating_id": found.id,
            "branch_id": work.people.branch_id(branch),
            "text": text,
            "raised_on": work.today,
            "raised_by": work.origin.actor,
        }
        id_ = work.connection.execute(
            insert(objections).values(values).returning(objections.c.id)
        ).scalar_one()
        work.audit.note("objection_raised", f"objection:{id_}", None, values)

    def objections(self, found: YearResult) -> list[Objection]:
        rows = self._work.connection.execute(
            select(objections).where(objections.c.rating_id == found.id).order_by(objections.c.id)
        ).mappings()
        return [
            Objection(
                row["id"],
                self._work.people.branch_name(row["branch_id"]),
                row["text"],
                row["raised_on"],
                row["raised_by"],
                None if row["upheld"] is None else bool(row["upheld"]),
                row["answer"] or "",
            )
            for row in rows
        ]

    def settle(self, objection: Objection, answer: str, *, upheld: bool) -> None:
        """The review's answer. An upheld one asks for a new notice."""
        self._work.connection.execute(
            update(objections)
            .where(objections.c.id == objection.id)
            .values(upheld=int(upheld), answer=answer, settled_on=self._work.today)
        )
        self._work.audit.note("objection_settled", f"objection:{objection.id}", objection, (upheld, answer))

    def _set(self, id_: int, **values: Any) -> None:
        self._work.connection.execute(update(ratings).where(ratings.c.id == id_).values(values))

    # ------------------------------------------------------------------ what a result means for the next year

    def with_last_year(self, branches: tuple[Branch, ...], year: int) -> tuple[Branch, ...]:
        """Branches with the stars and plaques of the year before, where it was published here; else as the roster says."""
        last = self.published(year - 1)
        if last is None:
            return branches
        return tuple(_after(branch, last.of(branch.name)) for branch in branches)


def _after(branch: Branch, result: Result | None) -> Branch:
    if result is None:
        return branch
    peak = max(result.star, branch.previous_star or 0, branch.peak_star or 0)
    plaque = result.plaque in ("plaque_award", "plaque_restore", "plaque_keep")
    return replace(branch, previous_star=result.star, peak_star=peak, holds_plaque=plaque)


def _plain(result: Result) -> dict[str, Any]:
    values = asdict(result)
    return {
        name: str(value) if isinstance(value, Decimal) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _result(document: dict[str, Any]) -> Result:
    daily = document["daily"]
    return Result(
        **{
            **document,
            "annual": Decimal(document["annual"]),
            "daily": Decimal(daily) if daily is not None else None,
            "final": Decimal(document["final"]),
            "sanctions": tuple(document["sanctions"]),
        }
    )


def _year_result(row: Any) -> YearResult:
    return YearResult(
        row["id"],
        row["year"],
        Stage(row["stage"]),
        row["as_of"],
        row["standard"],
        row["facts_hash"],
        tuple(_result(document) for document in row["results"]),
        row["minutes"],
        row["noticed_on"],
        row["notice_until"],
        row["publication_minutes"] or "",
        row["published_on"],
        row["decided_by"],
    )
