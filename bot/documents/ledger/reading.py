"""From a workbook to its records, sheet by sheet."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.documents.extent import BadWorkbook
from bot.documents.ledger import branch, meetings, people
from bot.documents.ledger.desk import Desk, Record
from bot.documents.workbook import Fault, Layout, Row, Table, read_sheet, read_tables
from bot.domain.people import Roster
from bot.domain.standard import Standard

SHEETS: tuple[tuple[Layout, Callable[[Row, Desk], Record | None]], ...] = (
    (meetings.LAYOUT, meetings.read),
    (people.TALKS, people.read_talk),
    (people.TRAININGS, people.read_training),
    (branch.DUES, branch.read_dues),
    (people.SERVICES, people.read_service),
    (people.PLEDGES, people.read_pledge),
    (branch.ITEMS, branch.read_item),
    (people.BALLOTS, people.read_ballots),
    (branch.GRADES, branch.read_grade),
    (branch.ROOM, branch.read_room_item),
    (branch.TERMS, branch.read_term),
    (branch.APPLICATIONS, branch.read_application),
    (branch.WAIVERS, branch.read_waiver),
    (branch.FLAGS, branch.read_flag),
)


@dataclass
class LedgerFile:
    """What a workbook holds, by sheet, in the order of its rows. With faults there are no records."""

    records: dict[str, list[Record]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


def read_ledger(path: Path, roster: Roster, standard: Standard) -> LedgerFile:
    """Read and check a workbook. Whatever is in the file, or no file at all: the result has its faults."""
    try:
        return parse_ledger(read_tables(path), roster, standard)
    except BadWorkbook as bad:
        return LedgerFile(faults=[Fault("", "", bad.reason)])


def parse_ledger(tables: Mapping[str, Table], roster: Roster, standard: Standard) -> LedgerFile:
    """The records of all known sheets; every sheet may be missing, but not all of them."""
    found = LedgerFile()
    known = {layout.name for layout, _ in SHEETS}
    for name in tables:
        if name not in known:
            found.warnings.append(Fault(name, "", "这张工作表用不到，已忽略"))
    if not known & set(tables):
        found.faults.append(
            Fault("", "", f"没有找到台账的工作表，应有 {'、'.join(layout.name for layout, _ in SHEETS)} 等")
        )
    if not roster.branches:
        found.faults.append(Fault("", "", "还没有名册，请先执行 fivestar import roster"))
        return found
    desk = Desk.of(roster, standard)
    for layout, read in SHEETS:
        if layout.name not in tables or not tables[layout.name]:
            continue
        sheet = read_sheet(tables[layout.name], layout)
        records = [record for row in sheet.rows if (record := read(row, desk)) is not None]
        found.records[layout.name] = records
        found.faults += sorted(sheet.faults, key=lambda fault: fault.position)
        found.warnings += sorted(sheet.warnings, key=lambda fault: fault.position)
    if not found.faults and not any(found.records.values()):
        found.warnings.append(Fault("", "", "工作表里没有可以导入的记录"))
    if found.faults:
        found.records = {}
    return found
