"""What a member recorded himself, to be taken back."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain import ledger
from bot.domain.activity import Activity, Leave, StudyEntry, Talk


@dataclass(frozen=True, slots=True)
class Entry:
    """Something a member recorded himself. One of the facts is set, attendance together with its activity."""

    kind: str  # activity, attendance, study, leave, talk, book
    id: int
    recorded_at: datetime
    activity: Activity | None = None
    study: StudyEntry | None = None
    leave: Leave | None = None
    talk: Talk | None = None
    books: tuple[ledger.Entry, ...] = ()  # what was written down at one moment
