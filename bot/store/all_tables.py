"""The whole schema, for those who walk every table: backups, migrations, and the test that compares them."""

from bot.store import (
    book_tables,
    case_tables,
    delivery_tables,
    inspection_tables,
    rating_tables,
    reminder_tables,
    tables,
)
from bot.store.columns import metadata

__all__ = [
    "book_tables",
    "case_tables",
    "delivery_tables",
    "inspection_tables",
    "metadata",
    "rating_tables",
    "reminder_tables",
    "tables",
]
