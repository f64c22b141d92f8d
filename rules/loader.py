"""Reads protocol and site files into models, and says what is wrong with them: file, line, field, did you mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from rules import prepared, records
from rules.errors import ProtocolError, UnknownProtocol
from rules.predicates import PREDICATES
from rules.predicates.logic import AllOf, AnyOf, KnownBy, Node, NotOf, Readings
from rules.protocol import Criterion, Protocol, SafetyNote
from rules.records import Record
from rules.terminology import Terminology
from rules.windows import Span

LOGIC = ("all", "any", "not", "known_by", "readings")
_JOINS = {"all": AllOf, "any": AnyOf, "known_by": KnownBy}
_CONCEPT_FIELDS = frozenset(
    [
        "of",
        "excluding",
        "doubt",
        "borderline",
        "partners",
        "not_partners",
        "base",
        "drugs",
        "known_as",
        "infections",
        "operations",
        "injuries",
        "disease",
        "manifestations",
        "ignoring",
        "oral_open",
        "suppressive",
        "score",
        "instead",
    ]
)
_SPAN_FIELDS = frozenset(("within", "borderline_within", "for_at_least", "for_more_than"))
Path_ = tuple[str | int, ...]
_M = TypeVar("_M", bound=BaseModel)


class _Fault(Exception):
    """A mistake at a place of the file; turned into a sentence with the line by the caller."""

    def __init__(self, path: Path_, message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


def unknown_protocol(name: str, known: list[str]) -> ProtocolError:
    """The error for a trial that is not there."""
    hint = _did_you_mean(name, known)
    sentence = f"There is no protocol {name!r}.{hint} Protocols here: {', '.join(known)}."
    return UnknownProtocol(sentence, name, tuple(known))


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches  # late: it is needed for a mistake only

    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f" Did you mean {close[0]!r}?" if close else ""


def read_protocol(file: Path, terms: Terminology) -> Protocol:
    """The protocol of one file, checked against the registry record beside it.

    Raises:
        ProtocolError: anything is wrong with the file or it does not agree with the record.
    """
    raw = prepared.read(file, "a protocol file begins with 'id:', 'title:' and 'criteria:'")
    try:
        protocol = _protocol(raw, file, terms)
        record = file.parent / "record.json"
        if record.is_file():
            check_coverage(protocol, records.read(record))
    except _Fault as fault:
        from rules import yamlfile  # late: the parser is needed for a mistake only

        line = yamlfile.line_of(file, fault.path)
        where = ".".join(str(part) for part in fault.path)
        raise ProtocolError(f"{file}, line {line}, {where or 'top'}: {fault.message}") from None
    return protocol


def _protocol(raw: dict[str, Any], file: Path, terms: Terminology) -> Protocol:
    data = dict(raw)
    criteria = data.get("criteria")
    if not isinstance(criteria, list) or not criteria:
        raise _Fault(("criteria",), "a protocol needs a list of criteria")
    scopes: dict[str, Node] = {}
    data["criteria"] = tuple(
        _criterion(item, ("criteria", number), terms, scopes) for number, item in enumerate(criteria)
    )
    notes = data.get("safety_notes") or []
    data["safety_notes"] = tuple(_note(item, ("safety_notes", number), terms) for number, item in enumerate(notes))
    ids = [criterion.id for criterion in data["criteria"]]
    twice = next((name for name in ids if ids.count(name) > 1), None)
    if twice is not None:
        raise _Fault(("criteria", len(ids) - 1 - ids[::-1].index(twice), "id"), f"the id {twice!r} stands twice")
    data.setdefault("reviewed", None)
    data.setdefault("preamble", [])
    data.setdefault("windows", {})
    for name, text in dict(data["windows"] or {}).items():
        _span(text, ("windows", name))
    _spans(raw["criteria"], ("criteria",), frozenset(data["windows"] or {}))
    return _build(Protocol, {**data, "source": str(file), "digest": prepared.content_hash(file)}, ())


def _span(text: Any, path: Path_) -> None:
    """A span of time must be one; half-lives are known only for a drug."""
    try:
        Span.parse(str(text), half_life=(1.0, 1.0))
    except ValueError as error:
        raise _Fault(path, str(error)) from None


def _spans(raw: Any, path: Path_, windows: frozenset[str]) -> None:
    """Every span and named window in a tree of predicates."""
    if isinstance(raw, list):
        for number, item in enumerate(raw):
            _spans(item, (*path, number), windows)
    elif isinstance(raw, dict):
        for key, value in raw.items():
            if key in _SPAN_FIELDS and isinstance(value, str) and value not in windows:
                _span(value, (*path, key))
            elif key == "longest_of" and isinstance(value, list):
                for text in value:
                    _span(text, (*path, key))
            else:
                _spans(value, (*path, key), windows)


def _build(model: type[_M], data: Mapping[str, Any], path: Path_) -> _M:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # A misspelt field is missing too: what is there by mistake says more than what is not.
        faults = error.errors()
        first = next((fault for fault in faults if fault["type"] == "extra_forbidden"), faults[0])
        place = tuple(first["loc"])
        field = str(place[0]) if place else ""
        if first["type"] == "extra_forbidden":
            known = [info.alias or name for name, info in model.model_fields.items()]
            message = f"there is no field {field!r} here.{_did_you_mean(field, known)} Fields: {', '.join(known)}."
        elif first["type"] == "missing":
            message = f"the field {field!r} is missing"
        else:
            message = f"{first['msg']}".removeprefix("Value error, ")
        raise _Fault((*path, *place), message) from None


def _criterion(raw: Any, path: Path_, terms: Terminology, scopes: dict[str, Node]) -> Criterion:
    """One criterion. Those of one scope (women of childbearing age) share it, so that a chart is asked once."""
    if not isinstance(raw, dict):
        raise _Fault(path, "a criterion is a mapping with id, kind, title, text and when")
    data = dict(raw)
    if isinstance(data.get("text"), str):
        data["text"] = (data["text"],)
    data["rule"] = {key: data[key] for key in ("when", "applies_when") if data.get(key) is not None}
    for key in ("when", "applies_when"):
        if data.get(key) is not None:
            data[key] = parse_node(data[key], (*path, key), terms)
    if data.get("applies_when") is not None:
        data["applies_when"] = scopes.setdefault(repr(data["rule"]["applies_when"]), data["applies_when"])
    return _build(Criterion, data, path)


def _note(raw: Any, path: Path_, terms: Terminology) -> SafetyNote:
    data = dict(raw)
    data["when"] = parse_node(data.get("when"), (*path, "when"), terms)
    return _build(SafetyNote, data, path)


def parse_node(raw: Any, path: Path_, terms: Terminology) -> Node:
    """One node of a tree of predicates: a mapping with a single key."""
    if not isinstance(raw, dict) or len(raw) != 1:
        raise _Fault(path, "write one predicate here, e.g. 'measurement: {of: hb, at_least: 80 g/L}', or all/any/not")
    name, value = next(iter(raw.items()))
    here = (*path, name)
    if name in _JOINS:
        if not isinstance(value, list) or not value:
            raise _Fault(here, f"'{name}' needs a list of predicates")
        parts = tuple(parse_node(item, (*here, number), terms) for number, item in enumerate(value))
        return cast(Node, _JOINS[name](parts))
    if name == "not":
        return NotOf(parse_node(value, here, terms))
    if name == "readings":
        return _readings(value, here, terms)
    if name not in PREDICATES:
        known = [*LOGIC, *PREDICATES]
        raise _Fault(here, f"there is no predicate {name!r}.{_did_you_mean(str(name), known)} Use: {', '.join(known)}.")
    data = _renamed(value if isinstance(value, dict) else {"of": value})
    predicate = _build(PREDICATES[name], data, here)
    _known_concepts(data, here, terms, name)
    return cast(Node, predicate)


def _readings(value: Any, path: Path_, terms: Terminology) -> Readings:
    if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not isinstance(value.get("of"), dict):
        raise _Fault(path, "'readings' needs an id and 'of': {name of the reading: predicate, …}")
    parts = tuple((str(name), parse_node(node, (*path, "of", name), terms)) for name, node in value["of"].items())
    return Readings(value["id"], parts)


def _renamed(data: Mapping[str, Any]) -> dict[str, Any]:
    """``is`` and a single ``of`` read better in YAML than the names that Python allows."""
    return {("is_" if key == "is" else key): value for key, value in data.items()}


def _known_concepts(data: Mapping[str, Any], path: Path_, terms: Terminology, predicate: str) -> None:
    if predicate == "stated":
        return
    for field in sorted(_CONCEPT_FIELDS & data.keys()):
        values = data[field] if isinstance(data[field], list) else [data[field]]
        for value in values:
            if isinstance(value, str) and value not in terms.concepts:
                hint = _did_you_mean(value, terms.concepts)
                raise _Fault((*path, field), f"the terminology has no concept {value!r}.{hint}")


def read_record(file: Path) -> str:
    """The eligibility text of a registry record, Markdown escapes removed.

    Raises:
        ProtocolError: the file is no record of the registry's API v2 with eligibility text.
    """
    return records.read(file).eligibility


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


_MARKS = re.compile(
    r"(?:[-–—•·●○▪*o]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|\d{1,2}|and|or|[\s,;:.。；，])+", re.IGNORECASE
)
"""What may be left between the texts: list marks and joining words."""


def check_coverage(protocol: Protocol, record: Record) -> None:
    """Every text is in the record, and nothing of its eligibility text is left over but list marks and punctuation."""
    whole = f" {_squeezed(record.eligibility)} "
    rest = list(whole)
    fields = {record.line("minimumAge", "maximumAge"), record.line("minimumAge"), record.line("maximumAge")}
    fields = (fields | {record.line("sex")}) - {""}
    texts: list[tuple[Path_, str]] = [(("preamble", number), text) for number, text in enumerate(protocol.preamble)]
    for number, criterion in enumerate(protocol.criteria):
        texts += [(("criteria", number, "text"), text) for text in criterion.text if text not in fields]
    for path, text in texts:
        if _squeezed(text) not in whole:
            raise _Fault(path, f"this text is not in the record: {_squeezed(text)[:60]!r}…")
    for words in {_squeezed(text) for _, text in texts}:
        for found in re.finditer(f"(?={re.escape(words)})", whole):  # overlapping ones too
            rest[found.start() : found.start() + len(words)] = "\x00" * len(words)
    left = [piece for piece in map(str.strip, "".join(rest).split("\x00")) if piece and not _MARKS.fullmatch(piece)]
    if left:
        raise _Fault(("criteria",), f"this eligibility text is in no criterion and no preamble: {left[0][:80]!r}")
