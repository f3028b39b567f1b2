"""The matrix of domain.md §4.1 for points, stars and books, walked as everybody would meet it: by asking."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.almanac import load_calendar
from bot.chat import Address, Incoming
from bot.clock import HOUSE
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.domain.case import Action, Said, take
from bot.domain.people import Branch, Office, Person, Role, Roster
from bot.domain.rectification import Item, Severity
from bot.router import House
from bot.standards import shipped_standard
from bot.store import Store, Work
from bot.store.schema import upgrade
from handlers import all_routes
from tests import make

ELSEWHERE = "第六党支部"
IN_OCTOBER = datetime(2026, 10, 20, 10, 0, tzinfo=HOUSE)

PEOPLE = {
    "党员": make.person("陈国安", "member"),
    "党小组长": make.person("周建平", "leader", offices=[Office.GROUP_LEADER]),
    "党务干部": make.person("韦丽娜", "cadre", offices=[Office.PART_TIME_CADRE]),
    "支委": make.person("李雪梅", "committee", offices=[Office.PUBLICITY_MEMBER]),
    "书记": make.person("张国华", "secretary", offices=[Office.SECRETARY]),
    "外支部书记": make.person("孟庆山", "other", at=ELSEWHERE, group=None, offices=[Office.SECRETARY]),
    "检查员": make.person("赵立军", "inspector", at=ELSEWHERE, group=None, roles=[Role.INSPECTOR]),
    "本支部检查员": make.person("吕志良", "own-inspector", roles=[Role.INSPECTOR]),
    "专职副书记": make.person("许立新", "deputy", at=ELSEWHERE, group=None, roles=[Role.FULL_TIME_DEPUTY]),
    "机关党委书记": make.person("梁正国", "organ", at=ELSEWHERE, group=None, roles=[Role.ORGAN_SECRETARY]),
    "机关党委办公室": make.person("廖永凯", "office", at=ELSEWHERE, group=None, roles=[Role.ORGAN_OFFICE]),
    "机关纪委": make.person("尹志航", "discipline", at=ELSEWHERE, group=None, roles=[Role.DISCIPLINE_COMMISSION]),
    "系统管理员": make.person("万里云", "admin", at=ELSEWHERE, group=None, roles=[Role.SYSADMIN]),
}  # fmt: skip

OWN = {"党员", "党小组长", "党务干部", "支委", "书记", "本支部检查员"}
ORGAN = {"专职副书记", "机关党委书记", "机关党委办公室", "机关纪委"}
DETAIL = {"党小组长", "支委", "书记", "检查员"} | ORGAN

MATRIX = {
    "三支部几分": OWN | DETAIL,
    "三支部制度执行扣了多少": DETAIL,
    "三支部B02扣了几分": DETAIL,
    "三支部离五星还差多少": OWN | DETAIL,
    "三支部再开一次支委会能到几分": DETAIL,
    "各支部得分排一下": ORGAN,
    "三支部换届到什么时候": OWN | DETAIL,
    "三支部C04微党课给1分": {"检查员", "专职副书记", "机关党委办公室"},
    "三支部申报四星": {"书记"},
    "启动四季度检查": {"专职副书记", "机关党委办公室"},
    "开展“灯下黑”专项整治": {"专职副书记", "机关党委办公室"},
    "抽一个支部下周查": {"专职副书记"},
}
"""Who is answered; everybody else is refused. What is written is proposed, which is an answer."""

OWN_BOOKS = {
    "10月党费收齐了": {"党务干部", "支委", "书记", "外支部书记"},
    "昨天志愿服务两个小时": set(PEOPLE),
    "我的承诺已经践诺": set(PEOPLE),
    "昨天参加了党务干部培训，8个学时": {"党务干部", "支委", "书记", "外支部书记"},
}
"""Of one's own branch, or of oneself."""


@pytest.fixture
def dispatcher(tmp_path: Path) -> Dispatcher:
    url = f"sqlite:///{tmp_path / 'house.db'}"
    upgrade(url)
    store = Store.open(url, lambda: IN_OCTOBER)
    branches = (
        Branch(make.BRANCH, "三支部", has_committee=True, groups=2),
        Branch(ELSEWHERE, "六支部", has_committee=True),
    )
    store.run_now(lambda work: work.people.save(Roster(branches, tuple(PEOPLE.values()))))
    routes = all_routes()
    house = House(shipped_standard(), load_calendar(), "示例机关党委", routes)
    return Dispatcher(store, Dialogue(routes, house), nudge=lambda: None)


