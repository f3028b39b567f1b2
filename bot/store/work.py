"""One transaction: the only way to the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from sqlalchemy.engine import Connection

from bot.store.audit import Audit
from bot.store.books import Ledger
from bot.store.cases import Cases
from bot.store.evidence import Evidence
from bot.store.inbox import Inbox
from bot.store.inspections import Inspections
from bot.store.jobs import wake
from bot.store.leases import Leases
from bot.store.origin import Origin
from bot.store.pendings import Pendings
from bot.store.people import People, RosterCache
from bot.store.promises import Promises
from bot.store.rates import Rates
from bot.store.ratings import Ratings
from bot.store.records import Records
from bot.store.reminded import Reminded
from bot.store.standards import Standards
from bot.store.studies import Studies


class Work:
    """What a handler may do with the store, all of it or nothing.

    `at` is now; `connection` is for the rooms of the store alone.
    """

    def __init__(self, connection: Connection, at: datetime, rosters: RosterCache) -> None:
        self.connection = connection
        self.at = at
        self.origin = Origin()
        self.audit = Audit(self)
        self.people = People(self, rosters)
        self.records = Records(self)
        self.studies = Studies(self)
        self.ledger = Ledger(self)
        self.cases = Cases(self)
        self.evidence = Evidence(self)
        self.ratings = Ratings(self)
        self.inspections = Inspections(self)
        self.standards = Standards(self)
        self.inbox = Inbox(self)
        self.pending = Pendings(self)
        self.promises = Promises(self)
        self.reminded = Reminded(self)
        self.rates = Rates(self)
        self.leases = Leases(self)

    @property
    def today(self) -> date:
        return self.at.date()

    def acting(
        self,
        *,
        actor: str = "",
        role: str = "",
        source: str = "",
        message_id: str = "",
        on_behalf_of: str = "",
    ) -> None:
        """From here on this is who acts, and through which door: it is written beside every fact and audit row."""
        self.origin = Origin(actor, role, source, message_id, on_behalf_of)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What happens inside is undone alone when it raises; the exception goes on."""
        cursor = self.connection.connection.cursor()
        noted = self.audit.mark()
        cursor.execute("SAVEPOINT turn")
        try:
            yield
        except BaseException:
            cursor.execute("ROLLBACK TO turn")
            self.audit.forget(noted)
            raise
        finally:
            cursor.execute("RELEASE turn")
            cursor.close()

    def finish(self) -> None:
        """The last thing before the commit: workers are woken, the audit rows are chained."""
        if self.promises.woken:
            wake(self.connection)
        self.audit.write()
