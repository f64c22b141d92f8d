"""A FHIR Bundle as texts: its coded entries as one, those that lack a day as another, each of its notes as its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from assistant.errors import InputError
from assistant.files.fhir.bundle import Bundle, open_bundle
from assistant.files.fhir.lines import LeftOut, Line, lines, words_in
from assistant.files.fhir.notes import notes
from assistant.files.fhir.values import concept
from assistant.files.pieces import MAX_CHARACTERS, Piece

_MOST_NOTES = 400


def bundle_texts(
    data: bytes, name: str, decode: Callable[[bytes, str], str]
) -> tuple[tuple[Piece, ...], tuple[tuple[str, str], ...]]:
    """The texts of a Bundle, and what of it is in none of them: its kind or title, and why.

    Raises:
        InputError: it is no valid R4 Bundle of one patient, or says nothing.
    """
    bundle = open_bundle(decode(data, name), name)
    lang = _language(bundle)
    said = list(lines(bundle, lang))
    told = [line for line in said if isinstance(line, Line)]
    found = list(notes(bundle, name, decode))
    pieces = [
        Piece("", _text([line for line in told if not line.needs_day], lang), written_on=_day(bundle)),
        Piece("", _text([line for line in told if line.needs_day], lang), undated=True),
        *(piece for piece in found if isinstance(piece, Piece)),
    ]
    pieces = [piece for piece in pieces if piece.text.strip()]
    if not pieces:
        raise InputError("bundle_empty", name=name)
    if len(pieces) > _MOST_NOTES or sum(len(piece.text) for piece in pieces) > MAX_CHARACTERS:
        raise InputError("too_much_text", name=name)
    left = [*((each.what, each.why) for each in (*said, *found) if isinstance(each, LeftOut))]
    return tuple(pieces), (*left, *((kind, "not_read") for kind in bundle.others))


def _text(told: Iterable[Line], lang: str) -> str:
    """The lines under their headings, a blank line around each heading."""
    words = words_in(lang)
    sections: dict[str, list[str]] = {section: [] for section in words["sections"]}
    for line in told:
        item = words["item"].format(text=line.text)
        sections[line.section] += [item, *(words["remark"].format(text=remark) for remark in line.remarks)]
    blocks = ["\n".join([words["sections"][section], "", *items]) for section, items in sections.items() if items]
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _language(bundle: Bundle) -> str:
    """The language in which most of the entries are named."""
    fields = ("code", "medicationCodeableConcept", "vaccineCode", "valueCodeableConcept")
    names = [concept(entry.get(field)) for entry in bundle.entries for field in fields if entry.get(field)]
    chinese = sum(any("\u3400" <= char <= "\u9fff" for char in name) for name in names)
    return "zh" if names and chinese * 2 >= len(names) else "en"


def _day(bundle: Bundle) -> date | None:
    try:
        return date.fromisoformat(bundle.made_on or "")
    except ValueError:
        return None
