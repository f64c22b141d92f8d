"""The words of the procedure reader and the mentions that it reads. Decides nothing about dates or recovery."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.extraction.cues import CJK, Cue, CueSet, load_data
from assistant.extraction.frame import Frame, Mention


@dataclass(frozen=True, slots=True)
class Words:
    """The words, compiled once. Labels ``vaccine:ID``, ``denied:ID`` and ``others:ID`` name what a word stands for."""

    cues: CueSet
    kept: tuple[str, ...]
    series: tuple[str, ...]
    operations: tuple[str, ...]
    past_parts: tuple[str, ...]
    """Parts of a note that list what was done before."""
    vaccine_kinds: dict[str, dict[str, str]]
    denied: tuple[re.Pattern[str], re.Pattern[str]]
    """Plain denials in Latin letters and in Chinese; the name of the group is what is denied."""
    patterns: dict[str, re.Pattern[str]]
    early: tuple[tuple[int, re.Pattern[str]], ...]
    """Words for early life, with the years that have passed at least since."""


def _denied(patterns: Mapping[str, Sequence[str]], *, chinese: bool) -> re.Pattern[str]:
    """The patterns of one language as one, with the group's name for what is denied."""
    named = []
    for name, found in patterns.items():
        own = [pattern for pattern in found if any(letter >= CJK for letter in pattern) is chinese]
        if own:
            named.append(f"(?P<{name}>{'|'.join(own)})")
    # A word's first letter is the only place where a Latin pattern can begin.
    return re.compile(("" if chinese else r"\b(?=[a-z])") + f"(?:{'|'.join(named)})")


@cache
def words() -> Words:
    """The words of this reader."""
    data = load_data("procedures")
    labelled = dict(data["cues"])
    for prefix, part in (("vaccine", "vaccine_names"), ("denied", "denied_words"), ("others", "no_others")):
        labelled |= {f"{prefix}:{name}": listed for name, listed in data[part].items()}
    return Words(
        CueSet(labelled),
        tuple(data["kept"]),
        tuple(data["series"]),
        tuple(data["operations"]),
        tuple(data["past_parts"]),
        data["vaccine_kinds"],
        (_denied(data["denied_patterns"], chinese=False), _denied(data["denied_patterns"], chinese=True)),
        {name: re.compile(pattern) for name, pattern in data["patterns"].items()},
        tuple((int(years), re.compile(pattern)) for years, pattern in data["early"].items()),
    )


class Cues:
    """The cue words of one note."""

    def __init__(self, found: Sequence[Cue]) -> None:
        self.all = tuple(sorted(found, key=lambda cue: cue.start))

    def inside(self, start: int, end: int, *labels: str) -> list[Cue]:
        """The words of these labels inside a stretch."""
        return [cue for cue in Frame.in_span(self.all, start, end) if cue.label in labels and cue.end <= end]


def find_cues(frame: Frame) -> Cues:
    """The cue words of a note outside the words addressed to software."""
    return Cues([cue for cue in words().cues.find(frame.lower) if not frame.is_ignored(cue.start)])


def _asked(frame: Frame, mention: Mention) -> bool:
    """Whether the sentence is a question."""
    span = frame.sentences[mention.sentence]
    if mention.certainty == "denied":
        return False
    return frame.text[span.start : span.end].rstrip().endswith("?")


def _is_any_shot(frame: Frame, mention: Mention) -> bool:
    """Whether a "shot" that is denied may be one of anything: "a pill, not a shot"."""
    if not frame.terminology.is_a(mention.concept.id, "vaccine") or mention.form == "zh":
        return False
    if frame.section_at(mention.start).id in ("immunizations", "vaccines", "vaccinations"):
        return False
    span = frame.sentences[mention.sentence]
    return words().patterns["about_vaccines"].search(frame.lower, span.start, span.end) is None


def _is_practice(frame: Frame, mention: Mention) -> bool:
    """Whether "surgery" is a family doctor's practice: "vaccine at surgery 07/09"."""
    if frame.lower[mention.start : mention.end] != "surgery" or mention.certainty == "denied":
        return False
    line = frame.lines[frame.line_at(mention.start)]
    if words().patterns["practice_name"].fullmatch(frame.text[line.start : line.end].strip()):
        return True
    before = max(frame.sentences[mention.sentence].start, mention.start - 18)
    lead = words().patterns["clinic_word"].search(frame.lower, before, mention.start)
    if lead is None:
        return False
    start = frame.sentences[mention.sentence].start
    vaccines = (m for m in frame.in_span(frame.mentions, start, mention.start) if m.concept.kind == "procedure")
    gp = "gp" in lead[0] or "doctor" in lead[0] or "phoned" in lead[0] or "rang" in lead[0]
    return gp or any(frame.terminology.is_a(m.concept.id, "vaccine") for m in vaccines)


def wanted(frame: Frame) -> list[Mention]:
    """Procedures that may become facts, and injuries; names that may mean something else only where it fits."""
    kept = words().kept
    found = []
    for mention in frame.mentions:
        name, kind = mention.concept.id, mention.concept.kind
        fits = kind == "procedure" and any(frame.terminology.is_a(name, wide) for wide in kept)
        if not (fits or (kind == "condition" and frame.terminology.is_a(name, "trauma"))):
            continue
        if mention.ambiguous and (mention.certainty != "denied" or _is_any_shot(frame, mention)):
            continue
        if _is_practice(frame, mention):
            continue
        if not frame.is_ignored(mention.start) and not _asked(frame, mention):
            found.append(mention)
    return found
