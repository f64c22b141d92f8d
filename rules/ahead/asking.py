"""What to ask next: the open criteria as questions, each with all that it settles, the most telling and easiest first.

One blood count answers several criteria, one look at the history too; ``asking.yaml`` says which, what a question costs
and how much an answer decides. Only the order is computed; the words are the protocol's and the table's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rules.ahead.changes import if_failed
from rules.ahead.slots import Slot
from rules.ahead.tables import by_concept, tables
from rules.findings import Remark
from rules.verdicts import Status, Verdict

_TO_TAKE = ("test_needed", "repeat_test")
"""What asks for a new test; a pending result or the date of an old one is only asked for."""


_SPONSOR = "ask_sponsor"


@dataclass(frozen=True, slots=True)
class Asking:
    """One question. ``key`` names a sample, a topic or, on its own, a criterion; ``slot`` when a test would count."""

    key: str
    group: str
    settled_by: str
    settles: tuple[Verdict, ...]
    decides: float
    cost: float
    slot: tuple[date, date] | None = None

    @property
    def worth(self) -> float:
        """How much is decided for what it costs."""
        return self.decides / self.cost


def questions(verdicts: Iterable[Verdict], slots: Sequence[Slot], told_until: date | None = None) -> tuple[Asking, ...]:
    """The open criteria as questions, the most worth asking first. No test can be taken before the last note."""
    found: dict[tuple[str, str, str], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.status is Status.UNKNOWN:
            found.setdefault(_key(verdict), []).append(verdict)
    asked = [_asking(key, tuple(items), slots, told_until) for key, items in found.items()]
    return tuple(sorted(asked, key=lambda item: -item.worth))


def _key(verdict: Verdict) -> tuple[str, str, str]:
    """The group (``samples``, ``topics``, ``criteria``), the name in it, and who can settle it."""
    owner = verdict.settled_by or "chart"
    for remark in verdict.missing:
        if remark.code.startswith(_SPONSOR) and remark.code not in by_concept("topics"):
            continue  # the chart knows the finding already; what it counts for is another question
        for group, name in (("samples", _analyte(remark)), ("topics", _topic(remark))):
            key = by_concept(group).get(name)
            if key is not None:
                return group, key, _owner(remark, owner)
    return "criteria", verdict.id, _owner(verdict.missing[0], owner) if verdict.missing else owner


def _analyte(remark: Remark) -> str:
    return str(remark.data.get("analyte", ""))


def _topic(remark: Remark) -> str:
    return remark.code if remark.code in by_concept("topics") else str(remark.data.get("what", ""))


def _owner(remark: Remark, owner: str) -> str:
    """What only the sponsor can say, nobody near the patient can settle."""
    return "site" if remark.code.startswith(_SPONSOR) else owner


def _asking(
    key: tuple[str, str, str], verdicts: tuple[Verdict, ...], slots: Sequence[Slot], told_until: date | None
) -> Asking:
    group, name, owner = key
    table = tables()
    decides = sum(float(table["weight"][_weight(verdict)]["points"]) for verdict in verdicts)
    taken = {verdict.id for verdict in verdicts if any(remark.code in _TO_TAKE for remark in verdict.missing)}
    slot = common_slot(name, taken, slots) if group == "samples" else None
    if slot is not None and told_until is not None:
        slot = (min(max(slot[0], told_until), slot[1]), slot[1])
    return Asking(name, group, owner, verdicts, decides, float(table["effort"][owner]["cost"]), slot)


def _weight(verdict: Verdict) -> str:
    if verdict.left_to_people:
        return "people"
    return "permanent" if if_failed(verdict) == "permanent" else "other"


def common_slot(sample: str, criteria: set[str], slots: Sequence[Slot]) -> tuple[date, date] | None:
    """The days on which one sample counts for all of them; ``None`` where there is no such day."""
    names = tables()["samples"][sample]["of"]
    wanted = [slot for slot in slots if slot.criterion in criteria and slot.analyte in names]
    if not wanted:
        return None
    first, last = max(slot.first for slot in wanted), min(slot.last for slot in wanted)
    return (first, last) if first <= last else None
