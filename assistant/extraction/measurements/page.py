"""One document as the measurement readers see it: names, values, cue words and times in order. Decides nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from assistant.extraction.cues import Cue
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import OTHER, Analyte, Catalogue, NameHit, catalogue_of
from assistant.extraction.measurements.numbers import Unit, Value, find_values, suits
from assistant.extraction.model import TimeMention
from rules.dates import DateInterval
from rules.frozen import dataclass, field

_REPORTED = late(
    r"(?:report(?:ed)?|resulted|printed|run|processed|analy[sz]ed|received|validated|报告|打印|审核)[\s:on]*$"
)


_EMPTY_BOX = late(r"(?:□|\[ ?\]|\( ?\))\s?$")
"""Before a word that a form offers and nobody ticked."""


@dataclass(slots=True)
class Reading:
    """A result read from the text, before it is dated and judged. Mutable: later passes add what they find."""

    analyte: str
    name: NameHit
    start: int
    end: int
    """The figures, comparator included, or the word."""
    value: str | float | None = None
    """Set where the words are not plain figures: a quality, a titre, a class."""
    low: float | None = None
    high: float | None = None
    comparator: str | None = None
    written: tuple[int, int] | None = None
    """The figures alone."""
    unit: tuple[int, int] | None = None
    guessed_unit: str | None = None
    """For a bare number: the only unit in which it can be meant."""
    limits: tuple[int, int] | None = None
    limit_texts: tuple[str, str] | None = None
    time: TimeMention | None = None
    day: DateInterval | None = None
    day_span: tuple[int, int] | None = None
    past: bool = False
    """Said to be an earlier value, with no date of its own."""
    told_past: bool = False
    """Called an earlier value by the words beside it, so that no heading dates it."""
    dated: bool = False
    validity: str = "valid"
    specimen: str | None = None
    method: str | None = None
    subject: str | None = None
    mark: str | None = None
    flag: str | None = None
    """``high`` or ``low``, as an arrow, letter or word behind the value says."""
    items: tuple[tuple[int, int], ...] = ()
    tail: int = 0
    """Where what belongs to the value ends."""
    table: bool = False
    notes: tuple[tuple[int, int], ...] = field(default=())


class Page:
    """The document with everything that the readers look for found once."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.text = frame.text
        self.lower = frame.lower
        self.catalogue: Catalogue = catalogue_of(frame.terminology)
        labelled: dict[str, list[Cue]] = {}
        for cue in self.catalogue.cues.find(self.lower):
            labelled.setdefault(cue.label, []).append(cue)
        self.cues: Mapping[str, Sequence[Cue]] = {label: Ordered(cues) for label, cues in labelled.items()}
        self.qualities: Sequence[Cue] = Ordered(
            _by_start(
                cue
                for label, cues in self.cues.items()
                if label.startswith("qualities:")
                for cue in cues
                if not _EMPTY_BOX.search(self.lower, max(0, cue.start - 4), cue.start)
            )
        )
        names = self.catalogue.find(self.text, self.lower)
        self.times: Sequence[TimeMention] = Ordered(_outside_names(self.lower, frame.times, names))
        values = find_values(self.lower, _dates(self))
        self.names: Sequence[NameHit] = Ordered(
            _without_salts(
                self.lower, _without_methods(self.lower, _without_flags(self.lower, _outside_units(names, values)))
            )
        )
        self.values: Sequence[Value] = Ordered(_free_standing(self.lower, self.names, values))
        self.score_items: dict[tuple[int, int], list[tuple[int, int, int]]] = {}
        """The items of scores found so far, by the stretch that was searched."""

    def values_in(self, start: int, end: int) -> Sequence[Value]:
        """The values that begin inside a stretch."""
        return within(self.values, start, end)

    def names_in(self, start: int, end: int) -> Sequence[NameHit]:
        """The names that begin inside a stretch."""
        return within(self.names, start, end)

    def times_in(self, start: int, end: int) -> Sequence[TimeMention]:
        """The times that begin inside a stretch."""
        return within(self.times, start, end)

    def cues_in(self, label: str, start: int, end: int) -> Sequence[Cue]:
        """The cue words of a label that begin inside a stretch."""
        return within(self.cues.get(label, ()), start, end)

    def own_time(self, start: int, end: int) -> TimeMention | None:
        """The date between a name and its value; that of the sample rather than that of the report."""
        times = [time for time in self.times_in(start, end) if time.kind != "duration"]
        drawn = [time for time in times if not _REPORTED.search(self.lower, max(start, time.start - 14), time.start)]
        chosen = drawn or times
        return chosen[-1] if chosen else None

    def sentence_end(self, position: int) -> int:
        """Where the sentence of a position ends."""
        index = self.frame.sentence_at(position)
        return self.frame.sentences[index].end if self.frame.sentences else len(self.text)

    def answer_end(self, position: int) -> int:
        """Where the sentence of a position ends, with the answer where it is a question: "HIV test? Negative"."""
        index = self.frame.sentence_at(position)
        sentences = self.frame.sentences
        if index + 1 < len(sentences) and self.text[position : sentences[index].end].rstrip(" ").endswith("?"):
            return sentences[index + 1].end
        return self.sentence_end(position)

    def sentence_start(self, position: int) -> int:
        """Where the sentence of a position begins."""
        index = self.frame.sentence_at(position)
        return self.frame.sentences[index].start if self.frame.sentences else 0

    def line(self, position: int) -> tuple[int, int]:
        """The line of a position, without its line break."""
        start = self.text.rfind("\n", 0, position) + 1
        end = self.text.find("\n", position)
        return start, len(self.text) if end < 0 else end


