"""Ways to measure, one file per kind. What is not listed here waits for an inspector's score or for records to come."""

from collections.abc import Callable, Mapping

from bot.domain.facts import BranchYear
from bot.domain.measures import (
    attendance_rate,
    friday_study,
    lecture_count,
    meeting_count,
    study_hours,
    talk_coverage,
    yearly_meeting,
)
from bot.domain.measures.outcome import Outcome
from bot.domain.standard import Indicator

Measure = Callable[[BranchYear, Indicator], Outcome]

MEASURES: Mapping[str, Measure] = {
    "meeting_count": meeting_count.measure,
    "lecture_count": lecture_count.measure,
    "org_life": yearly_meeting.measure,
    "appraisal": yearly_meeting.measure,
    "talk_coverage": talk_coverage.measure,
    "attendance_rate": attendance_rate.measure,
    "friday_study": friday_study.measure,
    "study_hours": study_hours.measure,
}
