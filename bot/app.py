"""The composition root: the only file that knows everybody. Read from top to bottom, it shows how the house hangs together."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily

from bot.almanac import load_calendar
from bot.chat import Address, PlatformTrouble
from bot.clock import Clock
from bot.config import Settings
from bot.delivery.collector import Collector, Source
from bot.delivery.courier import Courier, Postman
from bot.delivery.embedded import Embedded
from bot.delivery.engine import engine_for
from bot.delivery.rounds import Rounds
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.domain.standard import Standard
from bot.files import Files
from bot.fonts import ChineseFont
from bot.platforms.wecom.callback import WeComDoor
from bot.platforms.wecom.client import WeComClient
from bot.platforms.wecom.messenger import WeComMessenger
from bot.platforms.wecom.settings import WeComSettings
from bot.router import House
from bot.store import Store
from bot.tasks import Part, Tasks
from bot.web import health
from bot.window import Window
from handlers import all_routes
from reminders import ALL
from reminders.planner import fallen_due, promise, rung_until

log = logging.getLogger(__name__)

COLLECT_EVERY_S = 5.0
LOT = 50
"""The reminders of so many people are written in one transaction."""
PLANNER_S = 30.0
"""Among all processes one plans the reminders, for so long at a time."""


@dataclass
class Application:
    """The assembled program. Its tasks run as long as `web_app` does, which is served by the caller."""

    store: Store
    house: House
    dispatcher: Dispatcher
    courier: Courier
    web_app: web.Application
    window: Window
    keep: timedelta
    clock: Clock
    owner: str
    tasks: Tasks = field(init=False)

    async def tidy(self) -> None:
        """Forget what need not be kept: heard messages and lapsed questions older than the configured days."""
        before = self.clock() - self.keep
        await self.store.run(lambda work: (work.inbox.forget(before), work.pending.forget(before)))

    async def remind(self) -> int:
        """Promise what fell due, unless another process is about it.

        Found out on a reader and written in lots, so that nobody who checks in at nine has to wait for it.
        """
        if not await self.store.run(lambda work: work.leases.take("planner", self.owner, PLANNER_S)):
            return 0
        now = self.clock()
        rung = await self.store.read(lambda work: fallen_due(ALL, work, now, self.house, self.window))
        if rung is None:
            return 0
        new = 0
        for lot in rung.by_people(LOT):
            new += await self.store.run(lambda work, lot=lot: promise(lot, work, now, self.window, _reach))  # type: ignore[misc]
        await self.store.run(lambda work: rung_until(rung, work, now))
        if new:
            self.tasks.courier.nudge()
        return new


def build(
    settings: Settings,
    standard: Standard,
    store: Store,
    clock: Clock,
    font: ChineseFont | None = None,
    part: Part = Part.ALL,
) -> Application:
    """Put everything together. Nothing runs yet and nothing is listening."""
    calendar = load_calendar(settings.calendar.holidays, settings.calendar.workdays)
    routes = all_routes()
    files = Files(Path(settings.files.folder))
    house = House(standard, calendar, settings.organ.name, routes, font, files)
    postmen: dict[str, Postman] = {}
    sources: dict[str, Source] = {}
    wecom = _wecom(settings) if settings.wecom.enabled else None
    client = WeComClient(wecom) if wecom is not None else None
    if client is not None:
        postmen["wecom"] = WeComMessenger(client, plain_text_only=settings.wecom.plain_text_only)
        sources["wecom"] = client
    owner = f"{os.uname().nodename}:{os.getpid()}"
    given = settings.reminders
    window = Window.between(given.send_from, given.send_to, workdays_only=given.workdays_only)
    courier = Courier(
        store,
        postmen,
        clock,
        owner,
        lease_s=settings.delivery.lease_s,
        per_day=settings.wecom.daily_messages,
        hours=lambda moment: window.next_moment(moment, calendar),
    )
    sending = Embedded(courier)
    collecting = Rounds("collector", Collector(store, sources, files, clock).round, COLLECT_EVERY_S)

    def nudge() -> None:
        sending.nudge()
        collecting.nudge()

    dispatcher = Dispatcher(store, Dialogue(routes, house), nudge)
    app = web.Application(client_max_size=1024 * 1024)
    if wecom is not None and client is not None and part is not Part.WORKER:
        app.add_routes(WeComDoor(wecom, dispatcher, clock, _card_settler(client)).routes())
    keep = timedelta(days=settings.privacy.raw_text_days)
    built = Application(store, house, dispatcher, courier, app, window, keep, clock, owner)
    engine = engine_for(settings.database.url, courier)
    alone = part is Part.ALL and engine is None
    tasks = Tasks(part, dispatcher, sending, collecting, engine, built.remind, built.tidy, alone)
    built.tasks = tasks
    registry = CollectorRegistry()
    registry.register(_Outbox(store))
    token = settings.server.metrics_token.get_secret_value()
    app.add_routes(health.routes(lambda: _ready(built), registry, token))
    app.cleanup_ctx.append(lambda _app: _running(built, client))
    return built


async def _running(built: Application, client: WeComClient | None) -> AsyncIterator[None]:
    """From start-up to shut-down."""
    await built.tasks.start()
    yield
    await built.tasks.stop()
    if client is not None:
        await client.close()
    await asyncio.to_thread(built.store.close)


async def _ready(built: Application) -> str:
    try:
        current = await asyncio.to_thread(built.store.is_current)
    except Exception:  # noqa: BLE001 - whatever is wrong with the data base, the answer is the same
        return "database"
    if not current:
        return "schema"
    return "" if built.tasks.alive else "courier"


def _wecom(settings: Settings) -> WeComSettings:
    given = settings.wecom
    return WeComSettings(
        corp_id=given.corp_id,
        agent_id=given.agent_id,
        secret=given.secret.get_secret_value(),
        token=given.token.get_secret_value(),
        encoding_aes_key=given.encoding_aes_key.get_secret_value(),
        api_base=given.api_base,
        callback_path=given.callback_path,
        passive_wait_s=given.passive_wait_s,
        max_skew_s=given.max_skew_s,
        plain_text_only=given.plain_text_only,
    )


def _card_settler(client: WeComClient) -> Callable[[str, str, str], None]:
    """Grey a tapped card beside the answer; when that fails the card is merely still tappable, and says so."""
    under_way: set[asyncio.Task[None]] = set()

    async def update(code: str, account: str, label: str) -> None:
        with suppress(PlatformTrouble):
            await client.update_card(code, [account], label)

    def settle(code: str, account: str, label: str) -> None:
        task = asyncio.create_task(update(code, account, label))
        under_way.add(task)
        task.add_done_callback(under_way.discard)

    return settle


def _reach(account: str) -> Address:
    return Address("wecom", account)


class _Outbox:
    """How many promises are in which state, counted when the metrics are asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> list[GaugeMetricFamily]:
        family = GaugeMetricFamily("fivestar_promises", "Messages owed, by state", labels=["state"])
        for state, count in self._store.read_now(lambda work: work.promises.counts()).items():
            family.add_metric([state], count)
        return [family]

    def describe(self) -> list[GaugeMetricFamily]:
        return []