within = Frame.in_span
"""The items, ordered by where they begin, that begin inside a stretch."""


def _by_start(cues: Iterable[Cue]) -> list[Cue]:
    """Cues of several labels without those inside a longer one: "not detected" is not "detected"."""
    kept: list[Cue] = []
    for cue in sorted(cues, key=lambda item: (item.start, -item.end)):
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return kept


def _dates(page: Page) -> list[tuple[int, int]]:
    """Where figures are parts of dates."""
    return [(time.start, time.end) for time in page.times if any(map(str.isdigit, page.lower[time.start : time.end]))]


def _outside_names(lower: str, times: Sequence[TimeMention], names: Sequence[NameHit]) -> list[TimeMention]:
    """Times without parts of names or values: "HIV 1/2" and "AST/ALT 12/8" name no day."""
    starts = [name.start for name in names]
    kept = []
    for time in times:
        index = bisect_right(starts, time.start) - 1
        if index < 0 or (time.start >= names[index].end and not _shared_by(lower, names, index, time)):
            kept.append(time)
    return kept


def _shared_by(lower: str, names: Sequence[NameHit], index: int, time: TimeMention) -> bool:
    """Whether a pair with a slash belongs to two names with one: AST/ALT 12/8."""
    if index == 0 or lower[names[index - 1].end : names[index].start].strip() != "/":
        return False
    pair = "/" in lower[time.start : time.end] and time.end - time.start < 6
    return pair and not lower[names[index].end : time.start].strip(" :=")


def _outside_units(names: Sequence[NameHit], values: Sequence[Value]) -> list[NameHit]:
    """Names without the letters of units: the L of g/L is no lymphocyte."""
    units = [value.unit for value in values if value.unit is not None]
    starts = [unit.start for unit in units]
    kept = []
    for name in names:
        index = bisect_right(starts, name.start) - 1
        if index < 0 or name.end > units[index].end or name.start < units[index].start:
            kept.append(name)
    return kept


_FLAGGED = late(r"\d[ \t]+$")
_AFTER_FLAG = late(
    r"[ \t]*(?:\n|$|\*|[ \t]{2,}(?!\d+(?:\.\d+)?(?!\d|\.\d|\s?[-~])))|[ \t]*\d+(?:\.\d+)?\s?[-~]{1,2}\s?\d"
)


_NORMAL = late(r"\s*[:=]?\s*(?:[<≤]\s*\d|\d+(?:\.\d+)?\s*(?:[-~]{1,2}|to)\s*\d)")