async def answer(dispatcher: Dispatcher, person: Person, text: str, number: int) -> str:
    incoming = Incoming(f"m{number}", Address("wecom", person.account), IN_OCTOBER, text)
    reply = await dispatcher.answer(incoming, 3.0, lambda _reply: True)
    assert reply is not None
    return reply.text


@pytest.mark.parametrize(("sentence", "allowed"), [*MATRIX.items(), *OWN_BOOKS.items()])
async def test_who_may_and_who_may_not(dispatcher: Dispatcher, sentence: str, allowed: set[str]) -> None:
    answered = {}
    for number, (role, person) in enumerate(PEOPLE.items()):
        text = await answer(dispatcher, person, sentence, number)
        refused = text.startswith("这件事由")
        answered[role] = not refused
        if refused:
            assert not any(character.isdigit() for character in text), text  # no figure of what is refused
    assert {role for role, yes in answered.items() if yes} == allowed


PROBLEM = Item("", make.BRANCH, IN_OCTOBER.date(), "党课没有讲稿", Severity.MINOR, IN_OCTOBER.date())
ISSUED, HANDED_IN, EXTENSION_ASKED = (), (Action.SUBMIT,), (Action.ASK_EXTENSION,)

PROBLEMS = {
    "三支部主题党日没签到表，一般，7天整改": (ISSUED, {"检查员", "专职副书记", "机关党委办公室"}),
    "三支部整改情况": (ISSUED, OWN | ORGAN | {"检查员"}),
    "1号问题怎么样了": (ISSUED, OWN | ORGAN | {"检查员"}),
    "1号已签收": (ISSUED, {"书记"}),
    "1号整改措施：补齐讲稿": (ISSUED, {"书记"}),
    "1号整改完成了": (ISSUED, {"书记", "支委", "党务干部"}),
    "1号申请延期三天": (ISSUED, {"书记"}),
    "1号有异议，当天有讲稿": (ISSUED, {"书记"}),
    "1号程度改为较重": (ISSUED, {"检查员", "专职副书记", "机关党委办公室"}),
    "1号作废，重复登记": (ISSUED, {"检查员", "专职副书记", "机关党委办公室"}),
    "1号通过": (HANDED_IN, {"检查员", "专职副书记"}),
    "1号退回，要补讲稿": (HANDED_IN, {"检查员", "专职副书记"}),
    "同意1号延期": (EXTENSION_ASKED, {"专职副书记"}),
}
"""Of one problem of 第三党支部, found by the inspector: what may be said of it where it stands, and by whom."""


@pytest.mark.parametrize("sentence", PROBLEMS)
async def test_who_may_see_to_a_problem(dispatcher: Dispatcher, sentence: str) -> None:
    steps, allowed = PROBLEMS[sentence]
    secretary, until = PEOPLE["书记"], IN_OCTOBER.date() + timedelta(days=5)
    house = House(shipped_standard(), load_calendar(), "", all_routes())
    answered = set()
    for number, (role, person) in enumerate(PEOPLE.items()):

        def prepare(work: Work) -> None:
            case = work.cases.issue(PROBLEM, Said(PEOPLE["检查员"], IN_OCTOBER))
            for step in steps:
                said = Said(secretary, IN_OCTOBER, until=until)
                after = take(case, step, said, house.standard.rectifying, house.calendar)
                work.cases.save(case, after)
                case = after

        dispatcher._store.run_now(prepare)
        text = await answer(dispatcher, person, sentence.replace("1号", f"{number + 1}号"), number)
        if not text.startswith(("这件事由", "没有找到")):
            answered.add(role)
        elif text.startswith("这件事由"):
            assert "讲稿" not in text
    assert answered == allowed


@pytest.mark.parametrize("role", sorted(PEOPLE))
async def test_a_member_sees_totals_an_officer_the_detail(dispatcher: Dispatcher, role: str) -> None:
    """What was taken off, and why, is told to those alone who may read the detail."""
    person = PEOPLE[role]
    for number, sentence in enumerate(("三支部几分", "三支部离五星还差多少")):
        text = await answer(dispatcher, person, sentence, number)
        shown = "支部委员会会议" in text or "B02" in text
        assert shown == (role in DETAIL), text
