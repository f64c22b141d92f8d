"""Holds the facts read from general notes against their annotation: recall, precision, dates. Screens nobody.

``python -m eval.facts_suite`` scores ``eval/suites/facts/general.*.yaml``; with ``PATH.jsonl`` it scores notes with
entities as MedCalc-Bench has them (``{"id", "note", "entities": {"creatinine": [1.6, "mg/dL"]}}``), recall alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from eval.cases import CaseError
from eval.definitions.files import FOLDER, notes_of
from eval.definitions.marks import Annotation
from eval.definitions.models import FactsSuite, MarkedNote
from eval.report import table
from eval.scoring import Ratio
from eval.screened import read_facts
from rules.dates import DateInterval
from rules.facts import Demographic, FactBase, Measurement

GENERAL = "general"
ANY_DATE = "any"


@cache
def settings() -> Mapping[str, Any]:
    """What is scored, with which tolerance."""
    loaded: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    return loaded


class GoldFact(BaseModel):
    """One annotated value in canonical units; ``date`` null where the note gives none, ``any`` where it is unclear."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: float | str | None = None
    low: float | None = None
    high: float | None = None
    date: str | dict[str, str | None] | None = None
    quote: str

    @property
    def interval(self) -> DateInterval | None:
        return None if self.date in (None, ANY_DATE) else DateInterval.parse(self.date)


class GeneralNote(BaseModel):
    """A note with every value of the scored names annotated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: str
    text: str
    written_on: date | None
    facts: tuple[GoldFact, ...]

    @model_validator(mode="after")
    def _quotes_are_in_the_text(self) -> GeneralNote:
        lost = [fact.quote for fact in self.facts if fact.quote not in self.text]
        if lost:
            raise ValueError(f"the quote {lost[0]!r} is not in the note")
        names = {name for kind in settings()["scored"].values() for name in kind}
        strange = sorted({fact.name for fact in self.facts} - names)
        if strange:
            raise ValueError(f"the name {strange[0]!r} is not among the scored ones")
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A fact as far as it is scored."""

    name: str
    low: float | None
    high: float | None
    text: str | None
    date: DateInterval | None
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One annotated fact, one found fact, or a pair of them."""

    note: str
    language: str
    name: str
    gold: GoldFact | None
    found: Found | None

    @property
    def date_right(self) -> bool | None:
        """``None`` where there is no pair or the name has no date."""
        if self.gold is None or self.found is None or self.name in settings()["scored"]["demographic"]:
            return None
        return None if self.gold.date == ANY_DATE else same_date(self.gold.interval, self.found.date)


def load_general(folder: Path | None = None) -> tuple[GeneralNote, ...]:
    """The annotated notes about many diseases: ``eval/suites/facts/general.*.yaml``, or those of a folder.

    Raises:
        CaseError: there are none, or one cannot be used.
    """
    folder = folder or FOLDER / "facts"
    files = sorted(path.name for path in folder.glob("general.*.yaml"))
    if not files:
        raise CaseError(f"the folder {folder} holds no notes: expected general.en.yaml or general.zh.yaml")
    suite = FactsSuite(kind="facts", about="", files=tuple(files))
    return tuple(_general(note) for note in notes_of(suite, folder / "facts.yaml"))


def _general(note: MarkedNote) -> GeneralNote:
    text, marks = note.marked.text, note.marked.facts
    facts = [_gold(mark, text) for mark in marks]
    try:
        return GeneralNote(
            id=note.id, language=note.language, text=text, written_on=note.written_on, facts=tuple(facts)
        )
    except ValidationError as error:
        raise CaseError(f"{note.id}: {error.errors()[0]['msg']}") from error


def _gold(mark: Annotation, text: str) -> GoldFact:
    exact = mark.low if mark.low == mark.high else None
    return GoldFact(
        name=mark.name,
        value=mark.word if mark.word is not None else exact,
        low=None if exact is not None else mark.low,
        high=None if exact is not None else mark.high,
        date=ANY_DATE if mark.date_unclear else None if mark.date is None else mark.date.to_json(),
        quote=text[mark.start : mark.end],
    )


def scored_facts(facts: Iterable[FactBase]) -> tuple[Found, ...]:
    """The patient's own valid values of the scored names, each value of a date once."""
    names = {name for kind in settings()["scored"].values() for name in kind}
    kept: dict[tuple[Any, ...], Found] = {}
    for fact in facts:
        if fact.name not in names or fact.subject != "patient" or fact.certainty == "suspected":
            continue
        found = _found(fact)
        if found is not None:
            kept.setdefault((found.name, found.low, found.high, found.text, found.date), found)
    return tuple(kept.values())