def _without_flags(lower: str, names: Sequence[NameHit]) -> list[NameHit]:
    """Names without the L that flags a low value ("1.4  L  1.8-7.7") and the N of "(N 5-40)"."""
    return [name for name in names if name.end - name.start > 1 or not _is_flag(lower, name)]


def _is_flag(lower: str, name: NameHit) -> bool:
    bracketed = lower[name.start - 1 : name.start] == "("
    if lower[name.start] == "n":
        return bracketed and _NORMAL.match(lower, name.end) is not None
    if lower[name.start] != "l":
        return False
    if bracketed and lower[name.end : name.end + 1] == ")":
        return True
    follows = _FLAGGED.search(lower, max(0, name.start - 12), name.start) is not None
    return follows and _AFTER_FLAG.match(lower, name.end) is not None


_METHOD = late(r"\(\s?$|\b(?:by|rt|real[ -]time|quant(?:itative)?)[ -]$")


def _without_methods(lower: str, names: Sequence[NameHit]) -> list[NameHit]:
    """Names without the PCR that is how a virus was counted: "HBV DNA (PCR)"."""
    return [
        name
        for name in names
        if lower[name.start : name.end] != "pcr" or not _METHOD.search(lower, max(0, name.start - 14), name.start)
    ]


def _without_salts(lower: str, names: Sequence[NameHit]) -> list[NameHit]:
    """Names without the metal of a salt: 枸橼酸钠 is a tube, no sodium."""
    return [
        name
        for name in names
        if lower[name.start : name.end] not in ("钠", "钾", "钙") or not lower.endswith("酸", 0, name.start)
    ]


def _free_standing(lower: str, names: Sequence[NameHit], values: Iterable[Value]) -> list[Value]:
    """The values whose figures belong to no name (C3, 24h protein) or word (B12), unless that word is a name."""
    ends = {name.end for name in names}
    starts = [name.start for name in names]
    kept = []
    for value in values:
        at = value.number.at
        index = bisect_right(starts, at) - 1
        if index >= 0 and at < names[index].end:
            continue
        before = lower[at - 1] if at else " "
        if ("a" <= before <= "z" or before == "_") and at not in ends:
            continue
        if before == "." and at > 1 and lower[at - 2].isdigit():
            continue
        kept.append(value)
    return kept


def believable(analyte: Analyte, number: float) -> bool:
    """Whether a figure without a unit may be a value of the analyte."""
    if analyte.fraction and 0.2 <= number < 1:
        return True
    if analyte.bare_percent_from is not None and analyte.bare_percent_from <= number <= 100:
        return False
    return any(low <= number <= high for low, high in analyte.bare)


def takes(analyte: Analyte, unit: Unit, lower: str) -> bool:
    """Whether a unit is one in which the analyte is given."""
    return unit.family in analyte.units or suits(lower[unit.start : unit.end], analyte.units)


def fits(analyte: Analyte, value: Value, lower: str, row_unit: Unit | None = None) -> str | None:
    """``unit`` if the unit suits the analyte, ``bare`` if there is none and the figure is believable, else ``None``."""
    if analyte.id == OTHER:
        return None
    unit = value.unit or row_unit
    if unit is not None and takes(analyte, unit, lower):
        return "unit" if analyte.id not in _BOUNDED or believable(analyte, value.number.low) else None
    maybe = value.unit is not None and (value.unit.family in _MAYBE_WORDS or _grams(analyte, value.unit, lower))
    if unit is not None and not maybe:
        return None
    return "bare" if believable(analyte, value.number.low) else None


def _grams(analyte: Analyte, unit: Unit, lower: str) -> bool:
    """Whether haemoglobin is told in grams alone: "hemoglobin 14.9 grams"."""
    return analyte.id == "hb" and lower[unit.start : unit.end] in ("g", "gm", "gms", "gram", "grams", "克")


_BOUNDED = frozenset({"temperature", "heart_rate"})
_MAYBE_WORDS = frozenset({"points"})
