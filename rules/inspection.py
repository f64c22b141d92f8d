"""What is doubtful about a protocol that can be read, and what of it is left to a person.

Clauses that can never be true or false, contradictions, limits that no patient reaches, windows of nothing, words that
mean nothing here.

Looks at the protocol alone, never at a chart. Every doubt is certain: a rule is tried with each truth of its parts
and each value that the limits tell apart, so "never" means never. What it does not find may still be wrong.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import product
from typing import Any, Literal, get_args

from rules import catalogue, limits, terminology
from rules.intervals import Interval, at_least, at_most, less_than, more_than
from rules.predicates.base import Predicate
from rules.predicates.logic import AllOf, AnyOf, KnownBy, Node, NotOf, Readings
from rules.predicates.measured import Measured
from rules.predicates.open import ToDo
from rules.predicates.people import Age, LeftToPerson, Sex, Stated
from rules.protocol import Criterion, Protocol
from rules.truth import Truth, all_of, any_of, not_, of
from rules.windows import Span

Code = Literal[
    "never_true",
    "never_false",
    "implausible_limit",
    "empty_window",
    "contradiction",
    "mirrored",
    "wrong_kind",
    "unknown_statement",
    "no_record",
]
CODES: tuple[str, ...] = get_args(Code)
_COMPARE = {"at_most": at_most, "at_least": at_least, "more_than": more_than, "less_than": less_than}
_AGES = (0.0, 120.0)
_MANY = 4096
"""A rule with more cases than this is not tried out."""
_SPANS = ("within", "borderline_within", "for_at_least", "for_more_than")
_KINDS: Mapping[str, tuple[str, ...]] = {
    "Has": ("condition", "procedure"),
    "Recorded": ("condition",),
    "LatestState": ("condition",),
    "Measured": ("measurement",),
    "Received": ("treatment",),
    "Treated": ("treatment",),
    "DailyDose": ("treatment",),
    "StableDose": ("treatment",),
}
"""The kinds of facts that a predicate looks at: of another kind it would never find one."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One thing to look at: its code, the criteria, and what the sentence needs."""

    code: Code
    ids: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Left:
    """What of a criterion is left to a person, in each language; ``whole`` where nothing else is asked."""

    id: str
    judge: Mapping[str, str]
    whole: bool


def inspect(protocol: Protocol, *, record: bool = True) -> tuple[Doubt, ...]:
    """What is doubtful, in the protocol's order; ``record`` says whether its registry record was at hand."""
    found: list[Doubt] = [] if record else [Doubt("no_record", ())]
    for name, text in protocol.windows.items():
        if _is_nothing(text):
            found.append(Doubt("empty_window", (), {"field": f"windows.{name}", "span": text}))
    for criterion in protocol.criteria:
        found += _alone(criterion)
    return (*found, *_together(protocol.criteria))


def left_to_people(protocol: Protocol) -> tuple[Left, ...]:
    """What no note decides: whole criteria that people decide, and parts that a person must judge."""
    found: list[Left] = []
    for criterion in protocol.criteria:
        judged = [leaf for leaf in leaves(criterion.node) if isinstance(leaf, LeftToPerson)]
        alone = isinstance(criterion.node, LeftToPerson)
        found += [Left(criterion.id, judge, alone) for judge in _once(leaf.judge for leaf in judged)]
        if criterion.decided_by_people and not judged:
            found.append(Left(criterion.id, criterion.ask, True))
    return tuple(found)


def left_to_encode(protocol: Protocol) -> tuple[str, ...]:
    """The criteria that have no rule yet, or only a part of one."""
    return tuple(
        criterion.id
        for criterion in protocol.criteria
        if any(isinstance(leaf, ToDo) for leaf in leaves(criterion.node))
    )


