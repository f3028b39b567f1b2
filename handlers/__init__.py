"""Corridor one: what people may say. One file per matter; this list is the only registration."""

from bot.router import Router
from handlers import (
    amendments,
    attendance,
    help,
    leave,
    meetings,
    missing,
    plans,
    records,
    rules,
    standing,
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
    records,
    standing,
    terms,
    rules,
    help,
)


def all_routes() -> Router:
    """Every route of the house, in the order in which the help names them."""
    router = Router()
    for matter in MATTERS:
        router.include(matter.routes)
    return router
