"""What all predicates share: their frozen shape, windows with anchors, and how far a denial reaches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from rules.chart import FRESH_DAYS, Question
from rules.dates import DateInterval
from rules.facts import Condition, FactBase, Procedure, Treatment
from rules.findings import Finding, Remark
from rules.frozen import dataclass
from rules.terminology import Terminology
from rules.traces import Rule, Window
from rules.truth import Truth, agree
from rules.windows import Frame, Span, within

Anchor = Literal["screening", "lymphodepletion", "infusion"]
Deniable = Condition | Treatment | Procedure
_FRESH = Span(days_low=FRESH_DAYS, days_high=FRESH_DAYS)


class Predicate(BaseModel):
    """One question about a chart. Subclasses are the vocabulary of protocols; see ``docs/protocols.md``."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def evaluate(self, question: Question) -> Finding:
        """The answer for this chart."""
        raise NotImplementedError


class Before(BaseModel):
    """The day that a window ends on, or several where the record does not say which (``readings``)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    readings: tuple[Anchor, ...]
    id: str = "anchor"

    @model_validator(mode="before")
    @classmethod
    def _one_anchor(cls, value: Any) -> Any:
        return {"readings": [value]} if isinstance(value, str) else value

    def anchors(self, question: Question) -> tuple[Anchor, ...]:
        """The anchors still open after what the site has fixed."""
        fixed = question.site.readings.get(self.id)
        return self.readings if fixed not in self.readings else (fixed,)

    def remarks(self, question: Question) -> tuple[Remark, ...]:
        """The assumption to show where a site has fixed the anchor."""
        fixed = question.site.readings.get(self.id)
        if fixed not in self.readings or len(self.readings) == 1:
            return ()
        return (Remark("reading_fixed", {"reading": fixed, "id": self.id, **question.site.sources.get("site", {})}),)


def span_of(text: str, question: Question) -> Span:
    """A span, or the named window of the protocol (which a site may have set otherwise)."""
    span: Span | None = question.spans.get(text)
    if span is None:
        span = question.spans[text] = Span.parse(length_of(text, question))
    return span


def length_of(text: str, question: Question) -> str:
    """The length of a span as words: its own, or that of the named window."""
    return question.site.windows.get(text) or question.windows.get(text) or text


def frame_of(text: str, anchor: str, question: Question) -> Frame:
    """The days of a span (or named window) before an anchor; worked out once for a question."""
    frame: Frame | None = question.known.get((text, anchor))
    if frame is None:
        frame = question.known[text, anchor] = Frame.of(span_of(text, question), getattr(question.dates, anchor))
    return frame


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an event lies with regard to a window under every reading of its anchor."""

    truth: Truth
    differs: bool


def place(event: DateInterval, span: Span, anchors: Sequence[Anchor], question: Question) -> Placed:
    """Whether the event is inside the window, by all readings of the day that it is counted to."""
    truths = [within(event, span, question.dates.anchor(name)) for name in anchors]
    return Placed(truths[0], False) if len(truths) == 1 else Placed(agree(truths), len(set(truths)) > 1)


_NOBODY_KNOWS = DateInterval(None, None)


def window_of(
    rule: Rule,
    facts: Sequence[FactBase],
    event: DateInterval | None,
    span: Span | None,
    anchors: Sequence[Anchor],
    **more: bool,
) -> Window:
    """The record of a window for looking ahead; an event that nobody dated lies on any day."""
    return Window(rule, tuple(facts), event or _NOBODY_KNOWS, span, tuple(anchors), **more)


def going_on(rule: Rule, facts: Sequence[FactBase], span: Span | None, anchors: Sequence[Anchor]) -> Window:
    """The record of a window that has not begun to run: what it waits for has not ended."""
    return Window(rule, tuple(facts), None, span, tuple(anchors))


def ancestors(names: Iterable[str], question: Question) -> frozenset[str]:
    """The names with everything broader."""
    return _with_broader(question.chart.terminology, tuple(names))


