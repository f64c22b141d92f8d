"""Reads what somebody agreed to, refused or judged: consent, contraception, compliance, judgement, classification.

Does not decide whether a statement satisfies a criterion, and takes no plan, advice or silence for an agreement. The
words and the rules over them are in ``data/statements.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.extraction.cues import Cue, CueSet, load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.model import Span, TimeMention

_READER = "statements"
_QUOTE = 240
"""The longest quote: the words that say it, not the whole paragraph."""
_STOP = re.compile(r"[,;。!?]|\.(?=\s)|\n")
_POINTS = re.compile(
    r"(\d{1,2})\s*(?:pts?\b|points?\b|分)|(?:score[ds]?|scoring|points?|pts|评分|得分|总分)[^\d\n]{0,24}?(\d{1,2})\b(?![/.]\d)"
)
_ENOUGH = 10
"""The points that classify as SLE in the 2019 set."""


@dataclass(frozen=True, slots=True)
class _Rule:
    value: str
    needs: tuple[frozenset[str], ...]
    unless: frozenset[str]
    without: frozenset[str]
    within: int
    ordered: bool
    weak: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    label: str
    after: str
    within: int
    within_zh: int
    becomes: str


@dataclass(frozen=True, slots=True)
class _Grammar:
    cues: CueSet
    turns: tuple[_Turn, ...]
    anchors: Mapping[str, frozenset[str]]
    rules: Mapping[str, tuple[_Rule, ...]]


@dataclass(frozen=True, slots=True)
class _Finding:
    rule: _Rule
    cues: tuple[Cue, ...]


@cache
def _grammar() -> _Grammar:
    data = load_data(_READER)
    return _Grammar(
        CueSet(data["words"]),
        tuple(_Turn(**turn) for turn in data["turned"]),
        {name: frozenset(labels) for name, labels in data["anchors"].items()},
        {name: tuple(map(_rule, rules)) for name, rules in data["rules"].items()},
    )


def _rule(data: Mapping[str, Any]) -> _Rule:
    needs = tuple(frozenset([need] if isinstance(need, str) else need) for need in data["needs"])
    return _Rule(
        value=data["value"],
        needs=needs,
        unless=frozenset(data.get("unless", ())),
        without=frozenset(data.get("without", ())),
        within=data.get("within", 400),
        ordered=data.get("ordered", False),
        weak=data.get("weak", False),
    )


def read(frame: Frame) -> list[DraftFact]:
    """The statements of one document."""
    grammar = _grammar()
    found = grammar.cues.find(frame.lower)
    masks = [cue for cue in found if cue.label == "mask"]
    cues = [
        cue
        for cue in found
        if cue.label != "mask"
        and not any(mask.start <= cue.start < cue.end <= mask.end and _size(cue) < _size(mask) for mask in masks)
        and not frame.is_ignored(cue.start)
    ]
    cues = _turned(cues, grammar.turns, frame.lower)
    units = _units(frame)
    sorted_in = [list(frame.in_span(cues, unit.start, unit.end)) for unit in units]
    drafts: list[DraftFact] = []
    findings: list[tuple[str, _Finding]] = []
    for index, unit in enumerate(units):
        here = sorted_in[index]
        if not here or frame.section_at(unit.start).subject == "family":
            continue
        after = sorted_in[index + 1] if _continues(frame, units, index) else []
        labels = {cue.label for cue in here}
        for name, anchors in grammar.anchors.items():
            if labels & anchors:
                finding = _decide(grammar.rules[name], here, after, anchors)
                if finding is not None:
                    findings.append((name, finding))
        if "criteria" in labels:
            drafts.extend(_classification(frame, unit, here))
    firm = {name for name, finding in findings if not finding.rule.weak}
    drafts.extend(
        _draft(frame, name, finding) for name, finding in findings if not finding.rule.weak or name not in firm
    )
    return drafts


def _size(cue: Cue) -> int:
    return cue.end - cue.start


def _units(frame: Frame) -> list[Span]:
    """The sentences, cut at semicolons."""
    units: list[Span] = []
    for sentence in frame.sentences:
        start = sentence.start
        while True:
            cut = frame.lower.find(";", start, sentence.end)
            end = sentence.end if cut < 0 else cut + 1
            units.append(Span(start, end))
            if cut < 0:
                break
            start = end
    return units


def _continues(frame: Frame, units: Sequence[Span], index: int) -> bool:
    """Whether the next unit belongs to the same paragraph and is not a heading's first."""
    if index + 1 >= len(units):
        return False
    between = frame.lower[units[index].end - 1 : units[index + 1].start + 1]
    return "\n\n" not in between and frame.section_at(units[index].start) == frame.section_at(units[index + 1].start)


def _turned(cues: Sequence[Cue], turns: Sequence[_Turn], lower: str) -> list[Cue]:
    """The cues, some with another label because of what stands before them: ``not signed`` is ``unsigned``."""
    places: dict[str, list[Cue]] = {}
    for cue in cues:
        places.setdefault(cue.label, []).append(cue)
    by_label: dict[str, list[_Turn]] = {}
    for turn in turns:
        by_label.setdefault(turn.label, []).append(turn)
    made = []
    for cue in cues:
        label = cue.label
        for turn in by_label.get(label, ()):
            if any(_shortly_before(other, cue, turn, lower) for other in places.get(turn.after, ())):
                label = turn.becomes
                break
        made.append(cue if label == cue.label else Cue(cue.start, cue.end, label))
    return made


