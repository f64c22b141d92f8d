"""The gate between what a reader claims and what the checker may use: words found, value in them, unit and date sound.

A draft whose quote is not in its document, or whose value is not in its quote, is rejected with a reason, whichever
reader claims it. Knows nothing about protocols.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from assistant.documents import Document
from assistant.extraction.dateforms import spelled_number
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.late import late
from assistant.extraction.text import normalise
from rules import units
from rules.dates import DateInterval
from rules.facts import KINDS, Evidence, FactBase, Measurement

_NUMBER = late(r"\d+(?:[.,]\d+)*")
_TITRE = late(r"1[:/](\d+)")
_POWER = late(r"(\d+(?:\.\d+)?)(?:[eE]|[x×*]10\^?)\+?(\d+)")
_RANGE = late(r"(\d+(?:\.\d+)?)(?:-|~|–|to)(\d+(?:\.\d+)?)")
_MEASURE_ONLY = ("limits_as_written",)


@dataclass(frozen=True, slots=True)
class Rejection:
    """A draft that did not pass, and why (a code, never the note's words)."""

    draft: DraftFact
    reason: str


def ground(
    drafts: Iterable[DraftFact], documents: Iterable[Document]
) -> tuple[tuple[FactBase, ...], tuple[Rejection, ...]]:
    """Facts with ids ``f1``, ``f2`` … in the drafts' order, and what was rejected."""
    texts = {document.id: document for document in documents}
    facts: list[FactBase] = []
    rejected: list[Rejection] = []
    names: dict[str, str] = {}
    for draft in drafts:
        result = _fact(draft, texts, f"f{len(facts) + 1}")
        if isinstance(result, str):
            rejected.append(Rejection(draft, result))
            continue
        if draft.draft_id:
            names[draft.draft_id] = result.id
        facts.append(result)
    return tuple(_linked(fact, names) for fact in facts), tuple(rejected)


def _linked(fact: FactBase, names: Mapping[str, str]) -> FactBase:
    """Ids of drafts become ids of facts."""
    update: dict[str, Any] = {}
    if fact.supersedes:
        update["supersedes"] = tuple(names.get(item, item) for item in fact.supersedes)
    if type(fact) is Measurement and fact.derived_from:
        update["derived_from"] = tuple(names.get(item, item) for item in fact.derived_from)
    return fact.model_copy(update=update) if update else fact


def _fact(draft: DraftFact, texts: Mapping[str, Document], fact_id: str) -> FactBase | str:
    document = texts.get(draft.document)
    if document is None:
        return "document_unknown"
    evidence = [_evidence(quote, draft, texts) for quote in draft.quotes]
    if not evidence or any(item is None for item in evidence):
        return "quote_not_found"
    found = tuple(item for item in evidence if item is not None)
    fields: dict[str, Any] = {key: value for key, value in draft.fields.items() if not _unbounded(value)}
    if draft.kind == "measurement":
        measured = _measured(draft, found)
        if isinstance(measured, str):
            return measured
        fields = measured
    try:
        fact: FactBase = _FACTS[draft.kind](
            {
                **fields,
                "kind": draft.kind,
                "id": fact_id,
                "name": draft.name,
                "evidence": found,
                "source": draft.source,
                "subject": draft.subject,
                "certainty": draft.certainty,
                "written_on": document.written_on,
            }
        )
        return fact
    except ValidationError as error:
        return f"field_{'_'.join(str(part) for part in error.errors()[0]['loc'])}"


def _unbounded(value: object) -> bool:
    """A date of which neither end is known says nothing."""
    return isinstance(value, DateInterval) and value.earliest is None and value.latest is None


# What checks a model's fields, without what a model's own methods do around it: a note has hundreds of quotes.
_EVIDENCE = TypeAdapter(Evidence).validator.validate_python
_FACTS = {kind: TypeAdapter(model).validator.validate_python for kind, model in KINDS.items()}


def _evidence(quote: Quote, draft: DraftFact, texts: Mapping[str, Document]) -> Evidence | None:
    document = texts.get(quote.document or draft.document)
    if document is None:
        return None
    start, end = (quote.start, quote.end) if quote.start >= 0 else _search(quote.text or "", document.text)
    if not 0 <= start < end <= len(document.text):
        return None
    words = document.text[start:end]
    if quote.text is not None and _loose(quote.text) != _loose(words):
        return None
    found: Evidence = _EVIDENCE(
        {"document": document.id, "role": quote.role, "start": start, "end": end, "quote": words}
    )
    return found


def _loose(text: str) -> str:
    """Only case and white space are forgiven."""
    return re.sub(r"\s+", " ", text).strip().lower()


def _search(words: str, text: str) -> tuple[int, int]:
    """Where the words stand; a quote that fits nowhere, or in two places, is not found."""
    pattern = r"\s+".join(re.escape(part) for part in words.split())
    hits = list(re.finditer(pattern, text, re.IGNORECASE)) if pattern else []
    return hits[0].span() if len(hits) == 1 else (-1, -1)


def _measured(draft: DraftFact, evidence: tuple[Evidence, ...]) -> dict[str, Any] | str:
    """The fields of a measurement with numbers in the canonical unit, or why it can't be."""
    fields = {key: value for key, value in draft.fields.items() if key not in _MEASURE_ONLY and not _unbounded(value)}
    limits = draft.fields.get("limits_as_written") or ("", "")
    if all(fields.get(key) is None for key in ("value", "low", "high")):
        fields |= _parsed(str(fields.get("value_as_written") or ""))
    value, low, high = (fields.get(key) for key in ("value", "low", "high"))
    numbers = [number for number in (value, low, high) if isinstance(number, int | float | Decimal | str)]
    numbers = [number for number in numbers if _decimal(number) is not None]
    if not numbers:
        return fields if value is not None or fields.get("validity") == "pending" else "no_value"
    if not fields.get("derived_from") and not _in_quote(draft, numbers, evidence):
        return "value_not_in_quote"
    unit = _unit_for(draft, [number for number in map(_decimal, numbers) if number is not None])
    if unit is None and units.units_of(draft.name):
        return "unit_unknown"
    for key in ("value", "low", "high"):
        number = _decimal(fields.get(key))
        if number is not None:
            fields[key] = float(number) if unit is None or unit.kept else units.convert(number, unit)
    fields["unit"] = _kept(unit) if unit is not None and unit.kept else units.canonical_unit(draft.name)
    for key, text in zip(("lower_limit", "upper_limit"), limits, strict=True):
        number = _decimal(fields.get(key) if fields.get(key) is not None else text)
        if number is not None:
            fields[key] = float(number) if unit is None or unit.kept else units.convert(number, unit)
    if not all(_sound(draft.name, fields.get(key)) for key in ("value", "low", "high")) and not (
        unit is not None and unit.kept
    ):
        return "value_implausible"
    return fields


def _parsed(text: str) -> dict[str, Decimal]:
    """The number, titre or range that a text means."""
    text = normalise(text).replace(" ", "")
    titre = _TITRE.fullmatch(text)
    if titre:
        return {"value": Decimal(titre[1])}
    power = _POWER.fullmatch(text)
    if power:
        return {"value": Decimal(power[1]) * Decimal(10) ** int(power[2])}
    span = _RANGE.fullmatch(text)
    if span:
        return {"low": Decimal(span[1]), "high": Decimal(span[2])}
    number = _decimal(text)
    return {} if number is None else {"value": number}


def _kept(unit: units.Unit) -> str:
    """The unit of a value that is not converted: copies in UCUM's spelling, else as it is written."""
    return "{copies}/mL" if "cop" in unit.text.lower() or "拷贝" in unit.text else unit.text


def _sound(name: str, value: object) -> bool:
    return not isinstance(value, int | float) or (math.isfinite(value) and units.plausible(name, float(value)))


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or value is None:
        return None
    try:
        number = Decimal(str(value).replace(",", "").strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _unit_for(draft: DraftFact, numbers: list[Decimal]) -> units.Unit | None:
    written = str(draft.fields.get("unit_as_written") or draft.fields.get("unit") or "")
    if written:
        return units.find(draft.name, _plain(written))
    return units.guess(draft.name, numbers[0])


@lru_cache(maxsize=1024)
def _plain(unit: str) -> str:
    """A unit as written, in plain characters; a few spellings make up nearly all."""
    return normalise(unit)


def _in_quote(draft: DraftFact, numbers: Iterable[object], evidence: tuple[Evidence, ...]) -> bool:
    """Whether every number stands in a quote with the role of a value."""
    words = " ".join(item.quote for item in evidence if item.role == "value")
    as_written = str(draft.fields.get("value_as_written") or "")
    if as_written and as_written.isascii() and as_written in words and words.isprintable():
        return True  # as most are; what follows finds it under other spellings of signs and blanks too
    text = normalise(words)
    if as_written and _loose(normalise(as_written)) in _loose(text):
        return True
    present = {_decimal(match) for match in _NUMBER.findall(text)}
    if all(_decimal(number) in present for number in numbers):
        return True
    return len(evidence) > 1 and [_decimal(number) for number in numbers] == [_sum_of(evidence)]


def _sum_of(evidence: tuple[Evidence, ...]) -> Decimal:
    """The items of a score added up: the last number of each quote."""
    words = [normalise(item.quote) for item in evidence if item.role == "value"]
    return sum((_last_number(text) for text in words), Decimal(0))


def _last_number(text: str) -> Decimal:
    numbers = _NUMBER.findall(text)
    if numbers:
        return _decimal(numbers[-1]) or Decimal(0)
    spelled = spelled_number(text[-1:])
    return Decimal(spelled or 0)