@lru_cache(maxsize=4096)
def _with_broader(terminology: Terminology, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(names).union(*(terminology.ancestors(name) for name in names))


@lru_cache(maxsize=4096)
def with_narrower(terminology: Terminology, names: tuple[str, ...]) -> frozenset[str]:
    """The names with everything narrower: what is one of them."""
    return frozenset(names).union(*(terminology.descendants(name) for name in names))


def denials(names: Iterable[str], question: Question) -> list[Deniable]:
    """Denials of exactly these concepts (not of narrower ones): by name, oldest note first."""
    denied = question.chart.denials
    told = denied.keys() & (names if type(names) is frozenset else frozenset(names))
    if len(told) <= 1:
        return [fact for name in told for fact in denied[name]]
    return [fact for name in sorted(told) for fact in denied[name]]


def covers(fact: Deniable, question: Question, since: date | None) -> bool:
    """Whether a denial reaches back to ``since`` (``None``: ever) and is fresh enough to speak of the present."""
    if was_then(fact):
        return False
    stale_before = question.stale_before
    written = None if fact.written_on is None else fact.written_on.latest
    end = fact.period.latest if fact.period is not None and fact.period.latest is not None else written
    # A long window is no reason to trust an old note: what came after it, it cannot deny.
    fresh = end is None or end >= stale_before
    if fact.period is not None:
        start = fact.period.earliest
        return start is None if since is None else fresh and (start is None or start <= since)
    if fact.reach in (None, "ever"):
        return since is None or fresh
    if fact.reach == "now" and since is not None and since < stale_before:
        # None at present says nothing of half a year.
        return False
    return since is not None and (end is None or end >= stale_before)


def was_then(fact: Deniable) -> bool:
    """Whether a denial speaks of a time that was over when it was written ("none at diagnosis")."""
    return fact.reach == "then" or (fact.period is not None and _is_over(fact))


def _is_over(fact: Deniable) -> bool:
    """Whether the days that a denial names end before the note that says it ("none in 2025", told in March)."""
    end = fact.period.latest if fact.period is not None else None
    written = fact.written_on.earliest if fact.written_on is not None else None
    return end is not None and written is not None and end < written


def freshness(fact: Deniable, question: Question, since: date | None) -> tuple[Window, ...]:
    """For how long a denial that covers ``since`` will be fresh; nothing where it holds for ever."""
    written = None if fact.written_on is None else fact.written_on.latest
    end = fact.period.latest if fact.period is not None and fact.period.latest is not None else written
    if since is None or end is None:
        return ()
    return (Window("fresh", (fact,), DateInterval.on(end), _FRESH, ("screening",), by_record=False),)


def puts_before(denial: FactBase, event: FactBase, question: Question) -> bool:
    """Whether a denial for a stretch of time ("no surgery in the last year") shows an undated event to be older.

    Only what the same note or an earlier one tells of; a denial of *other* events says nothing of this one.
    """
    dated = getattr(event, "date", None) or getattr(event, "onset", None)
    bounded = getattr(denial, "period", None) is not None or getattr(denial, "reach", None) == "recent"
    if dated is not None or not bounded or getattr(denial, "others_only", False):
        return False
    related = question.chart.terminology.is_a(event.name, denial.name)
    return related and written_day(denial) >= written_day(event)


def written_day(fact: FactBase) -> date:
    """The day of the note that says it; undated notes come first."""
    return fact.written_on.latest if fact.written_on and fact.written_on.latest else date.min


def silence(code: str = "not_mentioned", **data: Any) -> Finding:
    """Nothing was said: unknown, never pass. The same finding for every chart, since silence is what most are asked."""
    return _silence(code, tuple(data.items()))


@lru_cache(maxsize=4096)
def _silence(code: str, said: tuple[tuple[str, Any], ...]) -> Finding:
    data = dict(said)
    return Finding(truth=Truth.UNKNOWN, code=code, data=data, missing=(Remark(code, data),))
