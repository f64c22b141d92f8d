"""Finds both ends of a stretch of days that dashes alone write in Chinese notes: 03-10—03-18. Resolves no year."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.late import late
from assistant.extraction.scanning import around
from assistant.extraction.writtendate import WrittenDate

_STRETCH_SIGN = late(r"\d-\d\d?\s?(?=(?:-{1,2}|[~至到])\s?(?:20\d\d-)?\d\d?-\d)")
_STRETCH = late(
    r"(?<![\d./-])(?:(?P<year>20\d\d)-)?(?P<m1>1[0-2]|0?[1-9])-(?P<d1>[12]\d|3[01]|0?[1-9])\s?(?:-{1,2}|[~至到])\s?"
    r"(?:(?P<year2>20\d\d)-)?(?P<m2>1[0-2]|0?[1-9])-(?P<d2>[12]\d|3[01]|0?[1-9])(?![\d.%-]|/|\s?(?:mg|g|ml|u)(?![a-z])|[天周个年次片岁])"
)


def day_stretches(text: str) -> Iterator[WrittenDate]:
    """Both ends of a stretch of days that dashes alone write: 03-10—03-18, 3-2~3-9, 2026-03-02—03-09."""
    for match in around(_STRETCH_SIGN, 8, _STRETCH, text):
        first, last = (int(match["m1"]), int(match["d1"])), (int(match["m2"]), int(match["d2"]))
        turns = first[0] > 10 and last[0] < 3
        if first >= last and not turns and match["year"] == match["year2"]:
            continue
        year = int(match["year"]) if match["year"] else None
        end = int(match["year2"]) if match["year2"] else year + turns if year else None
        yield WrittenDate(match.start(), match.end("d1"), year, *first)
        yield WrittenDate(match.start("year2" if match["year2"] else "m2"), match.end(), end, *last)


_MONTHS_SIGN = late(r"\d-\d\d?\s?(?=(?:-{1,2}|[~至到])\s?20\d\d-\d)")
_MONTHS = late(
    r"(?<![\d./-])(?P<y1>20\d\d)-(?P<m1>1[0-2]|0?[1-9])\s?(?:-{1,2}|[~至到])\s?"
    r"(?P<y2>20\d\d)-(?P<m2>1[0-2]|0?[1-9])(?:-(?P<d2>[12]\d|3[01]|0?[1-9]))?(?![\d.%]|-\d)"
)


def month_stretches(text: str) -> Iterator[WrittenDate]:
    """Both ends of a stretch that begins with a month: 2025-05—2025-12-07, 2025-05-2025-12."""
    for match in around(_MONTHS_SIGN, 8, _MONTHS, text):
        first, last = (int(match["y1"]), int(match["m1"])), (int(match["y2"]), int(match["m2"]))
        if first <= last:
            yield WrittenDate(match.start(), match.end("m1"), *first, None)
            yield WrittenDate(match.start("y2"), match.end(), *last, int(match["d2"]) if match["d2"] else None)
