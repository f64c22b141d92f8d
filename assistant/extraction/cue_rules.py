"""Small rules over labelled cues: which must stand together, in what order, and what forbids it. Makes no facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.extraction.covered import Placed
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.late import late
from rules.frozen import dataclass, field

STOP = late(r"[,;。!?]|\.(?=\s)|\n")
"""Where a clause ends at the latest."""
ANYWHERE = 400


@dataclass(frozen=True, slots=True)
class Turn:
    """A cue takes another label when a word labelled ``after`` stands shortly before it in the same clause."""

    label: str
    after: str
    within: int
    within_zh: int
    becomes: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What must stand together; ``result`` is what the owner of the rule makes of it."""

    needs: tuple[frozenset[str], ...]
    result: Mapping[str, Any] = field(default_factory=dict)
    unless: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    within: int = ANYWHERE
    ordered: bool = False
    weak: bool = False

    @staticmethod
    def parse(data: Mapping[str, Any]) -> Rule:
        """A rule from its mapping in a data file; the keys that are not the grammar's are the result."""
        own = ("needs", "unless", "without", "within", "ordered", "weak")
        return Rule(
            needs=tuple(frozenset([need] if isinstance(need, str) else need) for need in data["needs"]),
            result={key: value for key, value in data.items() if key not in own},
            unless=frozenset(data.get("unless", ())),
            without=frozenset(data.get("without", ())),
            within=data.get("within", ANYWHERE),
            ordered=data.get("ordered", False),
            weak=data.get("weak", False),
        )


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that fits, and the cues that fill its needs."""

    rule: Rule
    cues: tuple[Cue, ...]

    @property
    def start(self) -> int:
        """Where the first cue begins."""
        return min(cue.start for cue in self.cues)

    @property
    def end(self) -> int:
        """Where the last cue ends."""
        return max(cue.end for cue in self.cues)


def _span(cue: Cue) -> tuple[int, int]:
    return cue.start, cue.end


def unmasked(cues: Sequence[Cue], label: str = "mask") -> list[Cue]:
    """The cues without the masks and without what lies inside a longer mask (``能`` in ``功能``)."""
    masks = Placed((cue for cue in cues if cue.label == label), _span)
    return [
        cue
        for cue in cues
        if cue.label != label
        and not any(
            mask.start <= cue.start and cue.end <= mask.end and cue.end - cue.start < mask.end - mask.start
            for mask in masks.around(cue.start, cue.end)
        )
    ]


def turned(cues: Sequence[Cue], turns: Sequence[Turn], lower: str) -> list[Cue]:
    """The cues, some with another label because of what stands before them: ``not signed`` is ``unsigned``."""
    by_name: dict[str, list[Cue]] = {}
    for cue in cues:
        by_name.setdefault(cue.label, []).append(cue)
    places = {label: Placed(by_name[label], _span) for label in {turn.after for turn in turns} & by_name.keys()}
    by_label: dict[str, list[Turn]] = {}
    for turn in turns:
        by_label.setdefault(turn.label, []).append(turn)
    made = []
    for cue in cues:
        turning = by_label.get(cue.label)
        made.append(_turned(cue, turning, places, lower) if turning else cue)
    return sorted(made, key=lambda cue: cue.start)


def _turned(cue: Cue, turns: Sequence[Turn], places: Mapping[str, Placed[Cue]], lower: str) -> Cue:
    """The cue with the label that a word shortly before it gives it, if one does."""
    for turn in turns:
        reach = turn.within if lower[cue.start] < CJK else turn.within_zh
        near = places.get(turn.after)
        for other in near.around(cue.start, cue.start - reach) if near is not None else ():
            if 0 <= cue.start - other.end <= reach and not STOP.search(lower, other.end, cue.start):
                return Cue(other.start, cue.end, turn.becomes)
    return cue


def first_fitting(rules: Sequence[Rule], cues: Sequence[Cue]) -> Finding | None:
    """The first rule that fits the cues of one unit of text."""
    labels = {cue.label for cue in cues}
    for rule in rules:
        if rule.unless.isdisjoint(labels) and not any(need.isdisjoint(labels) for need in rule.needs):
            chosen = fit(rule, cues)
            if chosen:
                return Finding(rule, chosen)
    return None


def fit(rule: Rule, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues that fill the needs of a rule as it wants them to stand, closest together; empty if none do."""
    best: tuple[Cue, ...] = ()
    for first in (cue for cue in cues if cue.label in rule.needs[0]):
        chosen = _from(first, rule, cues)
        if chosen and (not best or _reach(chosen) < _reach(best)):
            best = chosen
    return best


def _from(first: Cue, rule: Rule, cues: Sequence[Cue]) -> tuple[Cue, ...]:
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


def word_end(lower: str, end: int) -> int:
    """The end of the Latin word in which a position lies."""
    while end < len(lower) and lower[end].isascii() and lower[end].isalnum():
        end += 1
    return end