def _shortly_before(other: Cue, cue: Cue, turn: _Turn, lower: str) -> bool:
    reach = turn.within if lower[cue.start] < "\u3400" else turn.within_zh
    gap = cue.start - other.end
    return 0 <= gap <= reach and not _STOP.search(lower, other.end, cue.start)


def _decide(
    rules: Sequence[_Rule], here: Sequence[Cue], after: Sequence[Cue], anchors: frozenset[str]
) -> _Finding | None:
    """What the rules make of a unit; a weak result gives way to a firm one that the next unit adds."""
    first = _first(rules, here)
    if (first is None or first.rule.weak) and after and not any(cue.label in anchors for cue in after):
        joined = _first([rule for rule in rules if not rule.weak], [*here, *after])
        if joined is not None:
            return joined
    return first


def _first(rules: Sequence[_Rule], cues: Sequence[Cue]) -> _Finding | None:
    labels = {cue.label for cue in cues}
    for rule in rules:
        if not labels & rule.unless and all(need & labels for need in rule.needs):
            chosen = _fit(rule, cues)
            if chosen:
                return _Finding(rule, chosen)
    return None


def _fit(rule: _Rule, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues that fill the needs of a rule as it wants them to stand, closest together; empty if none do."""
    best: tuple[Cue, ...] = ()
    for first in (cue for cue in cues if cue.label in rule.needs[0]):
        chosen = _from(first, rule, cues)
        if chosen and (not best or _reach(chosen) < _reach(best)):
            best = chosen
    return best


def _from(first: Cue, rule: _Rule, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    chosen = [first]
    for need in rule.needs[1:]:
        last = chosen[-1]
        options = [
            cue
            for cue in cues
            if cue.label in need and (not rule.ordered or (cue.start >= last.start and cue.end > last.end))
        ]
        if not options:
            return ()
        chosen.append(min(options, key=lambda cue: abs(cue.start - last.start)))
    start, end = min(cue.start for cue in chosen), max(cue.start for cue in chosen)
    between = any(cue.label in rule.without and start < cue.start < end for cue in cues)
    return () if between or end - start > rule.within else tuple(chosen)


def _reach(cues: Sequence[Cue]) -> int:
    return max(cue.end for cue in cues) - min(cue.start for cue in cues)


def _draft(frame: Frame, name: str, finding: _Finding) -> DraftFact:
    start = min(cue.start for cue in finding.cues)
    end = _word_end(frame.lower, max(cue.end for cue in finding.cues))
    stop = _STOP.search(frame.lower, end, start + _QUOTE)
    quote = Quote(start, stop.start() if stop else end)
    fields: dict[str, Any] = {"value": finding.rule.value}
    quotes = [quote]
    time = _own_time(frame, start, end)
    if time is not None:
        fields["date"] = time.interval
        quotes.append(Quote(time.start, time.end, "date"))
    return DraftFact(
        kind="statement", name=name, document=frame.document.id, quotes=tuple(quotes), fields=fields, reader=_READER
    )


def _word_end(lower: str, end: int) -> int:
    while end < len(lower) and lower[end].isascii() and lower[end].isalnum():
        end += 1
    return end


def _own_time(frame: Frame, start: int, end: int) -> TimeMention | None:
    """The day named beside the statement; spans such as "for three months after" are its content, not its date."""
    time = frame.time_near(start, end)
    return time if time is not None and time.kind == "day" and time.start < end + 40 else None


def _classification(frame: Frame, unit: Span, cues: Sequence[Cue]) -> list[DraftFact]:
    """Whether the note says that the 2019 EULAR/ACR set is met."""
    labels = {cue.label for cue in cues}
    anchor = next(cue for cue in cues if cue.label == "criteria")
    if "other_criteria" in labels or _of_another(frame, unit):
        return []
    points = list(_POINTS.finditer(frame.lower, unit.start, unit.end))
    value = _verdict(labels, [int(match[1] or match[2]) for match in points])
    if value is None:
        return []
    best = max(points, key=lambda match: int(match[1] or match[2]), default=None)
    near = [
        cue
        for cue in cues
        if cue.label in ("criteria", "meets", "fails", "sle_word") and abs(cue.start - anchor.start) < 60
    ]
    spans = [(anchor.start, anchor.end), *((cue.start, cue.end) for cue in near)]
    if best is not None:
        spans.append(best.span())
    start, end = min(span[0] for span in spans), _word_end(frame.lower, max(span[1] for span in spans))
    fields = {"value": value} | ({"detail": best[1] or best[2]} if best is not None else {})
    return [
        DraftFact(
            kind="statement",
            name="sle_criteria",
            document=frame.document.id,
            quotes=(Quote(start, end),),
            fields=fields,
            reader=_READER,
        )
    ]


def _of_another(frame: Frame, unit: Span) -> bool:
    """Whether the unit speaks of a relative's lupus."""
    mentions = frame.in_span(frame.mentions_of("condition"), unit.start, unit.end)
    lupus = [mention for mention in mentions if mention.concept.id == "sle"]
    return bool(lupus) and all(mention.subject != "patient" for mention in lupus)


def _verdict(labels: set[str], points: Sequence[int]) -> str | None:
    top = max(points, default=None)
    if "fails" in labels or (top is not None and top < _ENOUGH and len(points) == 1):
        return "no"
    if "vague" in labels:
        return "unclear"
    if top is not None and top >= _ENOUGH:
        return "yes"
    return "yes" if not points and labels & {"meets", "sle_word"} else None
