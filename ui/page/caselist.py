"""The list of kept cases: which are due, which a filter leaves, in which order, and as a table. Draws nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.kept.cases import Listed
from ui.cli.rows import cell_of, csv_line
from ui.page.wording import Words

WEEK = 7
VIEWS = ("all", "week", "near", "silent")
SORTS = ("due", "label", "changed", "contacted", "owner", "outlook")
OUTLOOKS = ("refer", "complete_the_chart", "wait", "unlikely")
COLUMNS = (
    "label", "owner", "trial", "outlook", "decision", "due", "missing", "near", "screening", "contacted", "changed",
    "expires", "notes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """Which cases are asked for, and in which order."""

    view: str = "all"
    text: str = ""
    outlooks: tuple[str, ...] = ()
    owner: str = ""
    sort: str = "due"


def due_state(row: Listed, today: date) -> str:
    """``now``, ``week`` (within the seven days that begin today), ``later`` or ``never``."""
    day = row.head.due
    if day is None:
        return "never"
    if day <= today:
        return "now"
    return "week" if day < today + timedelta(WEEK) else "later"


def chosen(rows: Iterable[Listed], choice: Choice, today: date) -> list[Listed]:
    """The rows that the choice leaves, in its order; those without what is sorted by come last."""
    left = [row for row in rows if _fits(row, choice, today)]
    return sorted(left, key=_ORDERS[choice.sort])


def _fits(row: Listed, choice: Choice, today: date) -> bool:
    head = row.head
    views: dict[str, Callable[[], bool]] = {
        "all": lambda: True,
        "week": lambda: due_state(row, today) in ("now", "week"),
        "near": lambda: bool(head.near),
        "silent": lambda: head.contacted is None,
    }
    words = choice.text.casefold().split()
    said = " ".join((head.label, head.owner, head.trial, *head.near)).casefold()
    return (
        views[choice.view]()
        and all(word in said for word in words)
        and (not choice.outlooks or head.outlook in choice.outlooks)
        and (not choice.owner or head.owner == choice.owner)
    )


def _day(day: date | None) -> tuple[bool, date]:
    return day is None, day or date.max


_ORDERS: dict[str, Callable[[Listed], tuple[object, ...]]] = {
    "due": lambda row: (*_day(row.head.due), row.head.label.casefold()),
    "label": lambda row: (row.head.label.casefold(),),
    "changed": lambda row: (-row.changed.timestamp(),),
    "contacted": lambda row: (row.head.contacted or date.min, row.head.label.casefold()),
    "owner": lambda row: (not row.head.owner, row.head.owner.casefold(), row.head.label.casefold()),
    "outlook": lambda row: (
        OUTLOOKS.index(row.head.outlook) if row.head.outlook in OUTLOOKS else len(OUTLOOKS),
        *_day(row.head.due),
    ),
}


def owners(rows: Iterable[Listed]) -> list[str]:
    return sorted({row.head.owner for row in rows if row.head.owner}, key=str.casefold)


def csv(rows: Sequence[Listed], words: Words) -> bytes:
    """The rows as a table for a spreadsheet, which is to take no cell for a formula and to know its characters."""
    head = csv_line([words(f"cases.column.{name}") for name in COLUMNS])
    return ("\ufeff" + head + "".join(csv_line(_cells(row, words)) for row in rows)).encode("utf-8", "replace")


def _cells(row: Listed, words: Words) -> list[str]:
    head = row.head
    cells: dict[str, object] = {
        "label": head.label,
        "owner": head.owner,
        "trial": head.trial,
        "outlook": words(f"cases.outlook.{head.outlook}") if head.outlook in OUTLOOKS else head.outlook,
        "decision": head.headline.get(words.lang, ""),
        "due": head.due,
        "missing": "; ".join(head.missing.get(words.lang, ())),
        "near": " ".join(head.near),
        "screening": head.screening,
        "contacted": head.contacted,
        "changed": row.changed_on,
        "expires": row.expires,
        "notes": row.notes,
    }
    return [cell_of(_one_line(cells[name])) for name in COLUMNS]


def _one_line(value: object) -> str:
    """Lines joined, before anything is looked for at the beginning: some spreadsheets begin a row at each."""
    return "" if value is None else " ".join(str(value).replace("\0", " ").split())
