"""The branch's sessions of a day: found in the store, or written down as planned when nobody has done so yet.

Shared by the handlers that speak of a session without recording the whole meeting.
"""

from datetime import date, timedelta

from bot.domain.activity import Activity, Event, State
from bot.domain.calendar import WorkCalendar
from bot.store.work import Work


def session_of(work: Work, branch: str, event: Event, on: date) -> Activity:
    """The session of that day, made as a planned one where there is none.

    A member's own word is kept with it; it earns points only once somebody entitled logs the meeting.
    """
    found = existing(work, branch, event, on)
    return found or work.records.add(Activity(branch=branch, event=event, held_on=on, state=State.PLANNED))


def existing(work: Work, branch: str, event: Event, on: date, group: int | None = None) -> Activity | None:
    """The record of that branch, day, event and group, planned ones included."""
    for activity in work.records.on_day(branch, on, event):
        if group is None or activity.group in (None, group):
            return activity
    return None


def is_study_day(work: Work, calendar: WorkCalendar, branch: str, on: date) -> bool:
    """Whether study is held that day: a working Friday, or a day on which a session is written down."""
    if on.weekday() == 4 and calendar.is_workday(on):
        return True
    return existing(work, branch, Event.FRIDAY_STUDY, on) is not None


COMING = timedelta(days=92)
"""How far ahead a meeting is looked for that was named without its day."""


def planned_days(work: Work, branch: str, event: Event, today: date, group: int | None = None) -> list[date]:
    """The days on which such a meeting is planned, from today on."""
    found = work.records.find(branch, today, today + COMING)
    return sorted(
        {
            activity.held_on
            for activity in found
            if activity.event is event
            and activity.state is State.PLANNED
            and (group is None or activity.group in (None, group))
        }
    )
