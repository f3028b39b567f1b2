"""Corridor one: what people may say. One file per matter; this list is the only registration."""

from bot.router import Router
from handlers import (
    activities,
    amendments,
    attendance,
    dues,
    evidence,
    extensions,
    findings,
    gap,
    grading,
    help,
    inspection,
    items,
    leave,
    meetings,
    missing,
    mute,
    objections,
    plans,
    ranking,
    records,
    rectification,
    reminded,
    reviews,
    room,
    rules,
    standards,
    standing,
    stars,
    study,
    talks,
    terms,
    verification,
)

MATTERS = (
    attendance,
    study,
    meetings,
    amendments,
    plans,
    missing,
    leave,
    talks,
    activities,
    dues,
    records,
    standing,
    gap,
    items,
    findings,
    verification,
    inspection,
    rectification,
    extensions,
    objections,
    evidence,
    stars,
    terms,
    rules,
    standards,
    mute,
    grading,
    room,
    reviews,
    ranking,
    reminded,
    help,
)


def all_routes() -> Router:
    """Every route of the house, in the order in which the help names them."""
    router = Router()
    for matter in MATTERS:
        router.include(matter.routes)
    return router
