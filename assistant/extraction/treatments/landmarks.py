"""Dates "since her transplant" and 自确诊起 by the day that the note gives for it elsewhere. Reads no drugs."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.frame import Frame
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import clamp
from assistant.extraction.treatments.model import Event
from rules.dates import DateInterval

_SINCE = late(
    r"\b(?:since|from|ever since)\s+(?:the\s+)?(?:(?:time|day|point)\s+of\s+)?(?:her|his|the|their)?\s*"
    r"(?:kidney |renal |liver |initial |original |sle |lupus )?(?P<en>transplant(?:ation)?|graft|diagnosis|dx|onset)\b"
    r"|(?:自|从)?(?P<zh>移植|确诊|诊断|起病|发病)(?:术|SLE|sle|狼疮)?(?:起|以来|后(?:起|开始|就|即|一直|至今))"
)
_KIND = {"transplant": "transplant", "transplantation": "transplant", "graft": "transplant", "移植": "transplant"}
_TOLD = {
    "transplant": late(r"transplant\w*|移植"),
    "diagnosis": late(r"\bdiagnos\w*|\bdx\b|\bsle since\b|\blupus since\b|确诊|诊断|起病|发病"),
}
_BEFORE, _AFTER = 26, 22


def landmark_events(frame: Frame, start: int, end: int) -> Iterator[Event]:
    """What a clause dates by a transplant or the diagnosis, where the note says when that was."""
    for match in _SINCE.finditer(frame.lower, start, end):
        if frame.in_span(frame.times, match.start(), min(end, match.end() + _BEFORE)):
            continue
        kind = _KIND.get(match["en"] or match["zh"], "diagnosis")
        when = _when(frame, kind, match.start(), match.end())
        if when is not None:
            yield Event("started", match.start(), match.end(), clamp(when, frame), "long", match.start())


def _when(frame: Frame, kind: str, left: int, right: int) -> DateInterval | None:
    """The earliest date beside the words for it elsewhere in the note, if it is past."""
    found = []
    for word in _TOLD[kind].finditer(frame.lower):
        if left <= word.start() < right:
            continue
        line = frame.lines[frame.line_at(word.start())]
        near = frame.in_span(frame.times, max(line.start, word.start() - _BEFORE), min(line.end, word.end() + _AFTER))
        found += [time.interval for time in near if time.kind in ("day", "month", "year") and time.interval.latest]
    return min(found, key=lambda one: one.latest or one.earliest, default=None) if found else None  # type: ignore[arg-type, return-value]
