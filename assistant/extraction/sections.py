"""Cuts a note into headed sections. Reads no facts from them.

A heading stands on a line of its own, at the start of a line before a colon, dash, full stop or a date
("Labs 3/13/26"), or, with a colon, after a sentence on the same line (既往史：…家族史：…). What is not listed in
``data/sections.yaml`` is no heading, except a short line-start phrase in capitals: it ends the section before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Section
from assistant.extraction.resources import load_words
from rules.frozen import dataclass

_LEAD = r"[ \t]*(?:[【〖『「\[<#*=]+[ \t]*|(?:\d{1,2}|[一二三四五六七八九十]{1,3}|[A-Z])[.、)][ \t]*|[-•·●][ \t]*)?"
_LINE_HEAD = rf"^{_LEAD}(?P<name>[LETTER][^:\n\t。;]{{0,59}}?)[ \t]*(?P<sign>:|[】〗』」]|\]|$)"
_FIRST_WORDS = (
    rf"^{_LEAD}(?P<name>[LETTER][LETTER/&'-]*(?: [A-Za-z/&'-]+){{0,3}}?)"
    r"(?=[ \t]*(?:\.(?!\d)| -|[ \t]{2,}|\t|[ \t(]+\d{1,4}[-/.年 ]|$))"
)
_INLINE = r"(?<=[。;.】\])\s\"])(?P<name>[LETTER][LETTER/、&]{0,9}(?: [A-Za-z]+){0,3}):"
_EXTRAS = late(
    r"\s*(?:\([^)]*\)?|\[[^\]]*\]?|=+|\*+|#+|\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}日?)?|\d{1,2}:\d\d"
    r"|today|from today|today's)\s*"
)
_ANSWERED = late(r"\((?:-|\+|无|有|neg|nil|none|no)\)\s*$")
"""A line that answers itself is no heading: 过敏史(-)."""
_CARRIED = late(r"(?m)(?:^[ \t]*(?:>{2,} ?\S|> ?[A-Za-z\u4e00-\u9fff])[^\n]*(?:\n|$))+")
"""Lines quoted from an earlier note."""
CARRIED = "carried forward"
"""The title of such lines: what they call active was so then."""
_SPEAKER = late(r"(?m)^[ \t]*(?:patient|pt|患者|病人) ?:", re.IGNORECASE)
"""Who speaks in a conversation; once it is a heading, several times it is none."""
_NOTE_LINE = late(r"^[ \t]*={2,}[ \t]*NOTE[ \t]*:.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Kind:
    id: str
    subject: str
    temporality: str
    undated: bool


@dataclass(frozen=True, slots=True)
class _Head:
    start: int
    end: int
    title: str
    kind: _Kind
    inline: bool


_NOTE = _Kind("note", "patient", "current", False)
_OTHER = _Kind("other", "patient", "current", False)


@cache
def _patterns(*, chinese: bool) -> tuple[re.Pattern[str], ...]:
    """The forms of headings. A class of all Chinese characters takes long to compile: only for texts that have any."""
    letter = "A-Za-z\u4e00-\u9fff" if chinese else "A-Za-z"
    forms = (_LINE_HEAD, _FIRST_WORDS, _INLINE)
    return tuple(compiled(form.replace("LETTER", letter), re.MULTILINE) for form in forms)


@cache
def _kinds() -> tuple[Mapping[str, _Kind], Mapping[str, _Kind], tuple[tuple[str, _Kind], ...]]:
    """Section kinds by heading, by short heading, and by a word contained in a heading."""
    data = load_words("sections")
    long: dict[str, _Kind] = {}
    short: dict[str, _Kind] = {}
    by_id: dict[str, _Kind] = {}
    for name, entry in data["sections"].items():
        kind = _kind(name, entry)
        by_id[name] = kind
        for heading in (*entry.get("en", ()), *entry.get("zh", ())):
            long.setdefault(str(heading).lower(), kind)
        for heading in entry.get("short", ()):
            short[str(heading)] = kind
    contained = tuple((word, by_id[name]) for name, words in data["contains"].items() for word in words)
    return long, short, contained


def _kind(name: str, entry: Mapping[str, Any]) -> _Kind:
    return _Kind(
        name, entry.get("subject", "patient"), entry.get("temporality", "current"), bool(entry.get("undated", False))
    )


def find_sections(text: str) -> tuple[Section, ...]:
    """The sections of a normalised note in order, which together cover it."""
    heads = sorted(_heads(text), key=lambda head: (head.start, -head.end))
    sections: list[Section] = []
    at = 0
    previous = _Head(0, 0, "", _NOTE, False)
    for head in heads:
        if head.start < at:
            continue
        _close(text, sections, previous, head.start)
        previous, at = head, max(head.end, head.start + 1)
    _close(text, sections, previous, len(text))
    return tuple(sections) or (_section(_Head(0, 0, "", _NOTE, False), len(text)),)


def _close(text: str, sections: list[Section], head: _Head, end: int) -> None:
    """Add the section that ends here; one of few words gives way at its line's or paragraph's end."""
    if head.end == 0 and end == 0:
        return
    stop = end
    extent = _LINE if _answered_allergy(text, head) else _extent(head)
    if extent is not None:
        body = head.end + len(text[head.end : end]) - len(text[head.end : end].lstrip())
        limit = extent.search(text, body, end)
        stop = limit.start() + 1 if limit else end
    sections.append(_section(head, stop))
    if stop < end:
        sections.append(Section("note", "", stop, stop, end))


_PARAGRAPH = late(r"\n[ \t]*\n")
_LINE = late(r"\n")
_LETTER = late(r"\n[ \t]*\n(?=(?:I|She|He|We|They|This|Her|His|Many|Yours|Thank|My|With|Kind)\b)")


_LIST_GOES_ON = late(r"[^\n]*\n\s*(?:[-*•·]|\(?\d{1,2}[.)、])")


def _answered_allergy(text: str, head: _Head) -> bool:
    """Whether a Chinese head for allergies is answered in its own line, so that the next line is about other things."""
    if head.kind.id != "allergies" or not head.inline or head.title[:1] < "\u3400":
        return False
    return text[head.end : head.end + 40].split("\n")[0].strip() != "" and not _LIST_GOES_ON.match(text, head.end)


def _extent(head: _Head) -> re.Pattern[str] | None:
    """What ends a section before the next heading: ``None`` where nothing else does."""
    kind = head.kind
    if head.inline and kind.id in load_words("sections")["one_line"]:
        return _LINE
    if kind.subject != "patient" or kind.temporality == "hypothetical" or kind.id == "problem_list":
        return _PARAGRAPH
    if head.inline and kind.temporality == "past":
        return _PARAGRAPH
    return _LETTER


def _section(head: _Head, end: int) -> Section:
    kind = head.kind
    return Section(kind.id, head.title, head.start, head.end, end, kind.subject, kind.temporality, kind.undated)


def _heads(text: str) -> Iterator[_Head]:
    long = _kinds()[0]
    for match in _NOTE_LINE.finditer(text):
        yield _Head(match.start(), match.end(), "", _NOTE, False)
    spoken = len(_SPEAKER.findall(text)) > 1
    line_head, first_words, inline = _patterns(chinese=max(text, default="") >= "\u4e00")
    for match in line_head.finditer(text):
        kind = _line_kind(match["name"], match["sign"])
        if match["sign"] == "]" and "[" in match["name"]:
            continue
        if kind is not None and not (spoken and _SPEAKER.match(text, match.start())):
            yield _Head(match.start(), match.end(), match["name"], kind, match["sign"] != "")
    for match in first_words.finditer(text):
        name = match["name"]
        kind = long.get(name.lower())
        if kind is not None and kind.id != "consent" and _stands_out(text, match):
            yield _Head(match.start(), match.end(), name, kind, True)
        elif (
            len(name) > 3
            and name.isupper()
            and name.isascii()
            and text[match.end() : match.end() + 1] in (".", "\n", "")
        ):
            yield _Head(match.start(), match.end(), name, _OTHER, True)
    yield from _quoted(text)
    for match in inline.finditer(text):
        kind = long.get(match["name"].lower())
        chinese = not match["name"].isascii()
        if kind is not None and (chinese or (match["name"][0].isupper() and kind.temporality == "past")):
            yield _Head(match.start(), match.end(), match["name"], kind, True)


def _quoted(text: str) -> Iterator[_Head]:
    """Where lines quoted from an earlier note begin and end."""
    for match in _CARRIED.finditer(text) if ">" in text else ():
        yield _Head(match.start(), match.start(), CARRIED, _Kind("problem_list", "patient", "past", True), False)
        yield _Head(match.end(), match.end(), "", _NOTE, False)


def _stands_out(text: str, match: re.Match[str]) -> bool:
    """Whether a line's first words look like a heading: "FAMILY." or "Surgery. ", not "surgery - minor"."""
    name = match["name"]
    if name.isascii() and not name[0].isupper():
        return False
    return name.istitle() or name.isupper() or text[match.end() : match.end() + 1] != "."


def _line_kind(name: str, sign: str) -> _Kind | None:
    long, short, contained = _kinds()
    if _ANSWERED.search(name):
        return None
    bare = _EXTRAS.sub(" ", name).strip(" .-")
    low = bare.lower()
    kind = long.get(low) or long.get(low.removesuffix(" history").strip()) or long.get(re.sub(r"\s*\([^)]*\)", "", low))
    if kind is not None:
        return kind
    if sign == ":" and bare.lower() in short and bare.isascii():
        return short[bare.lower()]
    if sign and len(bare) <= 45 and "," not in bare:
        for word, found in contained:
            if re.search(rf"(?<![a-z]){word}(?![a-z])", low):
                return found
    if name.isupper() and name.isascii() and len(name) > 3 and not re.search(r"\d|\s\s", name):
        return _OTHER
    return None
