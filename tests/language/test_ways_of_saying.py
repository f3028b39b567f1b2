"""Everyday ways of saying one thing, crossed with everyday things to say: whatever the combination, the same matter is read.

The collections of utterances say what hard sentences mean; this says that no easy one falls through.
"""

from datetime import datetime
from typing import Any

import pytest

from bot.clock import HOUSE
from bot.domain.people import Person, Role
from bot.language.intents import WRITES, Intent, Understanding
from tests.language.corpus import reader, roster

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=HOUSE)
SECRETARY = next(person for person in roster().people if person.name == "张华")
MEMBER = next(
    person for person in roster().people if person.branch == SECRETARY.branch and not person.offices
)
INSPECTOR = next(person for person in roster().people if Role.INSPECTOR in person.roles)
OFFICE = next(person for person in roster().people if Role.ORGAN_OFFICE in person.roles)

EVENTS = {
    "支委会": "committee_meeting", "党员大会": "branch_assembly", "党课": "party_lecture", "主题党日": "theme_day",
    "一组党小组会": "group_meeting",
}  # fmt: skip
REASONS = {
    "family": "带孩子看病 送老人住院 照顾母亲 孩子家长会 接孩子放学 老伴做手术 家里漏水 陪爱人产检 父亲过世 参加女儿婚礼",
    "illness": "感冒发烧 去医院复查 腰疼 拔牙 看病 身体不舒服 住院 做手术 打点滴 头晕",
    "official_duty": "开庭 出差 外地办案 参加培训 去送达 值班 到北京开会 执行任务 提审被告人 下乡调研 去市里参加会议 防汛值守",
    "other": "有事 私事 休年假 搬家 车坏了 办点私事",
}
PAST = {
    "今天": "11-25", "昨天": "11-24", "前天": "11-23", "大前天": "11-22", "上周五": "11-20", "这周一": "11-23", "本周二": "11-24",
    "上周三": "11-18", "周一": "11-23", "11月9号": "11-09", "11.9": "11-09", "11-09": "11-09", "2026年11月9日": "11-09", "11/9": "11-09",
    "20261109": "11-09", "十一月九号": "11-09", "9号": "11-09", "廿号": "11-20", "上个月25号": "10-25", "上上周五": "11-13", "礼拜一": "11-23",
    "三天前": "11-22", "昨晚": "11-24", "今早": "11-25",
}  # fmt: skip
COMING = {
    "明天": "11-26", "后天": "11-27", "下周三": "12-02", "这周五": "11-27", "周五": "11-27", "下下周一": "12-07", "12月3号": "12-03",
    "3号": "12-03", "下个月8号": "12-08", "28号": "11-28", "下个工作日": "11-26", "三天后": "11-28", "下周五": "12-04", "下礼拜二": "12-01",
}  # fmt: skip
TIMES = {
    "下午三点": "15:00", "15:00": "15:00", "下午3点半": "15:30", "上午九点": "09:00", "三点": "15:00", "14点30分": "14:30", "下午两点一刻": "14:15",
    "中午12点半": "12:30", "16时": "16:00", "下午2点45": "14:45",
}  # fmt: skip
LENGTHS = {
    "一个小时": 60, "90分钟": 90, "一个半小时": 90, "半小时": 30, "2.5小时": 150, "1h": 60, "45min": 45, "一个钟头": 60, "三刻钟": 45,
    "1小时20分钟": 80, "半天": 240,
}  # fmt: skip
COUNTS = [
    "应到8实到7", "应到八人，实到七人", "8个人来了7个", "该来8个，来了7个", "一共8人，到了7人", "8应7实", "应到会8人 实到会7人",
    "实到7，应到8", "8个党员到了7个", "总共8位同志，出席7位", "８人应到７人实到",
]  # fmt: skip


def same(values: str) -> dict[str, None]:
    return dict.fromkeys(values.split("|"))


