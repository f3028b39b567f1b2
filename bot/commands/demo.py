"""`fivestar demo`: everything on one machine, with no account and no network."""

import asyncio
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from aiohttp import web
from pydantic import SecretStr

from bot.almanac import load_calendar
from bot.app import Application, build
from bot.commands.common import fail
from bot.commands.house import font_of
from bot.commands.serve import run_until_told
from bot.config.sections import Database, FilesKept, Log, Organ, Server, Settings, WeCom
from bot.documents.ledger.template import write_template
from bot.domain.activity import Activity, Event, State
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, Office, Person, Role, Roster
from bot.lab.deliverer import Deliverer
from bot.lab.faults import Faults
from bot.lab.page import LabPage, Owner, Phone
from bot.lab.phones import Phones
from bot.lab.sample import furnish, write_roster_workbook
from bot.lab.sealing import Sealing
from bot.lab.travel import TravellingClock
from bot.lab.wecom_api import FakeApi
from bot.logs import set_up_logging
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.schema import upgrade
from bot.store.work import Work

ORGAN = "示例中级人民法院机关党委"
CORP, AGENT = "wwdemo00000000001", 1000001
BRANCH, FRIDAY = "第三党支部", 4
STEP = timedelta(minutes=30)
SPREAD = timedelta(minutes=6)
LONGEST_WALK = timedelta(days=40)


