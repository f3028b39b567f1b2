"""星级申报: the branch's own application, with what stands in its way said before it is handed in (domain.md §3.3)."""

import re
from decimal import Decimal

from bot import wording
from bot.chat import Reply
from bot.domain import permissions
from bot.domain.application import closing_day, is_on_time, opening_day
from bot.domain.ledger import Application
from bot.domain.scoring import FailedVeto, Standing, standing
from bot.language.intents import Intent
from bot.router import Audience, Message, Proposal, Question, Router
from bot.store.work import Work
from bot.store.year import branch_year

routes = Router()

_SELF_SCORE = re.compile(r"自评(?:分|得分|总分)?(?:是|为|：|:)?\s*(\d{1,3}(?:\.\d{1,2})?)")
_REASON = re.compile(r"(?:因为?|由于|原因(?:是|：|:)?)(.{2,60}?)(?:，|。|$)")


@routes.on(Intent.APPLY_STAR, title="申报星级", examples=("我们申报四星",), audience=Audience.BRANCH)
def apply_star(message: Message, work: Work) -> Reply | Proposal | Question:
    branch = str(message.slots.get("branch", message.sender.branch))
    permissions.require_applying(message.sender, branch, message.today)
    application = _application(message, branch)
    problem = _out_of_time(message, application)
    if problem is not None:
        return problem
    if not message.confirmed:
        house = message.house
        facts = branch_year(work, branch, application.year, message.today, house.standard, house.calendar)
        before = [one for one in facts.books.applications if one.year == application.year]
        return Proposal(
            "星级申报",
            _facts(application),
            message.slots,
            _remarks(standing(facts), application, before[-1] if before else None),
            correctable=False,
        )
    work.ledger.save([application])
    return Reply(
        f"已提交{branch}{application.year}年度{wording.star(application.star)}级申报。"
        f"申报截止{wording.day(closing_day(message.house.standard, application.year))}，截止前可以改报。",
        done="已申报",
    )


def _application(message: Message, branch: str) -> Application:
    score, reason = _SELF_SCORE.search(message.said), _REASON.search(message.said)
    return Application(
        branch,
        message.today.year,
        int(message.slots["star"]),
        Decimal(score[1]) if score else None,
        message.today,
        reason[1] if reason else "",
    )


def _out_of_time(message: Message, application: Application) -> Reply | Question | None:
    """Too early, or too late; late with a reason may still be in time."""
    standard, calendar, today = message.house.standard, message.house.calendar, message.today
    opens, closes = opening_day(standard, today.year), closing_day(standard, today.year)
    if today < opens:
        return Reply(f"今年申报时间{wording.day(opens)}至{wording.day(closes)}，还没有开始。")
    if is_on_time(application, standard, calendar):
        return None
    last = calendar.add_workdays(closes, standard.applying.late_working_days)
    if standard.applying.late_allowed and today <= last:
        return Question(
            f"申报已于{wording.day(closes)}截止，{wording.day(last)}前可说明原因补报，"
            f"例如“我们申报{wording.star(application.star)}，因书记住院迟交”。"
        )
    return Reply(f"申报已于{wording.day(closes)}截止，请向机关党委办公室说明情况。")


# ---------------------------------------------------------------------- the sentences


def _facts(application: Application) -> tuple[tuple[str, str], ...]:
    return (
        ("支部", application.branch),
        ("年度", str(application.year)),
        ("申报星级", f"{wording.star(application.star)}级"),
        *(
            (("自评分", wording.points(application.self_score)),)
            if application.self_score is not None
            else ()
        ),
        *((("迟交原因", application.late_reason),) if application.late_reason else ()),
    )


def _remarks(now: Standing, application: Application, before: Application | None) -> str:
    """What bars the star applied for is told, not forbidden: the organ committee may waive it."""
    notes = [
        _barred(now, failed) for failed in now.vetoes if application.star in failed.veto.applies_to_stars
    ]
    least = next((band.min for band in now.standard.bands if band.star == application.star), Decimal(0))
    if now.final_attainable < least:
        notes.append(
            f"综合最高可达{wording.points(now.final_attainable)}，低于{wording.star(application.star)}级的{wording.points(least)}。"
        )
    if before is not None:
        notes.append(f"此前申报的是{wording.star(before.star)}级，以最后一次为准。")
    if application.self_score is None:
        notes.append("没有填自评分，可以补充“自评95分”。")
    return "".join(notes)


def _barred(now: Standing, failed: FailedVeto) -> str:
    stars = wording.listed(wording.star(star) for star in failed.veto.applies_to_stars)
    lost = wording.listed(
        f"{id_}已扣{wording.points(score.lost)}"
        for id_ in failed.failed
        if (score := now.score(id_)) is not None
    )
    found = f"当前{lost}" if lost else f"当前不符合“{failed.veto.name}”"
    must = f"申报{stars}须{failed.veto.name}，" if failed.veto.condition == "full_marks" else ""
    return f"{must}{found}，是否改报{wording.star(failed.veto.cap_star)}？"