WAYS: list[tuple[Intent, Person, str, str, dict[str, Any]]] = [
    (Intent.LEAVE, MEMBER, "reason", "明天的学习我请假，{}|{}，周五学习请假|周五学习请个假，要{}|明天我要{}，学习来不了，请假|请假 周五学习 {}|周五我{}，请假",
     {word: code for code, words in REASONS.items() for word in words.split()}),
    (Intent.LEAVE, MEMBER, "date", "{}请假，出差|{}我请个假", COMING),
    (Intent.LOG_MEETING, SECRETARY, "event", "今天{}，应到5人，实到4人，李娜请假|今天开了{}，该来5个来了5个|{} 今天 5应5实|登记一下，今天{}，5个人到了4个", EVENTS),
    (Intent.LOG_MEETING, SECRETARY, "present", "今天党课，{}|{}，今天的党课|今天下午的党课开完了，{}", dict.fromkeys(COUNTS, 7)),
    (Intent.LOG_MEETING, SECRETARY, "date", "{}支委会，应到5，实到5|{}开的支委会，5个人都到了", PAST),
    (Intent.PLAN_MEETING, SECRETARY, "event", "下周三下午三点开{}|明天上午9点在三楼会议室开{}，请大家准时参加|{}定在12月2日15:00|安排一下，周五下午2点{}", EVENTS),
    (Intent.PLAN_MEETING, SECRETARY, "date", "{}下午三点开支委会|准备{}上午9点召开支委会|支委会定在{}14:30", COMING),
    (Intent.PLAN_MEETING, SECRETARY, "time", "明天{}开支委会|支委会明天{}开", TIMES),
    (Intent.MOVE_MEETING, SECRETARY, "event", "{}改到下周四下午|明天的{}推迟到周五|原定明天的{}改成周五上午9点|明天{}时间改了，改到后天下午两点半", EVENTS),
    (Intent.CANCEL_MEETING, SECRETARY, "event", "明天的{}取消了|{}不开了|通知大家，明天{}不开了|因为开庭，后天{}取消", EVENTS),
    (Intent.CHECK_IN, MEMBER, "event", "{}签到|我到了，{}|{}已到|来{}了，签个到|我来参加{}了|{}打卡|今天{}我参加了", EVENTS),
    (Intent.LOG_STUDY, MEMBER, "minutes", "今天自学了{}|今天学习{}，学的民法典|看了{}的民法典，算学习", LENGTHS),
    (Intent.MAKE_UP, MEMBER, "", "{}的学习我补完了|{}缺的课我补上了，40分钟|{}没来，今天补学了一个小时", same("上周五|11月20日|11月13号|前天")),
    (Intent.AMEND, SECRETARY, "", "不对，{}|刚才说错了，{}|更正：{}|上一条改一下，{}", same("实到4人|应到6人|主持人是李娜|李娜也请假了|是昨天开的|地点是二楼会议室")),
    (Intent.QUERY_MISSING, SECRETARY, "", "{}|请问{}|{}？|帮我看下{}", same("谁没签到|今天谁没来|还有谁没到|哪些支部没开支委会|这个月支委会开了没有|这个月哪些会还没登记|本季度哪些会没开|哪个支部还没登记|李娜签到了吗|几个人没签到")),
    (Intent.QUERY_OWN, MEMBER, "", "{}|{}？|麻烦查一下{}", same("我今年学了几个学时|我的记录|我这个月请了几次假|我还差多少学时|我上周五签到了吗|我缺席过几次")),
    (Intent.QUERY_STANDING, SECRETARY, "", "{}|请问{}|帮我查查{}", same("我们几分|我们支部现在多少分|我们被扣了多少分|为什么扣分|制度执行扣了几分|我们能评几星")),
    (Intent.QUERY_GAP, SECRETARY, "", "{}|请问{}|{}？", same("离五星还差多少|差几分到五星|我们怎么才能评上五星|要评五星还缺什么")),
    (Intent.QUERY_CALENDAR, MEMBER, "", "{}|请问{}|{}？", same("这周有什么会|下周五学习吗|明天几点开会|下次党课什么时候|这个月还有哪些会要开|今天有活动吗")),
    (Intent.QUERY_RULE, MEMBER, "", "{}|请问{}|{}？", same("缺一次学习扣几分|支委会多久开一次|党课一年几次|几个人到会才能表决|补学要几天内完成|预备党员能参加表决吗")),
    (Intent.QUERY_TERM, SECRETARY, "", "{}|请问{}|{}？", same("什么时候换届|我们支部换届到哪天|届期到什么时候|换届还有多久")),
    (Intent.QUERY_ITEMS, SECRETARY, "", "{}|请问{}|{}？", same("还有几条没整改|哪些问题逾期了|我们支部的整改清单|第2条整改验收了没有|还有几项没销号")),
    (Intent.SUBMIT_ITEM, SECRETARY, "", "{}|{}，请验收|报告：{}", same("第2条已经整改完了|2号问题改好了|第3条整改完成，补了会议记录|三号整改已落实")),
    (Intent.ADD_FINDING, OFFICE, "", "{}|检查发现{}|{}，限期整改|登记问题：{}", same("三支部B03没有党小组会记录|五支部支委会记录不全|七支部学习笔记没写")),
    (Intent.VERIFY_ITEM, INSPECTOR, "item", "{}通过|{}验收通过|{}可以销号了|{}同意销号", dict.fromkeys(["3号", "第3条", "第三条", "第3项"], 3)),
    (Intent.RETURN_ITEM, INSPECTOR, "item", "{}退回，照片不清楚|{}不通过，材料不全|{}打回去重新整改", dict.fromkeys(["3号", "第3条", "第三条"], 3)),
    (Intent.EXTEND_ITEM, SECRETARY, "item", "{}申请延期一周|{}想延到12月10日，人手不够|{}延期三个工作日", dict.fromkeys(["3号", "第3条", "第三条"], 3)),
    (Intent.OBJECT_ITEM, SECRETARY, "item", "{}有异议，我们开过会|对{}有异议，记录在档案柜|{}不属实，申诉", dict.fromkeys(["3号", "第3条", "第三条"], 3)),
    (Intent.ACKNOWLEDGE_ITEM, SECRETARY, "item", "{}收到|{}签收|{}已知悉", dict.fromkeys(["3号问题", "第3条", "第三条"], 3)),
    (Intent.APPROVE, SECRETARY, "name", "同意{}的请假|批准{}请假|{}的假准了|{}请假，同意", {"李娜": "李娜", "李强": "李强"}),
    (Intent.REFUSE, SECRETARY, "name", "不同意{}的请假|{}请假不批|驳回{}的请假申请", {"李娜": "李娜", "李强": "李强"}),
]  # fmt: skip


