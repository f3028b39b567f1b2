"""What the places of a standard are called: the vocabulary of its differences.

A place is written as its names joined by dots, without the ids of rows: `stars.bands.min`, `indicators.measure.window.from`.
Labels may name their surroundings in braces: {row} is the row or section concerned, {every} and {unit} a measure's period.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.domain import standard_values as say
from bot.domain.measures.cadre_training import ROLES
from bot.domain.measures.yearly_meeting import STEP_NAMES
from bot.domain.people import OFFICE_NAMES
from bot.domain.rectification import SEVERITY_NAMES
from bot.domain.sections import CREDITED, LATE_WORKING_DAYS
from bot.domain.standard_values import Say, written


@dataclass(frozen=True, slots=True)
class Words:
    """`absent` is what holds where nothing is written; without it, what comes and goes is 新增 and 取消."""

    label: str
    say: Say = written
    absent: Any = None
    changed: str = "{label}由{before}改为{after}"


def _prose(label: str) -> Words:
    """A text too long to be told twice in one sentence."""
    return Words(label, say.text, changed="{label}改为：{after}")


def _severities(label: str, said: Say) -> dict[str, Words]:
    return {code.value: Words(label.format(name), said) for code, name in SEVERITY_NAMES.items()}


def _under(name: str, words: Mapping[str, Words]) -> dict[str, Words]:
    return {f"{name}.{key}": value for key, value in words.items()}


def _quorum(name: str, label: str) -> dict[str, Words]:
    return {
        f"{name}.present_over_due": Words(f"{label}到会比例", say.share),
        f"{name}.strict": Words(f"{label}到会恰为规定比例", say.either("不算达到", "算达到")),
    }


def _passing(name: str, label: str) -> dict[str, Words]:
    voters = {"due_voters": "应到会有表决权的党员", "present_voters": "实到会有表决权的党员"}
    return {
        f"{name}.yes_over": Words(f"{label}赞成比例的基数", say.code(voters)),
        f"{name}.share": Words(f"{label}赞成比例", say.share),
        f"{name}.strict": Words(f"{label}赞成恰为规定比例", say.either("不算通过", "算通过")),
    }


MEASURE: Mapping[str, Words] = {
    "kind": Words("计分方式", say.code(say.KIND_NAMES)),
    "mode": Words(
        "评分来源", say.code({"auto": "登记记录", "evidence": "检查组评分", "mixed": "登记记录和检查组评分"})
    ),
    "events": Words("计入的活动", say.each(say.event)),
    "period": Words("计次周期", say.code(say.PERIODS)),
    "required": Words("{every}应召开", say.times),
    "deduct_per_missing": Words("每少{unit}", say.off),
    "applies_if": Words(
        "适用范围", say.code({"has_committee": "设支委会的支部", "has_groups": "划分党小组的支部"})
    ),
    "per_group": Words("次数", say.either("按每个党小组计", "按全支部计"), absent=False),
    "substitute_events": Words("可以代替的活动", say.each(say.event)),
    "substitute_if": Words("可以代替的条件", say.code({"no_committee": "不设支委会"})),
    "topic_tag": Words("议题要求", say.code({"party_work": "专题研究党建工作"})),
    "secretary_required_per_year": Words("书记每年应讲党课", say.times),
    "deduct_secretary_missing": Words("书记讲党课次数不足", say.off),
    "window.from": Words("召开时段开始", say.day),
    "window.to_next_year": Words("召开时段截止", say.day_of_next_year),
    "cycle": Words(
        "所属年度",
        say.code({"opens_in_year": "召开时段开始的年度", "closes_in_year": "召开时段截止的年度"}),
    ),
    "pending_at_evaluation": Words(
        "评定时召开时段未满的",
        say.code({"full_if_scheduled": "已有安排的先按满分计", "hold_result": "暂不评定"}),
    ),
    "steps": Words("应有的环节", say.each(say.code(STEP_NAMES))),
    "deduct_per_missing_step": Words("每缺1个环节", say.off),
    "excellent_max": Words("“优秀”比例上限", say.share),
    "excellent_base": Words("“优秀”比例的基数", say.code({"full_members": "正式党员"})),
    "deduct_over_ratio": Words("“优秀”超比例", say.off),
    "required_per_member": Words("每名党员每年应谈话", say.times),
    "exclude": Words("不计入的党员", say.each(say.code(say.DUE)), absent=()),
    "bands.points": Words("{row}得分", say.points),
    "deduct_unexcused": Words("无故缺席每人次", say.off),
    "deduct_unexcused_max": Words("无故缺席扣分上限", say.points),
    "count_makeup_as_present": Words("补学的", say.either("计为到会", "不计为到会"), absent=True),
    "points_held": Words("开展率分值", say.points),
    "target_held": Words("开展率满分线", say.share),
    "points_rate": Words("参学率分值", say.points),
    "target_rate": Words("参学率满分线", say.share),
    "member_hours": Words("党员全年应学", say.hours),
    "secretary_hours": Words("书记全年应学", say.hours),
    "committee_hours": Words("支委全年应学", say.hours),
    "pro_rata_months": Words("年中转入转出的党员应学学时", say.either("按月折算", "不折算"), absent=False),
    "per_year": Words("党务干部每年应参加培训", say.times),
    "new_within_days": Words("新任职培训期限", say.days),
    "roles": Words("应参加培训的职务", say.each(say.code(OFFICE_NAMES)), absent=ROLES),
    "deduct_per_incomplete": Words("每1个月未收齐", say.off),
    "level": Words("述职层级", say.text),
    "missing": Words("未述职的得分", say.points),
    "vacancy_grace_days": Words("职务空缺不扣分的期限", say.days),
    "deduct_per_vacancy": Words("每空缺1个职务", say.off),
    "deduct_roles_unassigned": Words("委员分工不明确", say.off),
    "deduct_overdue": Words("整改逾期每项", say.off),
    "long_overdue_days": Words("长期逾期的天数界限", say.days),
    "deduct_long_overdue": Words("长期逾期每项另扣分值", say.points),
    "max_returns": Words("验收退回不扣分的次数", say.times),
    "deduct_over_returned": Words("验收退回超过规定次数每项", say.off),
    "branch_per_year": Words("支部每年应组织志愿服务", say.times),
    "points_branch": Words("组织次数分值", say.points),
    "member_per_year": Words("党员每年应参加志愿服务", say.times),
    "points_members": Words("参加面分值", say.points),
    "points_agreement": Words("结对协议分值", say.points),
    "joint_each": Words("每次共建活动得分", say.points),
    "joint_max": Words("共建活动得分上限", say.points),
    "service_required": Words("每年应开展专业服务", say.times),
    "points_service": Words("专业服务分值", say.points),
    "points_pledged": Words("承诺率分值", say.points),
    "points_progress": Words("践诺登记率分值", say.points),
    "points_reviewed": Words("评诺率分值", say.points),
    "items.name": Words("清单项目名称"),
    "items.points": Words("{row}分值", say.points),
    "items_from": Words("清单来源", say.code({"eight_items": "“八有”清单"})),
    "points_each": Words("每项分值", say.points),
    "parts.name": Words("分项名称"),
    "parts.max": Words("{row}分值", say.points),
    "parts.target": Words("{row}满分线", say.share),
    "step": Words("评分档差", say.points),
}
"""The parameters of measures, those of every kind: a name means the same in all kinds that have it."""

_SECTIONS: Mapping[str, Mapping[str, Words]] = {
    "meta": {
        "id": Words("标准编号"),
        "title": Words("标准名称"),
        "year": Words("评定年度", say.with_unit("年")),
        "version": Words("标准版本", say.text),
        "status": Words("标准状态", say.code(say.STATUS)),
        "adopted_on": Words("标准通过日期", say.day),
        "adopted_by": Words("通过标准的会议"),
        "effective_from": Words("标准施行日期", say.day),
        "effective_to": Words("标准施行截止日期", say.day),
        "total_points": Words("总分", say.points),
        "language": Words("标准语言"),
        "timezone": Words("标准时区"),
    },
    "scoring": {
        "rounding": Words("得分取整办法", say.code({"half_up": "四舍五入"})),
        "decimals": Words("得分保留小数", say.with_unit("位")),
        "not_applicable": Words("不适用的指标", say.code(say.NOT_APPLICABLE)),
        "combine": Words(
            "总分合成办法",
            say.code({"weighted": "年度考评和日常检查加权", "deduct": "年度考评减去日常检查扣分"}),
        ),
        "weight_annual": Words("年度考评权重", say.percent),
        "weight_daily": Words("日常检查权重", say.percent),
        "self_score_counts": Words("自评分", say.either("计入总分", "只作参考")),
        "self_score_review_gap": Words("须复核的自评分与考评分差距", say.points),
        "provisional_until_published": Words("公布以前的得分", say.either("过程数据", "正式得分")),
        "new_branch": Words("新成立的支部", say.code({"periods_after_established": "只考核成立以后的时段"})),
    },
    "daily": {
        "base": Words("日常检查分每季度起始分", say.points),
        "floor": Words("日常检查分最低分", say.points),
        "aggregate": Words("日常检查分全年合成办法", say.code({"mean_of_quarters": "各季度平均"})),
        **_under("severity_deduction", _severities("日常检查{}问题每项", say.off)),
        "restore_if_closed_on_time": Words("日常检查问题按期销号返还扣分的比例", say.share),
        "overdue_extra": Words("日常检查问题每逾期满1周加扣分值", say.points),
        "overdue_extra_max": Words("日常检查问题逾期加扣上限", say.points),
        "same_fact_once": Words("同一事实在同一类得分中", say.either("只扣一次", "可以重复扣分")),
        "appeal_working_days": Words("日常检查扣分申诉期限", say.working_days),
    },
    "stars": {
        "award_is_capped_by_application": Words("评定星级", say.either("不高于申报星级", "不受申报星级限制")),
        "plaque_min_star": Words("授牌的最低星级", say.stars),
        "bands.label": Words("星级名称"),
        "bands.min": Words("{row}最低分", say.points),
    },
    "quota": {
        "star": Words("名额限定的星级", say.stars),
        "max_percent": Words("{row}名额", say.percent),
        "base": Words(
            "{row}名额的基数",
            say.code(
                {
                    "all_branches": "全部支部",
                    "applicants": "申报的支部",
                    "five_star_applicants": "申报五星的支部",
                }
            ),
        ),
        "rounding": Words("{row}名额取整办法", say.code({"floor": "舍去小数"})),
        "min_places": Words("{row}名额最少", say.with_unit("个")),
        "overflow_to": Words("超出{row}名额的支部评定的星级", say.stars),
        "tie_break": Words("{row}名额同分时依次比较的内容", say.in_order(say.tie)),
        "unresolved_tie": Words(
            "{row}名额仍然同分时", say.code({"committee_decides": "机关党委决定", "all_below": "均不列入"})
        ),
    },
    "veto": {
        "name": Words("名称"),
        "enabled": Words("", say.either("启用", "不启用")),
        "applies_to_stars": Words("适用星级", say.each(say.stars)),
        "condition": Words("条件", say.code(say.CONDITIONS)),
        "indicators": Words("所列指标", say.each(say.text)),
        "not_applicable_counts_as": Words("不适用的指标", say.code(say.NOT_APPLICABLE)),
        "cap_star": Words("最高评定星级", say.stars),
        "waiver_allowed": Words("豁免", say.either("可以申请", "不予办理")),
    },
    "application": {
        "opens": Words("申报开始", say.day),
        "closes": Words("申报截止", say.day),
        "required_materials": Words("申报材料", say.each(say.code(say.MATERIALS))),
        "late_allowed_with_reason": Words("有理由的逾期申报", say.either("可以受理", "不予受理")),
        "late_working_days": Words("有理由的逾期申报期限", say.working_days, absent=LATE_WORKING_DAYS),
        "not_applied_status": Words("对未申报支部的认定", say.code(say.STANDINGS)),
    },
    "publication": {
        "notice_working_days": Words("公示期", say.working_days),
        "objection_channel": Words("公示异议受理部门"),
        "decided_by": Words("评定决定机构", say.code({"organ_committee_meeting": "机关党委会议"})),
    },
    "transitions": {
        **{code: Words(f"{name}的认定条件") for code, name in say.TRANSITIONS.items()},
        **{f"labels.{code}": Words(f"{name}的名称") for code, name in say.TRANSITIONS.items()},
    },
    "incentives": {
        "items": Words("内容", say.each(say.written)),
        "performance_bonus": Words("绩效考核加分", say.points),
    },
    "sanctions": {
        "trigger": Words("情形", say.code(say.TRIGGERS)),
        "star": Words("规定星级", say.stars),
        "years": Words("连续年数", say.with_unit("年")),
        "status": Words("认定", say.code(say.STANDINGS)),
        "label": Words("处理办法"),
        "rectify_days": Words("整改期限", say.days),
        "talk_within_working_days": Words("约谈期限", say.working_days),
        "talk_by": Words("约谈人", say.each(say.code(say.PEOPLE))),
        "follow_up_days": Words("跟踪期限", say.days),
        "notify": Words("通知对象", say.each(say.code(say.PEOPLE)), absent=()),
    },
    "meetings": {
        "log_within_working_days": Words("会议登记期限", say.working_days),
        "late_after_days": Words("会议登记算作补登的界限", say.days),
        "lock_after_days": Words("会议记录锁定期限", say.days),
        "month_grace_days": Words("每月的会议顺延到下月的天数", say.days),
        "min_attendance_to_count": Words("会议计次的最低到会比例", say.share),
        "due_excludes": Words("会议应到不计入的党员", say.each(say.code(say.DUE))),
        **_quorum("quorum_assembly_vote", "党员大会表决"),
        **_quorum("quorum_admission_vote", "接收预备党员、转正表决"),
        **_quorum("quorum_election", "选举"),
        **_quorum("quorum_committee", "支委会"),
        **_passing("pass_assembly", "党员大会表决"),
        **_passing("pass_election", "选举"),
        "merged_sessions_allowed": Words("可以合并召开的活动", say.each(say.pair)),
        "merged_hours_counted_once": Words("合并召开的活动学时", say.either("只计一次", "分别计算")),
    },
    "study": {
        "friday_session_hours": Words("周五学习每次的学时", say.hours),
        "minutes_per_credit_hour": Words("1学时的折合时间", say.with_unit("分钟")),
        "credit_step": Words("学时最小单位", say.hours),
        "half_day_hours": Words("半天学习的学时", say.hours),
        "full_day_hours": Words("全天学习的学时", say.hours),
        "member_hours_per_year": Words("学习规定的党员全年学时", say.hours),
        "secretary_hours_per_year": Words("学习规定的书记全年学时", say.hours),
        "committee_hours_per_year": Words("学习规定的支委全年学时", say.hours),
        "online_hours_max_share": Words("网络学习学时占比上限", say.share),
        "holiday_rule": Words("遇放假的周五学习", say.code(say.WORKDAY_RULES)),
        "makeup_weekend_is_study_day": Words("调休上班日", say.either("作为学习日", "不作为学习日")),
        "move_within_same_week": Words("周五学习挪到同一周其他工作日", say.either("计入", "不计入")),
        "makeup_within_days": Words("补学期限", say.days),
        "credited_events": Words("计学时的活动", say.each(say.event), absent=CREDITED),
    },
    "rectification": {
        **_under("default_days", _severities("{}问题整改期限", say.days)),
        "immediate_working_days": Words("立行立改期限", say.working_days),
        "extension_max_times": Words("整改延期次数上限", say.times),
        "extension_max_days": Words("整改延期天数上限", say.days),
        "extension_before_due_only": Words("整改延期", say.either("只能在到期前申请", "到期后也可申请")),
        "extension_approver": Words("整改延期批准人", say.code(say.PEOPLE)),
        "acknowledge_working_days": Words("问题清单签收期限", say.working_days),
        "verify_working_days": Words("整改验收期限", say.working_days),
        "max_returns_before_escalation": Words("整改退回不上报专职副书记的次数", say.times),
        "verifier_must_differ_from_submitter": Words(
            "整改验收人", say.either("不得是提交人", "可以是提交人")
        ),
        "verifier_from_other_branch": Words("整改验收人所在支部", say.either("须为其他支部", "不限")),
        "reopen_window_days": Words("整改“回头看”期限", say.days),
        "due_on_non_workday": Words(
            "整改期限最后一日为休息日的",
            say.code({"next_workday": "顺延到下一个工作日", "same_day": "不顺延"}),
        ),
        "remind_before_days": Words("整改到期前提醒的天数", say.each(say.days)),
        "escalate_after_days.to": Words("整改{row}通知的对象", say.each(say.code(say.PEOPLE))),
        "report_after_days": Words("整改列入通报的逾期天数", say.days),
    },
    "inspection": {
        "quarter_windows.from": Words("{row}考核开始", say.day),
        "quarter_windows.to": Words("{row}考核截止", say.day),
        "issue_list_within_working_days": Words("季度考核下达问题清单的期限", say.working_days),
        "inspectors_per_branch": Words("季度考核每个支部的检查员", say.with_unit("人")),
        "own_branch_forbidden": Words("检查员", say.either("不得检查本人所在支部", "可以检查本人所在支部")),
    },
    "spot_check": {
        "per_month_percent": Words("每月抽查比例", say.percent),
        "per_month_min": Words("每月至少抽查支部", say.with_unit("个")),
        "cover_all_within_year": Words("抽查全年", say.either("覆盖全部支部", "不要求覆盖全部支部")),
        "draw": Words("抽查抽取办法", say.code({"sha256_rank": "按可复核的随机数排序"})),
        "publish_nonce": Words("抽查随机数公布时间", say.code({"after_visit": "检查以后"})),
        "announce_to_branch": Words("抽查", say.either("事先通知支部", "不事先通知支部")),
        "reveal_to": Words("抽查名单的知悉人", say.each(say.code(say.PEOPLE))),
    },
    "campaign": {
        "enabled": Words("重点考核", say.either("启用", "不启用")),
        "needs": Words("重点考核须写明的内容", say.each(say.code(say.MATERIALS))),
        "findings_go_to": Words("重点考核发现的问题转入", say.code({"rectification": "整改"})),
    },
    "duty_review": {
        **{
            f"grades.{code}": Words(f"述职评议“{name}”折合", say.points)
            for code, name in (("good", "好"), ("fair", "较好"), ("average", "一般"), ("poor", "差"))
        },
        "anonymous_ballots": Words("述职评议测评", say.either("无记名", "记名")),
        "min_ballots": Words("述职评议有效测评票最少", say.with_unit("张")),
        "levels.reporter": Words("述职人", say.code(say.PEOPLE)),
        "levels.reviewed_by.weight": Words("{row}评议权重", say.written),
        "own_vote_forbidden": Words("述职人", say.either("不得评议本人", "可以评议本人")),
        "window.from": Words("述职评议开始", say.day),
        "window.to": Words("述职评议截止", say.day_of_next_year),
    },
    "term": {
        "branch_years": Words("支部任期", say.with_unit("年")),
        "organ_committee_years": Words("机关党委任期", say.with_unit("年")),
        "remind_before_days": Words("任期届满前提醒的天数", say.each(say.days)),
        "first_reminder_is_formal_notice": Words(
            "任期届满首次提醒", say.either("为正式通知", "不作为正式通知")
        ),
        "extension_max_days": Words("延期换届天数上限", say.days),
        "vacancy_fill_days": Words("职务空缺补选期限", say.days),
    },
    "eight_items": {
        "items.name": Words("名称"),
        "items.detail": _prose("要求"),
    },
    "aspects": {
        "name": Words("名称"),
        "name_en": Words("英文名称"),
        "points": Words("分值", say.points),
        "difficulty": Words("所破难题"),
    },
    "indicators": {
        "aspect": Words("所属方面", say.with_unit("方面", "")),
        "name": Words("名称"),
        "points": Words("分值", say.points),
        "frequency": Words("考核频次", say.code(say.PERIODS)),
        "veto": Words("", say.either("标为否决指标", "不标为否决指标")),
        "requirement": _prose("要求"),
        "deduction": _prose("评分办法"),
        "formula": _prose("计算式"),
        "evidence": Words("佐证材料", say.each(say.written)),
        **_under("measure", MEASURE),
    },
}

TITLES: Mapping[str, str] = {
    "meta": "标准", "scoring": "计分", "daily": "日常检查分", "stars": "星级线", "quota": "名额", "application": "申报",
    "publication": "公示", "transitions": "升降星", "meetings": "会议", "study": "学习", "rectification": "整改", "inspection": "季度考核",
    "spot_check": "抽查", "campaign": "重点考核", "duty_review": "述职评议", "term": "换届", "eight_items": "八有",
}  # fmt: skip
"""What a section is about; the sections not named here are lists of rows, which have titles of their own."""


def _vocabulary() -> dict[str, Words]:
    sections = {
        place: words for name, places in _SECTIONS.items() for place, words in _under(name, places).items()
    }
    sources = {
        f"{name}.source": _prose(f"{TITLES[name]}规定的依据" if name in TITLES else "依据")
        for name in _SECTIONS
    }
    return {"schema_version": Words("标准文件格式版本"), **sections, **sources}


VOCABULARY: Mapping[str, Words] = _vocabulary()
