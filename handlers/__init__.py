"""Corridor one: what people may say. One file per matter; this list is the only registration."""

from bot.router import Router
from handlers import (
    activities,
    amendments,
    attendance,
    dues,
    gap,
    grading,
    help,
    inspection,
    leave,
    meetings,
    missing,
    plans,
    ranking,
    records,
    reviews,
    room,
    rules,
    standards,
    standing,
    stars,
    study,
    talks,
    terms,
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
    stars,
    terms,
    rules,
    standards,
    grading,
    room,
    reviews,
    inspection,
    ranking,
    help,
)


def all_routes() -> Router:
    """Every route of the house, in the order in which the help names them."""
    router = Router()
    for matter in MATTERS:
        router.include(matter.routes)
    return router
