"""The transcripts beside this file, spoken to the real program on a real store."""

from datetime import date, datetime
from pathlib import Path

import pytest

from bot.almanac import load_calendar
from bot.chat import Address, Attachment, Button, Incoming, Reply, Tap
from bot.clock import HOUSE
from bot.dialogue import Dialogue
from bot.dispatch import Dispatcher
from bot.domain.people import OFFICE_NAMES, ROLE_NAMES, STATUS_NAMES, Branch, Office, Person, Role, Roster
from bot.router import House
from bot.standards import shipped_standard
from bot.store import Store
from bot.store.schema import upgrade
from handlers import all_routes

HERE = Path(__file__).parent
SILENCE = "（不回答）"


NONCE = "5eed" * 16
"""What chance gives on this stage."""

BRANCHES = (
    Branch("第三党支部", "三支部", has_committee=True, groups=2, term_from=date(2024, 5, 21), term_years=3),
    Branch("第六党支部", "六支部", has_committee=False, groups=0),
    Branch("第五党支部", "五支部", has_committee=False, groups=0),
    Branch("第九党支部", "九支部", has_committee=False, groups=0),
)


def read_roster(more: str = "") -> Roster:
    """The people of roster.txt, and those of roster-….txt."""
    codes = {name: code for code, name in OFFICE_NAMES.items()}
    roles = {name: role for role, name in ROLE_NAMES.items()}
    statuses = {name: status for status, name in STATUS_NAMES.items()}
    people: list[Person] = []
    files = ["roster.txt", *([f"roster-{more}.txt"] if more else [])]
    for line in "".join((HERE / file).read_text(encoding="utf-8") for file in files).splitlines():
        if line.startswith("#"):
            continue
        branch, name, account, group, office, status, more = line.split()
        people.append(
            Person(
                name=name,
                account=account,
                branch=branch,
                group=None if group == "-" else int(group),
                offices=frozenset() if office == "-" else frozenset({Office(codes[office])}),
                status=statuses[status],
                roles=frozenset({Role(roles[more])}) if more in roles else frozenset(),
                aliases=() if more == "-" or more in roles else (more,),
                joined_party_on=date(2010, 7, 1),
            )
        )
    homes = {person.branch for person in people}
    return Roster(tuple(branch for branch in BRANCHES if branch.name in homes), tuple(people))


class Stage:
    """The program between restarts: one data base file, a settable clock, and what each phone shows."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=HOUSE)
        self._said = 0
        self.roster = read_roster()
        self._buttons: dict[str, tuple[Button, ...]] = {}
        self._open()

    def _open(self) -> None:
        self.store = Store.open(self._url, lambda: self.now)
        routes = all_routes()
        house = House(
            shipped_standard(), load_calendar(), "示例中级人民法院机关党委", routes, chance=lambda: NONCE
        )
        self.dispatcher = Dispatcher(self.store, Dialogue(routes, house), nudge=lambda: None)

    def fill(self, more: str = "") -> None:
        self.roster = read_roster(more)
        self.store.run_now(lambda work: work.people.save(self.roster))

    def restart(self) -> None:
        self.store.close()
        self._open()

    async def says(self, speaker: str, text: str) -> str:
        name, group, _ = speaker.partition("（群）")
        return await self._hear(name, text=text, chat="g1" if group else "")

    async def taps(self, name: str, label: str) -> str:
        pressed = next(button for button in self._buttons[name] if button.label == label)
        return await self._hear(name, tap=Tap(pressed.key))

    async def sends(self, name: str, what: str) -> str:
        return await self._hear(name, attachment=Attachment("image", f"media-{self._said}", what))

    async def _hear(
        self,
        name: str,
        text: str = "",
        tap: Tap | None = None,
        chat: str = "",
        attachment: Attachment | None = None,
    ) -> str:
        self._said += 1
        account = (
            next(p.account for p in self.roster.people if p.name == name) if name != "外人" else "stranger"
        )
        incoming = Incoming(
            f"m{self._said}", Address("wecom", account, chat), self.now, text, tap, attachment
        )
        reply = await self.dispatcher.answer(incoming, 3.0, lambda _reply: True)
        assert reply is not None
        if reply.card is not None:
            self._buttons[name] = reply.card.buttons
        await self.dispatcher.finish()
        return reply.text or SILENCE

    def pushed_to(self, name: str) -> list[Reply]:
        account = next(p.account for p in self.roster.people if p.name == name)
        promised = self.store.read_now(lambda work: work.promises.of(Address("wecom", account)))
        for promise in promised:
            if promise.reply.card is not None:
                self._buttons[name] = promise.reply.card.buttons
        return [promise.reply for promise in promised if not promise.key.startswith("notice:")]


def blocks(text: str) -> list[str]:
    """The lines of a transcript, continuation lines joined to their first."""
    found: list[str] = []
    for line in text.splitlines():
        if line.startswith("  "):
            found[-1] += "\n" + line[2:]
        elif line.strip() and not line.startswith("#"):
            found.append(line.strip())
    return found


@pytest.mark.parametrize("path", sorted(HERE.glob("[0-9]*.txt")), ids=lambda path: path.stem)
async def test_the_conversation_goes_as_written(path: Path, tmp_path: Path) -> None:
    script = blocks(path.read_text(encoding="utf-8"))  # noqa: ASYNC240 - a test reads its own file
    url = f"sqlite:///{tmp_path / 'stage.db'}"
    upgrade(url)
    stage = Stage(url)
    stage.fill()
    answer = ""
    try:
        for block in script:
            speaker, _, words = block.partition("：")
            if block.startswith("时间 "):
                stage.now = datetime.fromisoformat(block[3:]).replace(tzinfo=HOUSE)
            elif block.startswith("名册 "):
                stage.fill(block[3:])
            elif block == "重启":
                stage.restart()
            elif "按“" in speaker:
                name, _, label = block.partition("按“")
                answer = await stage.taps(name, label.removesuffix("”"))
            elif speaker.endswith("发来"):
                answer = await stage.sends(speaker.removesuffix("发来"), words)
            elif speaker == "助手":
                assert answer == words
            elif speaker.startswith("推送给"):
                assert stage.pushed_to(speaker.removeprefix("推送给"))[-1].text == words
            else:
                answer = await stage.says(speaker, words)
    finally:
        stage.store.close()