def _found(fact: FactBase) -> Found | None:
    quote = next((item.quote for item in fact.evidence if item.role == "value"), "")
    if isinstance(fact, Demographic):
        number = float(fact.value) if isinstance(fact.value, int) else None
        text = fact.value if isinstance(fact.value, str) else None
        return Found(name=fact.name, low=number, high=number, text=text, date=None, quote=quote)
    if not isinstance(fact, Measurement) or fact.validity != "valid":
        return None
    if isinstance(fact.value, str):
        return Found(name=fact.name, low=None, high=None, text=fact.value, date=fact.date, quote=quote)
    low, high = _ends(fact)
    if low is None and high is None:
        return None
    return Found(name=fact.name, low=low, high=high, text=None, date=fact.date, quote=quote)


def _ends(fact: Measurement) -> tuple[float | None, float | None]:
    if not isinstance(fact.value, float):
        return fact.low, fact.high
    comparator = fact.comparator or ""
    return None if comparator.startswith("<") else fact.value, None if comparator.startswith(">") else fact.value


def same_number(one: float | None, other: float | None) -> bool:
    """Whether two ends of a value agree but for rounding."""
    if one is None or other is None:
        return one is other
    tolerance = settings()["tolerance"]
    return bool(abs(one - other) <= max(tolerance["absolute"], tolerance["relative"] * abs(other)))


def same_value(gold: GoldFact, found: Found) -> bool:
    """Whether the found value is the annotated one."""
    if isinstance(gold.value, str):
        return found.text == gold.value
    if gold.value is not None:
        return same_number(found.low, gold.value) and same_number(found.high, gold.value)
    return same_number(found.low, gold.low) and same_number(found.high, gold.high)


def same_date(gold: DateInterval | None, found: DateInterval | None) -> bool:
    """Whether the found date is the annotated one, or for an annotated span lies inside it."""
    if gold is None or found is None:
        return gold is found
    if gold.day is not None:
        return found.day == gold.day
    inside_left = gold.earliest is None or (found.earliest is not None and found.earliest >= gold.earliest)
    inside_right = gold.latest is None or (found.latest is not None and found.latest <= gold.latest)
    return inside_left and inside_right


def judge(note: GeneralNote, found: Sequence[Found]) -> tuple[Judged, ...]:
    """Pair annotated and found facts by name and value, those of the same date or words first; each once."""
    open_found = list(found)
    judged: list[Judged] = []
    waiting = list(note.facts)
    for closeness in (2, 1, 0):
        for gold in list(waiting):
            match = next((item for item in open_found if _closeness(gold, item) >= closeness), None)
            if match is not None:
                open_found.remove(match)
                waiting.remove(gold)
                judged.append(Judged(note=note.id, language=note.language, name=gold.name, gold=gold, found=match))
    for gold in waiting:
        judged.append(Judged(note=note.id, language=note.language, name=gold.name, gold=gold, found=None))
    for item in open_found:
        if any(gold.name == item.name and _restated(gold, item) for gold in note.facts):
            continue
        judged.append(Judged(note=note.id, language=note.language, name=item.name, gold=None, found=item))
    return tuple(judged)


def _restated(gold: GoldFact, found: Found) -> bool:
    """The annotated value again: in another unit, or said twice."""
    return same_value(gold, found) and (gold.date == ANY_DATE or same_date(gold.interval, found.date))


def _closeness(gold: GoldFact, found: Found) -> int:
    """-1 for another value; else how much beside the value agrees (date, words)."""
    if gold.name != found.name or not same_value(gold, found):
        return -1
    words = bool(found.quote) and (found.quote in gold.quote or gold.quote in found.quote)
    return int(same_date(gold.interval, found.date)) + int(words)


def rates(items: Sequence[Judged]) -> tuple[Ratio, Ratio, Ratio]:
    """Recall, precision and how many dates of the found facts are right."""
    pairs = [item for item in items if item.gold is not None and item.found is not None]
    dates = [item.date_right for item in pairs if item.date_right is not None]
    return (
        Ratio(hits=len(pairs), total=sum(item.gold is not None for item in items)),
        Ratio(hits=len(pairs), total=sum(item.found is not None for item in items)),
        Ratio(hits=sum(dates), total=len(dates)),
    )


def _row(label: str, items: Sequence[Judged]) -> list[str]:
    return [label, *(_show(ratio) for ratio in rates(items))]


def _show(ratio: Ratio) -> str:
    return "-" if ratio.value is None else f"{ratio.value:.2f} ({ratio.hits}/{ratio.total})"


