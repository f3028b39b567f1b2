"""The year's rating, computed a second time from the notes alone (scoring-notes.md §9)."""

from datetime import date
from fractions import Fraction
from typing import Any

from tests.rules.independent.books import Branch, Organ
from tests.rules.independent.cells import show
from tests.rules.independent.computation import Computation, Measure, name_of, shown


def compute(organ: Organ, year: int, as_of: date) -> dict[str, Any]:
    """What `standing --all` and `rate` print."""
    found = [Computation(organ, branch, year, as_of) for branch in organ.branches]
    return {"standing": [one.standing() for one in found], "rate": rate(organ.standard, found, year, as_of)}


def rate(standard: Measure, found: list[Computation], year: int, as_of: date) -> dict[str, Any]:
    scope = [one for one in found if one.branch.required(one.reference)]
    ranked = sorted(scope, key=lambda one: rank(standard, one), reverse=True)
    stars = {one: one.star(one.final(one.total("earned"))) for one in scope}
    quota, places = standard["quota"], places_of(standard, scope)
    candidates = [one for one in ranked if stars[one] == quota["star"]]
    results = dict.fromkeys(scope, "n/a") | share_out(standard, candidates, places)
    for one in candidates:
        if results[one] != "in":
            stars[one] = quota["overflow_to"]
    tied = [one for one in candidates if results[one] == "tie"]
    decisions: list[dict[str, Any]] = []
    if tied:
        left = places - list(results.values()).count("in")
        decisions.append({"kind": "quota_tie", "places": left, "branches": _names(tied)})
    if candidates and not places:
        decisions.append({"kind": "no_places", "places": 0, "branches": _names(candidates)})
    incomplete = [one for one in ranked if one.total("pending") or not one.year_over]
    if incomplete:
        decisions.append({"kind": "incomplete", "branches": _names(incomplete)})
    return {
        "year": year,
        "as_of": as_of.isoformat(),
        "standard": name_of(standard),
        "places": places,
        "needs_decision": decisions,
        "branches": [rated(standard, one, stars[one], results[one]) for one in ranked],
    }


def _names(found: list[Computation]) -> list[str]:
    return [one.branch.name for one in found]


def places_of(standard: Measure, scope: list[Computation]) -> int:
    quota = standard["quota"]
    base = {
        "all_branches": len(scope),
        "applicants": sum(one.applied is not None for one in scope),
        "five_star_applicants": sum(one.applied == quota["star"] for one in scope),
    }[quota["base"]]
    return max(int(base * quota["max_percent"] // 100), int(quota["min_places"]))


def rank(standard: Measure, one: Computation) -> tuple[Fraction, ...]:
    """More is better."""
    chain = [one.final(one.total("earned"))]
    for name in standard["quota"]["tie_break"]:
        what, _, id_ = name.partition(":")
        if what == "overdue_items":
            chain.append(Fraction(-one.overdue_items))
        elif what == "daily_score":
            chain.append(Fraction(100) if one.daily is None else one.daily)
        else:
            wanted = [
                i["id"]
                for i in standard["indicators"]
                if id_ == (i["aspect"] if what == "aspect" else i["id"])
            ]
            chain.append(one.total("earned", wanted))  # fmt: skip
    return tuple(chain)


def share_out(standard: Measure, candidates: list[Computation], places: int) -> dict[Computation, str]:
    if len(candidates) <= places:
        return dict.fromkeys(candidates, "in")
    results = {one: "in" if number < places else "over" for number, one in enumerate(candidates)}
    ranks = [rank(standard, one) for one in candidates]
    if places and ranks[places - 1] == ranks[places]:
        tied = "over" if standard["quota"]["unresolved_tie"] == "all_below" else "tie"
        results |= {one: tied for one, own in zip(candidates, ranks, strict=True) if own == ranks[places]}
    return results


def rated(standard: Measure, one: Computation, new: int, quota: str) -> dict[str, Any]:
    annual = one.total("earned")
    return {
        "branch": one.branch.name,
        "applied": one.applied,
        "annual": show(annual),
        "daily": shown(one.daily),
        "final": show(one.final(annual)),
        "band_star": one.band(one.final(annual)),
        "veto": one.failed_vetoes(),
        "star": new,
        "quota": quota,
        "transition": transition(one.branch, new),
        "plaque": plaque(one.branch, new, standard["stars"]["plaque_min_star"]),
        "sanctions": [s["id"] for s in standard["sanctions"] if follows(s, one, new)],
    }


def transition(branch: Branch, new: int) -> str:
    if branch.previous is None:
        return "first_rating"
    if new <= branch.previous:
        return "keep" if new == branch.previous else "demote"
    return "restore" if new <= (branch.highest or 0) else "promote"


def plaque(branch: Branch, new: int, least: int) -> str | None:
    if new < least:
        return "plaque_remove" if branch.plaque else None
    if branch.plaque:
        return "plaque_keep"
    return "plaque_restore" if max(branch.previous or 0, branch.highest or 0) >= least else "plaque_award"


def follows(sanction: Measure, one: Computation, new: int) -> bool:
    if sanction["trigger"] == "not_applied":
        return one.not_applied
    before = one.branch.previous
    again = before is not None and before < sanction["star"]
    below: bool = new < sanction["star"]
    return below and (again or sanction["trigger"] == "star_below")
