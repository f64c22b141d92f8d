"""The words of the procedure reader. Finds no procedures and decides nothing about them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.extraction.cues import CJK, Cue, CueSet, load_data
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late


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
    denied_sign: re.Pattern[str]
    """The characters with which the Chinese ones begin."""
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
    return late(("" if chinese else r"\b(?=[a-z])") + f"(?:{'|'.join(named)})")


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
        compiled(f"[{data['denied_begin']}]"),
        {name: late(pattern) for name, pattern in data["patterns"].items()},
        tuple((int(years), late(pattern)) for years, pattern in data["early"].items()),
    )


class Cues:
    """The cue words of one note."""

    def __init__(self, found: Sequence[Cue]) -> None:
        self.all: Sequence[Cue] = Ordered(sorted(found, key=lambda cue: cue.start))

    def inside(self, start: int, end: int, *labels: str) -> list[Cue]:
        """The words of these labels inside a stretch."""
        return [cue for cue in Frame.in_span(self.all, start, end) if cue.label in labels and cue.end <= end]


def find_cues(frame: Frame) -> Cues:
    """The cue words of a note outside the words addressed to software."""
    return Cues([cue for cue in words().cues.find(frame.lower) if not frame.is_ignored(cue.start)])