def demo(
    port: Annotated[int, typer.Option("--port", help="沙盒页面的端口")] = 8080,
    folder: Annotated[Path, typer.Option("--dir", help="数据放在哪里")] = Path("demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="清空样板数据，重新开始")] = False,
) -> None:
    """在本机运行全部：样板机关、模拟企业微信、沙盒页面；不需要账号和网络"""
    set_up_logging("WARNING", "text")
    if fresh and folder.exists():
        if not (folder / "fivestar.db").exists():
            fail(f"{folder} 不是沙盒数据的文件夹，没有清空。")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    clock = TravellingClock()
    store = _furnished(folder, clock)
    asyncio.run(_run(store, clock, port, folder))


def _furnished(folder: Path, clock: TravellingClock) -> Store:
    url = f"sqlite:///{(folder / 'fivestar.db').resolve()}"
    upgrade(url)
    store = Store.open(url, clock)
    if not store.read_now(lambda work: work.people.roster()).people:
        print("正在准备样板机关的一年……", flush=True)
        store.run_now(lambda work: furnish(work, work.today, load_calendar(), shipped_standard()))
    write_roster_workbook(folder / "名册样例.xlsx", clock().date())
    write_template(folder / "台账样表.xlsx")
    store.run_now(_something_today)
    return store


def _something_today(work: Work) -> None:
    """A session of 第三党支部 for whatever day the demo is started on, so that 签到 has something to check in to."""
    work.acting(source="import")
    if not work.records.on_day(BRANCH, work.today):
        event = Event.FRIDAY_STUDY if work.today.weekday() == FRIDAY else Event.THEME_DAY
        starts = f"{work.at:%H}:00"
        work.records.add(
            Activity(BRANCH, event, work.today, starts_at=starts, place="三楼会议室", state=State.PLANNED)
        )


async def _run(store: Store, clock: TravellingClock, port: int, folder: Path) -> None:
    """The fake platform is served first, on the same port as everything else."""
    lab = _Lab.make(store.read_now(lambda work: work.people.roster()), clock, port)
    settings = Settings(
        server=Server(port=port),
        database=Database(),
        organ=Organ(name=ORGAN),
        files=FilesKept(folder=str((folder / "files").resolve())),
        wecom=WeCom(
            enabled=True,
            corp_id=CORP,
            agent_id=AGENT,
            secret=SecretStr(lab.api.secret),
            token=SecretStr(lab.token),
            encoding_aes_key=SecretStr(lab.aes_key),
            api_base=f"http://127.0.0.1:{port}/fake-wecom",
        ),
        log=Log(level="WARNING"),
    )
    application = build(settings, shipped_standard(), store, clock, font_of(settings))
    page = lab.page(application)
    app = application.web_app
    app.add_routes(page.routes())
    app.add_routes([web.get("/", _to_lab)])
    app.add_subapp("/fake-wecom", lab.api.application())
    print(
        f"沙盒已就绪：http://127.0.0.1:{port}/lab\n"
        "在任意一部手机里试：签到 · 今天下午支委会 应到5 实到4 李强出差请假 · 我们几分\n"
        "按 Ctrl-C 结束。",
        flush=True,
    )
    try:
        await run_until_told(app, "127.0.0.1", port)
    finally:
        await lab.deliverer.close()


@dataclass(frozen=True)
class _Lab:
    """The fake platform's parts, with credentials made up for this run."""

    api: FakeApi
    deliverer: Deliverer
    phones: Phones
    clock: TravellingClock
    faults: Faults
    roster: Roster
    token: str
    aes_key: str

    @classmethod
    def make(cls, roster: Roster, clock: TravellingClock, port: int) -> "_Lab":
        token, aes_key = secrets.token_hex(12), secrets.token_hex(21) + "a"
        phones, faults = Phones(clock), Faults()
        people = {person.account: person.name for person in roster.people}
        api = FakeApi(CORP, AGENT, secrets.token_hex(16), people, phones, clock, faults)
        url = f"http://127.0.0.1:{port}/wecom/callback"
        deliverer = Deliverer(url, CORP, AGENT, Sealing(token, aes_key, CORP), phones, clock, faults)
        return cls(api, deliverer, phones, clock, faults, roster, token, aes_key)

    def page(self, application: Application) -> LabPage:
        async def travelled(before: datetime, after: datetime) -> None:
            await walk(application, self.clock, before, after)

        return LabPage(
            phones=_phones(self.roster),
            owners=[Owner(p.account, p.name, _title(p)) for p in self.roster.people],
            shown=self.phones,
            api=self.api,
            deliverer=self.deliverer,
            clock=self.clock,
            faults=self.faults,
            on_travel=travelled,
            organ=ORGAN,
        )


async def walk(application: Application, clock: TravellingClock, before: datetime, after: datetime) -> None:
    """Go through the skipped time by half hours, so that every reminder of it is said at its own hour."""
    moment = max(before, after - LONGEST_WALK).replace(minute=0, second=0, microsecond=0)
    while moment <= after:
        if moment > before:
            clock.set(moment)
            if await application.remind():
                clock.set(moment + SPREAD)  # the messages of one moment go out over a few minutes
                while await application.courier.round():
                    pass
        moment += STEP
    clock.set(after)


def _phones(roster: Roster) -> list[Phone]:
    """Five people of the sample organ, one of each kind."""

    def holder(role: Role) -> str:
        return next(person.account for person in roster.people if role in person.roles)

    return [
        Phone("zhangming", "党员", ("签到", "周五学习日已参加", "明天的学习我请个假，要开庭", "我的记录")),
        Phone(
            "zhanghua",
            "书记",
            ("今天下午支委会 应到5 实到4 李强出差请假", "签收", "1号整改完成了，记录已补", "我们几分"),
        ),
        Phone("chenli", "党小组长", ("二组周五学习 全到", "第二党小组会 应到9 实到8 孙涛出庭", "帮助")),
        Phone(
            holder(Role.INSPECTOR),
            "检查员",
            ("三支部10月支委会记录缺请假人员，一般，7天整改", "1号通过", "整改情况", "我是谁"),
        ),
        Phone(
            holder(Role.FULL_TIME_DEPUTY),
            "专职副书记",
            ("启动四季度检查", "抽三个支部下周查", "各支部得分排一下", "帮助"),
        ),
    ]


def _title(person: Person) -> str:
    posts = [ROLE_NAMES[role] for role in Role if role in person.roles]
    posts += [OFFICE_NAMES[office] for office in Office if office in person.offices]
    return f"{person.branch}{posts[0] if posts else '党员'}"


async def _to_lab(_request: web.Request) -> web.Response:
    raise web.HTTPFound("/lab")
