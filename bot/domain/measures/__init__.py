"""Ways to measure, one file per kind: pure functions from a branch's facts to what is earned, lost and why."""

from collections.abc import Callable, Mapping

from bot.domain.facts import BranchYear
from bot.domain.measures import (
    activity_count,
    attendance_rate,
    cadre_training,
    checklist,
    dues,
    duty_review,
    friday_study,
    grading,
    lecture_count,
    meeting_count,
    pledge,
    rectification,
    study_hours,
    talk_coverage,
    term,
    volunteer,
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
    "cadre_training": cadre_training.measure,
    "dues": dues.measure,
    "duty_review": duty_review.measure,
    "term": term.measure,
    "rectification": rectification.measure,
    "volunteer": volunteer.measure,
    "activity_count": activity_count.measure,
    "pledge": pledge.measure,
    "checklist": checklist.measure,
    "rubric": grading.measure,
}
