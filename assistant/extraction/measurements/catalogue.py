"""Which names stand for which result, what units each takes and the words that go with them. Reads no notes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.extraction.cues import CueSet
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import is_cjk
from assistant.extraction.wordfinder import WordFinder

if TYPE_CHECKING:
    from rules.terminology import Terminology

OTHER = "other"
"""The analyte of names that are not read but keep numbers and words from going to their neighbours."""


@dataclass(frozen=True, slots=True)
class Analyte:
    """How one kind of result is written."""

    id: str
    units: frozenset[str] = frozenset()
    bare: tuple[tuple[float, float], ...] = ()
    """Bounds of a believable value written without a unit."""
    percent: str | None = None
    count: str | None = None
    """Which analyte it is where the unit is one of percentages, or of counts."""
    bare_percent_from: float | None = None
    """From here on a value without a unit may be a percentage; then it is not read."""
    qualitative: bool = False
    score: bool = False
    fraction: bool = False
    """A value below 1 is the same in a larger unit: 0.45 for 45 %, 0.44 (s) for 440 ms."""
    titre: bool = False
    blood: bool = False
    specimen: str | None = None
    study: str | None = None
    pair: str | None = None


class NameHit(NamedTuple):
    """A name of an analyte in the text; ``strength`` is full, weak (needs company) or state (needs a unit)."""

    start: int
    end: int
    analyte: Analyte
    strength: str = "full"


class _Name(NamedTuple):
    analyte: Analyte
    written: str | None
    strength: str


def _analyte(key: str, spec: Mapping[str, Any]) -> Analyte:
    bare = tuple(tuple(map(float, spec[field])) for field in ("bare", "bare_also") if field in spec)
    return Analyte(
        id=spec.get("as", key),
        units=frozenset(spec.get("units", ())),
        bare=bare,  # type: ignore[arg-type]
        percent=spec.get("percent"),
        count=spec.get("count"),
        bare_percent_from=spec.get("bare_percent_from"),
        qualitative=bool(spec.get("qualitative")),
        score=bool(spec.get("score")),
        fraction=bool(spec.get("fraction")),
        titre=bool(spec.get("titre")),
        blood=spec.get("fluid") == "blood",
        specimen=spec.get("specimen"),
        study=spec.get("study"),
        pair=spec.get("pair"),
    )


class Catalogue:
    """The words of ``data/measurements.yaml`` and the measurement names of the terminology, ready to search."""

    def __init__(self, terminology: Terminology | None) -> None:
        words = load_words("measurements")
        self.analytes: dict[str, Analyte] = {key: _analyte(key, spec) for key, spec in words["analytes"].items()}
        self.other = Analyte(OTHER)
        names: dict[str, list[_Name]] = {}
        for key, spec in words["analytes"].items():
            self._add(names, self.analytes[key], spec)
        if terminology is not None:
            self._add_terminology(names, terminology)
        self._add(names, self.other, words["others"])
        self._words = WordFinder({text: (len(text), entries) for text, entries in names.items()})
        self._units = words["families"]
        self.links: frozenset[str] = frozenset(words["link_words"])
        self.link_chinese = compiled(any_of(words["link_chinese"]))
        self.words = words
        self.cues = CueSet(_cue_words(words))

    @staticmethod
    def _add(names: dict[str, list[_Name]], analyte: Analyte, spec: Mapping[str, Any]) -> None:
        for group, exact, strength in _GROUPS:
            for name in spec.get(group, ()):
                _put(names, name, _Name(analyte, name if exact else None, strength))

    def _add_terminology(self, names: dict[str, list[_Name]], terminology: Terminology) -> None:
        for concept in terminology.of_kind("measurement"):
            analyte = self.analytes.get(concept.id, self.other)
            for group in ("en", "zh", "brand", "abbrev", "ocr"):
                for name in concept.names.get(group, ()):
                    if len(name) == 1 or name.lower() in names:
                        continue  # single letters and what is listed here count in context only
                    _put(names, name, _Name(analyte, name if group == "abbrev" else None, "full"))

    def find(self, text: str, lower: str) -> list[NameHit]:
        """The names in a text, the longest of those that overlap, in order."""
        found: list[tuple[int, int, NameHit]] = []
        for last, (length, entries) in self._words.find(lower):
            start = last - length + 1
            if length < 3 and start and "a" <= lower[start - 1] <= "z" and "a" <= lower[start] <= "z":
                continue
            if not _bounded(text, start, last + 1):
                continue
            for entry in entries:
                if entry.strength == "weak" and start and text[start - 1] == "/":
                    continue
                if entry.written is None or entry.written == text[start : last + 1]:
                    found.append((start, -length, NameHit(start, last + 1, entry.analyte, entry.strength)))
                    break
        found.sort(key=lambda item: item[:2])
        hits: list[NameHit] = []
        for start, _, hit in found:
            if not hits or start >= hits[-1].end:
                hits.append(hit)
        return hits


_GROUPS = (("names", False, "full"), ("abbrev", True, "full"), ("weak", True, "weak"), ("state", False, "state"))


def _put(names: dict[str, list[_Name]], name: str, entry: _Name) -> None:
    listed = names.setdefault(name.lower(), [])
    listed.append(entry)
    listed.sort(key=lambda item: item.written is None)  # an abbreviation as written goes before any spelling


def _bounded(text: str, start: int, end: int) -> bool:
    """Whether a name stands alone; a number may follow at once (WBC3.2), and a Chinese character on either side."""
    first, last = text[start], text[end - 1]
    if start and _latin_or_digit(first) and _latin_or_digit(text[start - 1]):
        # "9.0PLT46": a number may end where a name of several letters begins.
        glued = text[start - 1].isdigit() and first.isalpha() and end - start > 1
        if not glued:
            return False
    if end < len(text) and _latin_or_digit(last):
        after = text[end]
        if _latin_or_digit(after) and (not after.isdigit() or last.isdigit()):
            return False
    return not (
        start
        and text[start - 1] in "-_"
        and start > 1
        and _latin_or_digit(text[start - 2])
        and first.isalpha()
        and end - start < 3
    )


def _latin_or_digit(char: str) -> bool:
    return char.isalnum() and not is_cjk(char)


def _cue_words(words: Mapping[str, Any]) -> dict[str, str]:
    """The single words that decide about values, by label; one automaton finds all of them."""
    labels: dict[str, str] = {}
    for group in ("comparators", "qualities", "declared_false", "studies", "methods"):
        for label, listed in words[group].items():
            labels[f"{group}:{label}"] = "|".join(listed)
    for group in ("not_a_value", "guesses", "not_done", "fluids", "blood", "results_heads"):
        labels[group] = "|".join(words[group])
    return labels


@lru_cache(maxsize=4)
def _catalogue(key: int, terminology: Any) -> Catalogue:
    return Catalogue(terminology.value if terminology else None)


class _ById:
    """A terminology as a cache key: the object itself, whatever its fields can be hashed to."""

    def __init__(self, value: Terminology) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.value is self.value


def catalogue_of(terminology: Terminology | None) -> Catalogue:
    """The catalogue for a terminology, made once."""
    return _catalogue(0, None if terminology is None else _ById(terminology))