def _once(judges: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    seen: list[Mapping[str, str]] = []
    for judge in judges:
        if judge not in seen:
            seen.append(judge)
    return seen


def leaves(node: Node) -> Iterator[Predicate]:
    """The single predicates of a rule, in its order."""
    if isinstance(node, AllOf | AnyOf | KnownBy):
        for part in node.parts:
            yield from leaves(part)
    elif isinstance(node, NotOf):
        yield from leaves(node.part)
    elif isinstance(node, Readings):
        for _, part in node.parts:
            yield from leaves(part)
    elif isinstance(node, Predicate):
        yield node


def _alone(criterion: Criterion) -> Iterator[Doubt]:
    """What is doubtful about one criterion by itself."""
    ids = (criterion.id,)
    nodes = [node for node in (criterion.when, criterion.applies_when) if node is not None]
    for leaf in (leaf for node in nodes for leaf in leaves(node)):
        yield from (Doubt(code, ids, data) for code, data in _leaf(leaf))
    for reading, node in _readings(criterion.node):
        truths = {truth for _, truth in _cases(node)}
        for code, truth in (("never_true", Truth.TRUE), ("never_false", Truth.FALSE)):
            if truths and truth not in truths and not isinstance(node, LeftToPerson):
                yield Doubt("never_true" if code == "never_true" else "never_false", ids, {"reading": reading})


def _leaf(leaf: Predicate) -> Iterator[tuple[Code, dict[str, Any]]]:
    """What is doubtful about a predicate by itself."""
    for name in _SPANS:
        text = getattr(leaf, name, None)
        spans = getattr(text, "longest_of", (text,))
        if any(isinstance(span, str) and _is_nothing(span) for span in spans):
            yield "empty_window", {"field": name, "span": " / ".join(map(str, spans))}
    if isinstance(leaf, Measured) and (asked := _asked(leaf)) is not None and not asked[0][2]:
        _, how, limit, (low, high) = asked
        if len({_COMPARE[how](Interval.of(value), Interval.of(limit)) for value in _around(low, high, [limit])}) == 1:
            yield "implausible_limit", {"analyte": leaf.of, "limit": getattr(leaf, how), "range": f"{low:g}-{high:g}"}
    kinds = _KINDS.get(type(leaf).__name__)
    if kinds is not None:
        concepts = terminology.load().concepts
        names = getattr(leaf, "of", ())
        for name in (names,) if isinstance(names, str) else names:
            kind = concepts[name].kind if name in concepts else None
            if kind is not None and kind not in kinds:
                yield "wrong_kind", {"what": name, "kind": kind}
    if isinstance(leaf, Stated) and leaf.of not in statements():
        close = get_close_matches(leaf.of, statements(), n=1)
        yield "unknown_statement", {"name": leaf.of, "close": close[0] if close else ""}


def statements() -> list[str]:
    """The statements that a note can make: those that the messages have sentences for."""
    reasons = catalogue.catalogue("en")["reasons"]
    clear = [code.removesuffix("_yes") for code in reasons if code.endswith("_yes")]
    return sorted(name for name in clear if f"{name}_no" in reasons)


def _is_nothing(text: str) -> bool:
    try:
        return Span.parse(text, half_life=(1.0, 1.0)) == Span()
    except ValueError:
        return False  # the name of a window, which is looked at where it is set


# Trying out: each question of a rule gets every answer that its limits tell apart.

_Key = tuple[str, ...]
_Answers = Mapping[_Key, Any]


def _asked(leaf: Predicate) -> tuple[_Key, str, float, tuple[float, float]] | None:
    """A numeric question: what is asked, how it is compared, with which limit, and what a patient can have."""
    if isinstance(leaf, Measured):
        how = next((name for name in _COMPARE if getattr(leaf, name) is not None), None)
        if how is None:
            return None
        number, unit = limits.parse(str(getattr(leaf, how)))
        concept = terminology.load().concepts.get(leaf.of)
        plausible = None if concept is None else concept.data.get("plausible")
        scale = unit if unit in (limits.UPPER_LIMIT, limits.COPIES) else ""
        span = (0.0, math.inf) if plausible is None or scale else (float(plausible[0]), float(plausible[1]))
        return ("measurement", leaf.of, scale, str(leaf.within), leaf.before), how, number, span
    return None


def _questions(nodes: Sequence[Node]) -> dict[_Key, list[Any]]:
    """Every question of these rules with the answers to try."""
    numbers: dict[_Key, tuple[tuple[float, float], list[float]]] = {}
    plain: dict[_Key, list[Any]] = {}
    for leaf in (leaf for node in nodes for leaf in leaves(node)):
        asked = _asked(leaf)
        if asked is not None:
            numbers.setdefault(asked[0], (asked[3], []))[1].append(asked[2])
        elif isinstance(leaf, Age):
            ends = [float(leaf.at_least), float(leaf.at_most)]
            numbers.setdefault(("age", leaf.on), (_AGES, []))[1].extend(ends)
        elif isinstance(leaf, Sex):
            plain[("sex",)] = ["female", "male"]
        elif isinstance(leaf, Stated):
            plain[("stated", leaf.of)] = ["yes", "no"]
        elif isinstance(leaf, Measured):
            plain[_sign(leaf)] = ["positive", "negative"]
        else:
            plain[_whole(leaf)] = [Truth.TRUE, Truth.FALSE]
    for key, (span, ends) in numbers.items():
        plain[key] = _around(*span, ends)
    return plain


def _sign(leaf: Measured) -> _Key:
    return ("sign", leaf.of, str(leaf.within), leaf.before, str(leaf.ever))


def _whole(leaf: Predicate) -> _Key:
    if isinstance(leaf, ToDo):
        return ("ToDo", str(id(leaf)))  # what is not encoded yet says nothing of any other
    return (type(leaf).__name__, leaf.model_dump_json())


def _around(low: float, high: float, ends: Sequence[float]) -> list[float]:
    """Values on, just below and just above each limit, as far as a patient can have them, and both ends."""
    tops = [high] if math.isfinite(high) else [max(ends, default=1.0) * 2 + 1]
    near = {low, *tops}
    for end in ends:
        step = max(abs(end), 1.0) * 1e-6 if end else 1e-6
        near |= {value for value in (end - step, end, end + step) if low <= value <= high}
    return sorted(near)


def _cases(*nodes: Node) -> Iterator[tuple[tuple[Truth, ...], Truth]]:
    """The truths of the rules in every case, and of the first of them; nothing where there are too many cases."""
    questions = _questions(nodes)
    if math.prod(len(values) for values in questions.values()) > _MANY:
        return
    names = list(questions)
    for values in product(*questions.values()):
        answers = dict(zip(names, values, strict=True))
        truths = tuple(_truth(node, answers) for node in nodes)
        yield truths, truths[0]


def _truth(node: Node, answers: _Answers) -> Truth:
    if isinstance(node, AllOf):
        return all_of(_truth(part, answers) for part in node.parts)
    if isinstance(node, AnyOf | KnownBy | Readings):
        parts = [part for _, part in node.parts] if isinstance(node, Readings) else node.parts
        return any_of(_truth(part, answers) for part in parts)
    if isinstance(node, NotOf):
        return not_(_truth(node.part, answers))
    assert isinstance(node, Predicate)
    asked = _asked(node)
    if asked is not None:
        key, how, limit, _ = asked
        return _COMPARE[how](Interval.of(answers[key]), Interval.of(limit))
    if isinstance(node, Age):
        return of(node.at_least <= answers[("age", node.on)] < node.at_most + 1)
    if isinstance(node, Sex):
        return of(answers[("sex",)] == node.is_)
    if isinstance(node, Stated):
        return of(answers[("stated", node.of)] == node.is_)
    if isinstance(node, Measured):
        return of(answers[_sign(node)] == node.is_)
    truth: Truth = answers[_whole(node)]
    return truth


def _readings(node: Node) -> list[tuple[str, Node]]:
    """The rule once for each way to read it where the whole is read in several ways, else the rule."""
    return list(node.parts) if isinstance(node, Readings) else [("", node)]


def _together(criteria: Sequence[Criterion]) -> Iterator[Doubt]:
    """Pairs of which a patient can never pass both, and an exclusion that only mirrors an inclusion."""
    plain = [one for one in criteria if one.applies_when is None and not isinstance(one.node, ToDo)]
    rules = [(one, _wanted(one)) for one in plain if not _has_readings(one.node)]
    asked = [set(_questions([node])) for _, node in rules]
    for number, (first, rule) in enumerate(rules):
        for other in range(number + 1, len(rules)):
            second, rival = rules[other]
            if not asked[number] & asked[other]:
                continue
            cases = [truths for truths, _ in _cases(rule, rival)]
            alone = all(any(case[side] is Truth.TRUE for case in cases) for side in (0, 1))
            if cases and alone and (Truth.TRUE, Truth.TRUE) not in cases:
                yield Doubt("contradiction", (first.id, second.id))
            elif cases and first.kind != second.kind and all(one is two for one, two in cases):
                yield Doubt("mirrored", (first.id, second.id))


def _wanted(criterion: Criterion) -> Node:
    """What must hold for the criterion to pass."""
    return criterion.node if criterion.kind == "inclusion" else NotOf(criterion.node)


def _has_readings(node: Node) -> bool:
    if isinstance(node, Readings):
        return True
    if isinstance(node, NotOf):
        return _has_readings(node.part)
    return any(_has_readings(part) for part in getattr(node, "parts", ()))
