"""Facts and what a person said of them into facts. Original facts stay in the chart, marked as superseded.

A corrected fact rests on the line of the document that writes the correction down; what was not corrected of it stays.
Numbers and units go through grounding like those of a note, so that nothing impossible comes in by this door.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from pydantic import ValidationError

from assistant.corrections.saying import CHOICES, DATES, Applied, Correction, as_typed, places
from assistant.corrections.spans import typed_span
from assistant.corrections.writing import Page, document, free_name, table, write_line
from assistant.documents import Document
from assistant.errors import InputError
from assistant.extraction.drafts import DraftFact, Quote
from assistant.grounding import ground
from assistant.screening import Extraction
from rules import catalogue, terminology
from rules.catalogue import Lang
from rules.dates import DateInterval
from rules.facts import KINDS, Evidence, FactBase, Measurement, fact_to_json

STEM = "corrections"
WITHDRAWN = "withdrawn"
"""The statement that takes a fact back: it names the fact in ``supersedes`` and says nothing else."""
_COMPARED = re.compile(r"([<>≤≥~]=?)?\s*(.*)", re.DOTALL)
_SIGNS: Mapping[str, str] = {"≤": "<=", "≥": ">="}
_QUALITIES: Mapping[str, str] = {
    "positive": "positive", "pos": "positive", "+": "positive", "阳性": "positive",
    "negative": "negative", "neg": "negative", "-": "negative", "阴性": "negative",
    "indeterminate": "indeterminate", "不确定": "indeterminate",
}  # fmt: skip
_CLASSES: Mapping[str, int] = {"I": 1, "II": 2, "III": 3, "IV": 4, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4}
_SEXES: Mapping[str, str] = {
    "female": "female",
    "f": "female",
    "女": "female",
    "male": "male",
    "m": "male",
    "男": "male",
}
_DENIED: Mapping[str, Any] = {
    "status": None, "onset": None, "resolved_on": None, "date": None, "started": None, "last_given": None,
    "changed": None, "stable_since": None, "dose": None, "recovered": None,
}  # fmt: skip


def correct(
    reading: Extraction, documents: Sequence[Document], said: Sequence[Correction]
) -> tuple[Extraction, tuple[Document, ...]]:
    """The reading with every correction applied, and the notes with the document that writes the corrections down.

    Raises:
        InputError: what was said of a field cannot be understood; nothing is applied then.
    """
    if not said:
        return reading, tuple(documents)
    name, page = free_name(STEM, documents), Page()
    where = {place: fact_id for fact_id, place in places(reading.facts).items()}
    by_id = {fact.id: fact for fact in reading.facts}
    lines = []
    for number, item in enumerate(said, 1):
        old = by_id.get(where.get(item.place, "")) if item.place else None
        whole = _whole(item, old)
        lines.append((whole, old, write_line(page, number, whole, old.evidence[0].quote if old else "")))
    latest = max(item.on for item in said)
    title = table(said[-1].lang)["corrections_title"]
    note = document(name, title, page.text, said[-1].lang, "correction", DateInterval.on(latest))
    made: list[FactBase] = []
    applied: list[Applied] = []
    for number, (item, old, quotes) in enumerate(lines, 1):
        lost = old is None and item.act != "add"
        fact = None if lost else _made(item, old, quotes, note).model_copy(update={"id": f"c{number}"})
        made += [] if fact is None else [fact]
        applied.append(Applied(item, old.id if old else None, fact.id if fact else None, name))
    return replace(reading, facts=(*reading.facts, *made), corrections=tuple(applied)), (*documents, note)


def _whole(item: Correction, old: FactBase | None) -> Correction:
    """A value is written down with its unit even where only one of them, or the limit, was typed."""
    if item.kind != "measurement" or old is None or not {"value", "unit", "upper_limit"} & item.fields.keys():
        return item
    known = {name: as_typed(old)[name] for name in ("value", "unit")}
    return replace(item, said=tuple({**known, **item.fields}.items()))


def _made(item: Correction, old: FactBase | None, quotes: tuple[Quote, ...], note: Document) -> FactBase:
    """The fact that a correction makes."""
    head: dict[str, Any] = {
        "name": item.name,
        "evidence": tuple(_evidence(quote, note) for quote in quotes),
        "source": "coordinator",
        "written_on": DateInterval.on(item.on),
    }
    if item.act == "withdraw":
        assert old is not None
        head |= {"name": WITHDRAWN, "evidence": head["evidence"][:1], "supersedes": (old.id,)}
        return KINDS["statement"].model_validate({**head, "value": "no"})
    fields, base = _fields(item), {} if old is None else _kept(old)
    certainty = fields.pop("certainty", old.certainty if old else "stated")
    if old is not None:
        head |= {"supersedes": (*old.supersedes, old.id), "subject": old.subject}
        head["written_on"] = old.written_on or head["written_on"]
    if certainty == "denied" and (old is None or old.certainty != "denied"):
        base = {key: value for key, value in base.items() if key not in _DENIED} | {"reach": "ever"}
        fields = {key: value for key, value in fields.items() if key not in _DENIED}
    elif old is not None and old.certainty == "denied" and certainty != "denied":
        base = {key: value for key, value in base.items() if key not in ("reach", "period", "others_only")}
    merged = {**base, **(_measured(item, old, quotes, note, fields) if item.kind == "measurement" else fields)}
    merged = {key: value for key, value in merged.items() if value is not None}
    try:
        return KINDS[item.kind].model_validate({**merged, **head, "certainty": certainty})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        raise InputError("correction_value", what=_label(item), text=item.fields.get(field, field)) from None


def _evidence(quote: Quote, note: Document) -> Evidence:
    words = note.text[quote.start : quote.end]
    return Evidence(document=note.id, role=quote.role, start=quote.start, end=quote.end, quote=words)


_HEAD = frozenset(
    ("id", "kind", "name", "evidence", "source", "subject", "certainty", "written_on", "supersedes",
     "unconfirmed", "disputed")
)  # fmt: skip


def _kept(old: FactBase) -> dict[str, Any]:
    """The fields of a fact that are not about where it was read."""
    return {key: value for key, value in fact_to_json(old).items() if key not in _HEAD}


def _label(item: Correction) -> str:
    return catalogue.label(cast(Lang, item.lang), item.name)


def _fields(item: Correction) -> dict[str, Any]:
    """What was typed, as the fields of a fact; those of a result that need its unit are left as they were typed."""
    found: dict[str, Any] = {}
    for name, text in item.said:
        text = text.strip()
        if name in DATES:
            span = typed_span(text) if text else None
            if text and span is None:
                raise InputError("correction_date", what=_label(item), text=text)
            found[name] = span
        elif name == "recovered":
            found[name] = {"yes": True, "no": False}.get(text)
        elif (item.kind, name) in CHOICES:
            found[name] = text or None
        elif item.kind == "demographic":
            found[name] = _person(item, text)
        else:
            found[name] = text or None
    if item.act == "add" and item.kind == "treatment":
        found.setdefault("class", _class_of(item.name))
    if item.act == "add" and item.kind == "procedure":
        concept = terminology.load().concepts.get(item.name)
        found.setdefault("major", concept.data.get("major") if concept else None)
    return found


def _class_of(name: str) -> str | None:
    concept = terminology.load().concepts.get(name)
    return None if concept is None else str(concept.data.get("class") or next(iter(concept.parents), "")) or None


def _person(item: Correction, text: str) -> Any:
    """An age, a sex or a birth date."""
    value: Any = None
    if item.name == "age":
        value = int(text) if text.isdecimal() and int(text) < 130 else None
    elif item.name == "sex":
        value = _SEXES.get(text.lower())
    else:
        value = typed_span(text)
    if value is None:
        raise InputError("correction_value", what=_label(item), text=text)
    return value


_AS_READ = ("value", "low", "high", "comparator", "unit", "value_as_written", "unit_as_written", "flag", "derived_from")


def _measured(
    item: Correction, old: FactBase | None, quotes: tuple[Quote, ...], note: Document, fields: dict[str, Any]
) -> dict[str, Any]:
    """The fields of a result that are other now: a typed value or unit is converted as if it stood in a note."""
    typed = {key: fields.pop(key) for key in ("value", "unit", "upper_limit") if key in fields}
    cleared: dict[str, Any] = dict.fromkeys(_AS_READ)
    if fields.get("validity") == "pending":
        return {**cleared, **fields}
    if not typed:
        return fields
    fields = {"validity": "valid", **fields}
    was = old if isinstance(old, Measurement) else None
    sign, bare = _compared(str(typed.get("value") or ""))
    if not bare:
        raise InputError("correction_value", what=_label(item), text=sign)
    if bare.lower() in _QUALITIES:
        return {**cleared, **fields, "value": _QUALITIES[bare.lower()], "value_as_written": bare}
    unit = typed.get("unit")
    written: dict[str, Any] = {"value_as_written": bare, "unit_as_written": unit, "comparator": sign or None}
    if bare.upper() in _CLASSES:
        written["value"] = _CLASSES[bare.upper()]
    limits = {"limits_as_written": ("", str(typed["upper_limit"] or ""))} if "upper_limit" in typed else {}
    draft = DraftFact(kind="measurement", name=item.name, document=note.id, quotes=quotes[:1], fields=written | limits)
    facts, _ = ground([draft], [note])
    if not facts:
        raise InputError("correction_value", what=_label(item), text=f"{sign}{bare} {unit or ''}".strip())
    read = {key: value for key, value in facts[0].model_dump().items() if key in (*_AS_READ, "upper_limit")}
    kept = {} if limits else {"upper_limit": was.upper_limit if was else None}
    return {**cleared, **fields, **read, **kept}


def _compared(text: str) -> tuple[str, str]:
    found = _COMPARED.fullmatch(text.strip())
    assert found is not None
    sign = found[1] or ""
    return _SIGNS.get(sign, sign), found[2].strip()
