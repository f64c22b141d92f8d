"""The notes that a Bundle holds: documents, reports and narratives, each a text of its own. Reads no coded entry."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from assistant.errors import InputError
from assistant.files.fhir import values
from assistant.files.fhir.bundle import Bundle, Resource
from assistant.files.fhir.lines import LeftOut
from assistant.files.pieces import Piece

_CURRENT = "current"
_WITHDRAWN = frozenset(("entered-in-error", "cancelled", "registered", "preliminary", "unknown"))
_PREFERRED = ("text/plain", "text/markdown", "text/html", "application/xhtml+xml", "docx", "application/pdf")


def notes(bundle: Bundle, name: str, decode: Callable[[bytes, str], str]) -> Iterator[Piece | LeftOut]:
    """Every note, or why it is not read; ``decode`` makes text of the bytes of a plain one."""
    for entry in bundle.of("DocumentReference"):
        if entry.get("status") != _CURRENT or entry.get("docStatus") == "entered-in-error":
            yield LeftOut("DocumentReference", "withdrawn")
            continue
        attached = [each.get("attachment") or {} for each in entry.get("content") or ()]
        context = (entry.get("context") or {}).get("period")
        day = next(filter(None, (*values.period(context)[::-1], values.day(entry.get("date")))), "")
        title = values.one_line(entry.get("description")) or values.concept(entry.get("type"))
        yield _first(attached, title, day, bundle, name, decode)
    for entry in bundle.of("DiagnosticReport"):
        yield from _report(entry, bundle, name, decode)
    for entry in bundle.of("Composition"):
        yield from _narrative(entry)


def _report(
    entry: Resource, bundle: Bundle, name: str, decode: Callable[[bytes, str], str]
) -> Iterator[Piece | LeftOut]:
    day = values.day(entry.get("effectiveDateTime")) or values.period(entry.get("effectivePeriod"))[1]
    title = values.concept(entry.get("code"))
    if entry.get("status") in _WITHDRAWN:
        yield LeftOut("DiagnosticReport", "withdrawn")
        return
    if entry.get("conclusion"):
        yield _piece(title, str(entry["conclusion"]) + "\n", day)
    if entry.get("presentedForm"):
        yield _first(entry["presentedForm"], title, day, bundle, name, decode)


def _narrative(entry: Resource) -> Iterator[Piece | LeftOut]:
    """The sections that are told in words only; of the others the words repeat the entries."""
    if entry.get("status") in _WITHDRAWN:
        yield LeftOut("Composition", "withdrawn")
        return
    parts = []
    for section in _sections(entry.get("section"), 0):
        told = (section.get("text") or {}).get("div")
        if told and not section.get("entry"):
            parts.append("\n".join(filter(None, (values.one_line(section.get("title")), values.html_text(str(told))))))
    if parts:
        yield _piece(values.one_line(entry.get("title")), "\n".join(parts), values.day(entry.get("date")))


def _sections(listed: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    for section in listed or ():
        yield section
        if depth < 8:
            yield from _sections(section.get("section"), depth + 1)


def _first(
    attached: list[Mapping[str, Any]],
    title: str,
    day: str,
    bundle: Bundle,
    name: str,
    decode: Callable[[bytes, str], str],
) -> Piece | LeftOut:
    """The first of several forms of one document that can be read, plain text before pages."""
    why = "nothing_said"
    for item in sorted(attached, key=_rank):
        data = item.get("data")
        if data is None and item.get("url"):
            found = bundle.by_reference.get(str(item["url"]))
            data = found.get("data") if found and found["resourceType"] == "Binary" else None
        if data is None:
            why = "not_in_file"
            continue
        try:
            text = _text(
                base64.b64decode("".join(str(data).split()), validate=True),
                str(item.get("contentType") or ""),
                name,
                decode,
            )
        except (binascii.Error, ValueError):  # an input error is one: the attachment cannot be read
            why = "not_readable"
            continue
        return _piece(title or values.one_line(item.get("title")), text, day or values.day(item.get("creation")))
    return LeftOut(title or "DocumentReference", why)


def _rank(item: Mapping[str, Any]) -> int:
    kind = str(item.get("contentType") or "").lower()
    return next((index for index, known in enumerate(_PREFERRED) if known in kind), len(_PREFERRED))


def _text(data: bytes, kind: str, name: str, decode: Callable[[bytes, str], str]) -> str:
    """The text of an attachment.

    Raises:
        InputError: it is of a form that is not read, damaged, protected, or has no text.
    """
    from assistant.files import rendered

    made = rendered(data, "", decode)
    if made:
        return "\n".join(piece.text for piece in made.pieces)
    if kind and not any(word in kind.lower() for word in ("text", "html", "xml", "octet-stream")):
        raise InputError("no_text", name=name)
    text = decode(data, name)
    return values.html_text(text) if "html" in kind.lower() else text


def _piece(title: str, text: str, day: str) -> Piece:
    on = None
    with suppress(ValueError):
        on = date.fromisoformat(day)
    return Piece(title, text, else_on=on)
