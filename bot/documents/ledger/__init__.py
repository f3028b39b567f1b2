"""The ledger workbook (interfaces.md, scoring-notes.md §2): history kept by hand until now, all faults at once."""

from bot.documents.ledger.reading import LedgerFile, parse_ledger, read_ledger

__all__ = ["LedgerFile", "parse_ledger", "read_ledger"]
