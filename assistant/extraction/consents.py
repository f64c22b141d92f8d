"""Keeps the consent to an operation apart from the study's own where a sentence speaks of both. Reads no statement."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.cues import Cue
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.late import late
from assistant.extraction.model import Span

_OWN_TOO = late(
    r"(?:书)?(?:已签)?\s*(?:[及和与、]|以及|和本人|and (?:the |our |this )?)\s*(?:本|该|此)?(?:项)?(?:临床)?"
    r"(?:研究|试验|项目|课题|study|trial|research)(?:的|用)?\s?(?:知情|同意|consent|icf)"
)
"""Behind the consent to an operation: 手术同意书及本研究知情同意书, which is signed with it."""


def apart(frame: Frame, units: Sequence[Span], cues: Ordered[Cue]) -> tuple[list[Span], Ordered[Cue]]:
    """The units, those that speak of two consents cut at their commas, and the cues that still count."""
    kept = Ordered(cue for cue in cues if not _with_the_own(frame, cue))
    made: list[Span] = []
    for unit in units:
        labels = [cue.label for cue in frame.in_span(kept, unit.start, unit.end)]
        if "foreign_consent" in labels and "consent_form" in labels:
            made += _clauses(frame, unit)
        else:
            made.append(unit)
    return made, kept


def _with_the_own(frame: Frame, cue: Cue) -> bool:
    return cue.label == "foreign_consent" and _OWN_TOO.match(frame.lower, cue.end) is not None


def _clauses(frame: Frame, unit: Span) -> list[Span]:
    made, start = [], unit.start
    while (cut := frame.lower.find(",", start, unit.end)) >= 0:
        made.append(Span(start, cut + 1))
        start = cut + 1
    return [*made, Span(start, unit.end)]