def understood(text: str, speaker: Person) -> Understanding:
    return reader().read(text, speaker, WEDNESDAY)


def is_read(text: str, speaker: Person, intent: Intent, slot: str, value: Any) -> bool:
    readings = understood(text, speaker).readings
    expected = f"2026-{value}" if slot == "date" else value
    return [one.intent for one in readings] == [intent] and (
        not slot or readings[0].slots.get(slot) == expected
    )


@pytest.mark.parametrize(("intent", "speaker", "slot", "ways", "things"), WAYS)
def test_it_is_that_matter(
    intent: Intent, speaker: Person, slot: str, ways: str, things: dict[str, Any]
) -> None:
    said = {way.replace("{}", thing): value for way in ways.split("|") for thing, value in things.items()}
    assert [text for text, value in said.items() if not is_read(text, speaker, intent, slot, value)] == []


TOLD = [
    "今天支委会应到5实到5",
    "明天学习我请假",
    "上周五的学习我补完了",
    "我签到",
    "第2条整改完了",
    "三支部B03没记录，10天整改",
    "明天下午三点开支委会",
    "明天的支委会取消",
    "支委会改到周五",
    "刚才那条撤销",
    "不对，实到4人",
    "今天自学了40分钟",
    "昨天和李娜谈心谈话",
    "3号通过",
]
NOT_TOLD = [
    "{}吗",
    "{}了没有",
    "{}是不是",
    "是不是{}",
    "{}，对吗",
    "{}？",
    "能不能{}",
    "{}行不行",
    "你说{}合适吗",
    "如果{}",
    "要是{}的话",
    "假如{}，会扣分吗",
    "万一{}怎么办",
    "除非{}",
    "我没说{}",
    "李娜说：“{}”",
    "他写的是“{}”，这样行吗",
    "群里有人发“{}”",
    "转发：{}",
    "“{}”这句话怎么改",
    "通知原文：“{}”",
    "听说{}",
    "隔壁法院{}",
    "开玩笑的，{}",
    "别登记{}",
]


@pytest.mark.parametrize("way", NOT_TOLD)
def test_what_is_asked_supposed_repeated_or_denied_is_not_written(way: str) -> None:
    for text in (way.replace("{}", told) for told in TOLD):
        found = understood(text, SECRETARY)
        writes = any(one.intent in WRITES for one in found.readings)
        assert found.question is not None or not writes, text
