"""Writes down what a person said, as the text of a document, and remembers where each word of it stands."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from assistant.corrections.saying import CHOICES, DATES, FIELDS, Correction
from assistant.documents import Document
from assistant.extraction.drafts import Quote
from rules import catalogue, prepared
from rules.catalogue import Lang
from rules.dates import DateInterval
from rules.facts import Role

_WORDS = Path(__file__).with_name("words.yaml")


def table(lang: str) -> Mapping[str, str]:
    """The words of one language."""
    words: Mapping[str, Mapping[str, str]] = prepared.read(_WORDS, "the table begins with 'en:'")
    return words["zh" if lang == "zh" else "en"]


@dataclass(slots=True)
class Page:
    """A text in the making."""

    parts: list[str] = field(default_factory=list)
    length: int = 0

    def write(self, text: str) -> tuple[int, int]:
        """Append a text; where it stands."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start, self.length

    @property
    def text(self) -> str:
        """All that was written."""
        return "".join(self.parts)


def one_line(text: str) -> str:
    """What a person typed, without line ends: each correction is one line of its document."""
    return " ".join(text.split())


def write_line(page: Page, number: int, item: Correction, was: str) -> tuple[Quote, ...]:
    """One correction as a line; the quotes that the corrected fact rests on."""
    lang = cast(Lang, item.lang)
    words = table(item.lang)
    page.write(f"{number}. {catalogue.day(lang, item.on)}, {words['by'].format(by=one_line(item.by))}: ")
    start, _ = page.write(words[item.act].format(what=catalogue.label(lang, item.name)))
    quotes: list[Quote] = []
    for name in FIELDS[item.kind]:
        if (said := one_line(item.fields.get(name, ""))) or name in item.fields:
            page.write(f"{words['between']}{words.get(name, name)}{words['colon']}")
            shown = words.get(f"{name}_{said}", said) if (item.kind, name) in CHOICES else said
            place = page.write(shown or words["nothing"])
            if said and (role := _role(name)) is not None:
                quotes.append(Quote(*place, role=role))
    _, end = page.write("")
    if was:
        page.write(words["was"].format(was=one_line(was)))
    page.write("\n")
    return (Quote(start, end), *quotes)


def _role(name: str) -> Role | None:
    """The role of a field's words beside those of the whole line."""
    if name in DATES:
        return "date"
    roles: Mapping[str, Role] = {"unit": "unit", "upper_limit": "limit"}
    return roles.get(name)


def document(name: str, title: str, text: str, lang: str, source: str, written_on: DateInterval | None) -> Document:
    """The finished text as a document of the chart."""
    return Document(
        id=name,
        title=title,
        text=text,
        written_on=written_on,
        language=lang,
        source=source,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def free_name(stem: str, documents: Sequence[Document]) -> str:
    """A name that no note has."""
    taken: set[Any] = {note.id for note in documents}
    name, number = stem, 2
    while name in taken:
        name, number = f"{stem} ({number})", number + 1
    return name
