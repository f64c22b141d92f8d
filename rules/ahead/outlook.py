"""Everything that can be said beyond the verdicts, put together once for one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rules.ahead.asking import Asking, questions
from rules.ahead.changes import Flip, Outcome, best_case, flips, worst_case
from rules.ahead.fragile import Fragile, fragile
from rules.ahead.lapsing import Expiry, expiries
from rules.ahead.margins import Room, rooms
from rules.ahead.schedule import Schedule, schedule
from rules.ahead.slots import slots
from rules.ahead.timeline import Stretch, stretches
from rules.chart import Question
from rules.protocol import Protocol
from rules.verdicts import Verdict, earliest_eligible, overall


@dataclass(frozen=True, slots=True)
class Ahead:
    """What to ask, until when it holds, which days fit, what would change it, and how near to a limit it is."""

    questions: tuple[Asking, ...]
    expiries: tuple[Expiry, ...]
    schedule: Schedule
    flips: tuple[Flip, ...]
    best_case: Outcome
    worst_case: Outcome
    rooms: tuple[Room, ...]
    fragile: tuple[Fragile, ...]
    stretches: tuple[Stretch, ...]


def look_ahead(protocol: Protocol, verdicts: Sequence[Verdict], question: Question) -> Ahead:
    """Looks ahead from the verdicts on a question."""
    dates, site = question.dates, question.site
    windows = {**protocol.windows, **site.windows}
    lapses = expiries(verdicts, question)
    earliest = earliest_eligible(verdicts, dates.infusion.day)
    notes = [
        fact.written_on.latest
        for verdict in verdicts
        for fact in verdict.finding.facts
        if fact.written_on and fact.written_on.latest
    ]
    told = max(notes, default=None)
    return Ahead(
        questions(verdicts, slots(protocol.criteria, dates, windows), told),
        lapses,
        schedule(verdicts, dates, earliest, lapses, windows, told),
        flips(verdicts, overall(verdicts)),
        best_case(verdicts),
        worst_case(verdicts),
        rooms(verdicts),
        fragile(verdicts),
        stretches(verdicts),
    )
