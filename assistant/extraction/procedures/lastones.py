"""Reads that nothing came after an operation which is called the last or only one, by whatever word it is named.

"Last operation: gallbladder 2014", "no surgery since the thyroid": the words may be none of the terminology's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval

_LAST = late(
    r"(?<![a-z])(?:last|latest|most recent|only|sole)\s+(?:ever\s+)?(?:operation|surgery|surgical procedure)s?\s*"
    r"(?::|-+|was|=|,)\s*(?!none|nil|no\b|never|\?)(?P<named>[^.;:\n]{2,50})"
)
_SINCE = late(
    r"(?<![a-z])(?:no|nil|without|not had any)\s+(?:further |other |more |major )?(?:operations?|surger(?:y"
    r"|ies))\s+(?:of any kind )?"
    r"since\s+(?:the|her|his|that)\s+(?P<word>[a-z]{4,})"
)
_BIG = 365
"""Days: what a note names by a word alone was long ago if the year beside that word was."""


def none_since(frame: Frame) -> list[DraftFact]:
    """The denials of operations since the one that is called the last."""
    note = note_day(frame)
    if note is None:
        return []
    recent = list(_nothing_recent(frame))
    if not any(word in frame.lower for word in ("operation", "surg")):
        return recent
    return [*_after_last(frame, note), *_since_word(frame, note), *recent]


_NOTHING_RECENT = late(
    r"(?<![a-z])(?:nothing|none|nil|no others?|no more)\s+(?:else\s+)?(?:recent(?:ly)?|of late"
    r"|lately)(?=\s*(?:[.,;)\n]|$))"
)


def _nothing_recent(frame: Frame) -> Iterator[DraftFact]:
    """A denial of late behind operations of long ago: "PSH: caesarean 2016, nothing recent"."""
    for found in _NOTHING_RECENT.finditer(frame.lower):
        line = frame.lines[frame.line_at(found.start())]
        before = [
            one
            for one in frame.in_span(frame.mentions_of("procedure"), line.start, found.start())
            if frame.terminology.is_a(one.concept.id, "surgery") and one.certainty == "stated"
        ]
        if not before or before[-1].subject != "patient" or _of_other(frame, found.start()):
            continue
        yield DraftFact(
            kind="procedure",
            name="surgery",
            document=frame.document.id,
            quotes=(Quote(before[-1].start, found.end()),),
            fields={"reach": "recent"},
            certainty="denied",
            reader="procedures",
        )


def _after_last(frame: Frame, note: date) -> Iterator[DraftFact]:
    for found in _LAST.finditer(frame.lower):
        times = [one for one in frame.in_span(frame.times, found.start("named"), found.end()) if one.kind != "duration"]
        latest = times[-1].interval.latest if times else None
        if latest is not None and latest < note and not _of_other(frame, found.start()):
            yield _made(frame, Span(found.start(), max(found.start("named"), times[-1].end)), latest, note)


def _since_word(frame: Frame, note: date) -> Iterator[DraftFact]:
    for found in _SINCE.finditer(frame.lower):
        days = [day for day in _days_of(frame, found["word"], found.start()) if (note - day).days > _BIG]
        if days and not _of_other(frame, found.start()):
            yield _made(frame, Span(found.start(), found.end()), max(days), note)


def _days_of(frame: Frame, word: str, before: int) -> Iterator[date]:
    """The days in the sentences before that name the word."""
    at = frame.lower.find(word)
    while 0 <= at < before:
        sentence = frame.sentences[frame.sentence_at(at)]
        for time in frame.in_span(frame.times, sentence.start, sentence.end):
            if time.kind != "duration" and time.interval.latest is not None:
                yield time.interval.latest
        at = frame.lower.find(word, sentence.end)


def _of_other(frame: Frame, at: int) -> bool:
    return frame.is_ignored(at) or frame.section_at(at).subject == "family"


def _made(frame: Frame, span: Span, latest: date, note: date) -> DraftFact:
    first = min(latest + timedelta(days=1), note)
    return DraftFact(
        kind="procedure",
        name="surgery",
        document=frame.document.id,
        quotes=(Quote(span.start, span.end),),
        fields={"period": DateInterval(first, note)},
        certainty="denied",
        reader="procedures",
    )