def print_general(judged: Sequence[Judged], *, wrong: bool = True) -> None:
    """Recall, precision and dates by language and name, then every miss and every fact that is not annotated."""
    core = set(settings()["core"])
    for language in sorted({item.language for item in judged}):
        mine = [item for item in judged if item.language == language]
        rows = [[f"facts, {language}", "recall", "precision", "dates right"], _row("all", mine)]
        rows.append(_row("core names", [item for item in mine if item.name in core]))
        rows += [_row(f"  {name}", [i for i in mine if i.name == name]) for name in sorted({i.name for i in mine})]
        print(table(rows) + "\n")
    if wrong:
        for item in judged:
            if line := _wrong(item):
                print(line)


def _wrong(item: Judged) -> str:
    if item.gold is None and item.found is not None:
        return f"not annotated: {item.note} {item.name} {_value(item.found)} {item.found.date} {item.found.quote!r}"
    if item.gold is not None and item.found is None:
        return f"missed: {item.note} {item.name} {item.gold.quote!r} {item.gold.date}"
    if item.date_right is False and item.gold is not None and item.found is not None:
        return f"date: {item.note} {item.name} {item.gold.quote!r}: gold {item.gold.date}, got {item.found.date}"
    return ""


def _value(found: Found) -> str:
    return found.text or (
        f"{found.low:g}" if found.low == found.high and found.low is not None else f"{found.low}..{found.high}"
    )


def score_entities(path: Path, extractor: str = "embedded") -> dict[str, list[tuple[str, bool]]]:
    """For each entity the notes that have it and whether its value was found.

    Raises:
        CaseError: the file cannot be read or a line has another shape.
    """
    results: dict[str, list[tuple[str, bool]]] = {}
    try:
        rows = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
        for row in rows:
            facts = scored_facts(read_facts(row["note"], str(row["id"]), None, extractor))
            for entity, value in row["entities"].items():
                gold = _entity(entity, value)
                if gold is not None:
                    hit = any(item.name == gold.name and same_value(gold, item) for item in facts)
                    results.setdefault(entity, []).append((str(row["id"]), hit))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"{path} is not a file of notes with entities: {type(error).__name__} {error}") from error
    return results


def _entity(entity: str, value: Any) -> GoldFact | None:
    known = settings()["entities"].get(entity)
    if known is None:
        return None
    if isinstance(value, str):
        return GoldFact(name=known["name"], value=value.lower(), quote="")
    number, unit = value
    factors = known["units"].get(unit) or known["units"].get(unit.lower())
    if factors is None:
        return None
    scale, offset = factors
    return GoldFact(name=known["name"], value=number * scale + offset, quote="")


def print_entities(results: Mapping[str, Sequence[tuple[str, bool]]]) -> None:
    """Recall by entity, and the notes in which each was missed."""
    flat = [hit for hits in results.values() for _, hit in hits]
    rows = [["entity", "recall", "missed in"], ["all", _show(Ratio(hits=sum(flat), total=len(flat))), ""]]
    for entity, hits in results.items():
        missed = ", ".join(note for note, hit in hits if not hit)
        rows.append([entity, _show(Ratio(hits=sum(hit for _, hit in hits), total=len(hits))), missed])
    print(table(rows))


def main(path: Path | None = None, *, extractor: str = "embedded", floor: bool = False) -> int:
    """Score the general notes, or those of a file; 1 for figures below the aims where that is asked for.

    Raises:
        CaseError: the notes cannot be used.
    """
    if path is not None:
        print_entities(score_entities(path, extractor))
        return 0
    judged = [
        item
        for note in load_general()
        for item in judge(note, scored_facts(read_facts(note.text, f"{note.id}.txt", note.written_on, extractor)))
    ]
    print_general(judged)
    return 1 if floor and _below(judged) else 0


def _below(judged: Sequence[Judged]) -> bool:
    aims = settings()["aims"]
    for language in {item.language for item in judged}:
        recall, precision, _ = rates([item for item in judged if item.language == language])
        if (recall.value or 0) < aims["recall"] or (precision.value or 0) < aims["precision"]:
            return True
    return False


def command(argv: Sequence[str] | None = None) -> int:
    """What ``python -m eval.facts_suite`` does."""
    parser = argparse.ArgumentParser(prog="python -m eval.facts_suite", description="Score the facts read from notes.")
    parser.add_argument("path", nargs="?", type=Path, help="a .jsonl of notes with entities")
    parser.add_argument("--extractor", default="embedded")
    parser.add_argument("--floor", action="store_true", help="exit 1 if a figure misses its aim")
    options = parser.parse_args(argv)
    try:
        return main(options.path, extractor=options.extractor, floor=options.floor)
    except CaseError as error:
        print(f"prescreen eval: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(command())
