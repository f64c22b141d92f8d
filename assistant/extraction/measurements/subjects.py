"""Says whose value it is where the note names another person. Knows nothing of what the value is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading, within
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scanning import around_any
from assistant.extraction.speakers import speaker

_OTHER_PATIENT = late(
    r"(?:another|other|different|wrong|fellow) (?:patient|participant)|belongs? to (?:another"
    r"|someone else|a different)|not (?:hers|his|this patient)"
    r"|他人|另一(?:名|位)?患者|同名患者|非本人|邻床|其他患者|隔壁|(?:同病房|同室)(?:的|病友|患者)"
)

_BACK_TO_OWN = late(
    r"本例|本人|本患者|(?<![a-z])(?:this patient|our patient|her own|his own|the patient's own)(?![a-z])"
)
_OF_A_BED = late(
    r"[^,;。\n]{0,12}?[为系是属归](?:于)?\s?\d{1,3}\s?(?:号)?床"
    r"|[^.;,\n]{0,24}?\b(?:is|was|belongs? to|is that of|was that of|is from|came from) "
    r"(?:the (?:patient|man|woman|lady) in )?bed \d{1,3}(?!\d)"
)
"""What says behind a name that the result is another bed's: HCV阳性者为33床."""


def assign_subjects(page: Page, readings: Sequence[Reading]) -> None:
    """Set ``subject`` from the context of the name, the section, and words for relatives and other patients."""
    if not readings:
        return
    head = page.lower[:_HEAD]
    found = [
        match.span()
        for match in around_any(_signs(), _persons(), page.lower)
        if (match[0] not in load_words("demographics")["young"] or match[0] not in head)
        and not _tells(page.lower, match.start())
    ]
    for reading in readings:
        reading.subject = _of_name(page, reading) or _of_sentence(page, reading, found)


def _tells(lower: str, position: int) -> bool:
    """Whether a relative is only the one who writes this line of a conversation."""
    start, who = speaker(lower, position)
    return start <= position < start + len(who)


_HEAD = 300
"""A newborn or child named so early is the patient."""


@cache
def _named() -> tuple[list[str], list[str]]:
    """The words for other people, Latin and Chinese."""
    words = load_words("demographics")
    listed = [*words["relatives"], *words["young"], *words["others"]]
    return [word for word in listed if word.isascii()], [word for word in listed if not word.isascii() and word[1:]]


@cache
def _persons() -> re.Pattern[str]:
    latin, chinese = _named()
    return compiled(rf"\b(?:{any_of(latin)})(?:'s|s')?\b|{any_of(chinese)}")


@cache
def _signs() -> tuple[tuple[re.Pattern[str], int], ...]:
    """The two letters with which these words begin."""
    return tuple((compiled(sign), 0) for sign in (_twos(_named()[0], r"(?<!\w.)"), _twos(_named()[1], "")))


def _twos(words: Sequence[str], alone: str) -> str:
    """A first letter and those that follow it; nothing of a word may stand before a Latin one."""
    seconds: dict[str, set[str]] = {}
    for word in words:
        seconds.setdefault(word[0], set()).add(word[1])
    classes = {first: "".join(map(_in_class, sorted(found))) for first, found in sorted(seconds.items())}
    return "|".join(f"{first}{alone}[{found}]" for first, found in classes.items())


def _in_class(char: str) -> str:
    return r"\s" if char == " " else re.escape(char)


def _of_name(page: Page, reading: Reading) -> str | None:
    for mention in within(page.frame.mentions, reading.name.start, reading.name.end + 1):
        if mention.subject != "patient":
            return mention.subject
    section = page.frame.section_at(reading.start)
    return section.subject if section.subject != "patient" else None


def _of_sentence(page: Page, reading: Reading, relatives: Sequence[tuple[int, int]]) -> str | None:
    start, end = page.sentence_start(reading.start), page.sentence_end(reading.start)
    start = max(start, page.lower.rfind(";", start, reading.start))
    other = _OTHER_PATIENT.search(page.lower, start, end)
    if other is not None and _BACK_TO_OWN.search(page.lower, other.end(), max(other.end(), reading.start)):
        other = None  # "entered for the next bed; this patient: NYHA I"
    if other is not None or _OF_A_BED.match(page.lower, reading.name.end, end):
        return "other"
    if reading.table:
        return None
    near = relatives[bisect_left(relatives, (start, 0)) : bisect_left(relatives, (reading.start, 0))]
    before = [span for span in near if span[1] <= reading.start]
    if before and not re.search(
        r"\b(?:she|he|patient|her own|his own)\b|患者|本人", page.lower[before[-1][1] : reading.start]
    ):
        return "family"
    return None
