"""Says in which unit a bare number is, where its size or the note's other units leave only one. Converts nothing."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.differentials import FRACTION
from assistant.extraction.measurements.numbers import plain_number
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.resources import load_words

_CONVENTIONAL = late(r"mg\s?/\s?d[l1]|mg\s?%|mg\s?/\s?100")
_SI = late(r"[uμ]mo[l1]|micromol")
_CHEMISTRY = frozenset({"creatinine", "bilirubin_total", "bilirubin_direct"})


def plausible_unit(analyte: str, value: float, convention: str | None = None) -> str | None:
    """The only unit in which the value can be meant, given the system (``conventional`` or ``si``) of the note."""
    words = load_words("measurements")
    for unit, low, high in words["bare_units"].get(analyte, ()):
        if low <= value <= high:
            return str(unit)
    by_convention = words["conventions"].get(analyte)
    return str(by_convention[convention]) if by_convention and convention else None


def guess_units(page: Page, readings: Sequence[Reading]) -> None:
    """Give bare numbers the unit of the same analyte elsewhere in the document, else the only one that fits."""
    convention = _convention(page, readings)
    kin = _Kin(page, readings)
    for place, reading in enumerate(readings):
        if _is_fraction(page, reading):
            kin.drop(place, reading)
            reading.unit, reading.guessed_unit = None, FRACTION
            continue
        if (
            reading.unit is not None
            or reading.guessed_unit is not None
            or reading.value is not None
            or reading.written is None
            or reading.validity == "pending"
        ):
            continue
        number = plain_number(page.lower[slice(*reading.written)].split("-")[0])
        if number is None:
            continue
        like = kin.unit_like(reading, number)
        if like is not None:
            reading.unit = like
            kin.join(place, reading)
        elif (by_limit := _by_limit(reading)) is not None:
            reading.guessed_unit = by_limit
        elif (unit := plausible_unit(reading.analyte, number, convention)) is not None:
            reading.guessed_unit = unit


def _by_limit(reading: Reading) -> str | None:
    """The unit in which the printed upper limit is usual: of a bilirubin of 2.4 (ULN 1.2) mg/dL."""
    upper = plain_number(reading.limit_texts[1]) if reading.limit_texts and reading.limit_texts[1] else None
    units = load_words("measurements")["limit_units"].get(reading.analyte, ()) if upper is not None else ()
    return next((str(unit) for unit, low, high in units if low <= (upper or 0) <= high), None)


_SHARES = frozenset({"neutrophil_percent", "lymphocyte_percent", "lvef"})


def _is_fraction(page: Page, reading: Reading) -> bool:
    """Whether a share is written as a fraction of one: 0.655 with limits 0.40-0.75, EF 0.62."""
    if reading.analyte not in _SHARES or reading.written is None or reading.value is not None:
        return False
    if reading.unit is not None and reading.unit[0] >= reading.name.end:
        return False
    text = page.lower[slice(*reading.written)]
    number = plain_number(re.split(r"-|~", text)[0])
    if number is None or not 0 < number <= 1:
        return False
    upper = plain_number(reading.limit_texts[1]) if reading.limit_texts and reading.limit_texts[1] else None
    return upper <= 1 if upper is not None else reading.analyte == "lvef" or len(text.split(".")[-1]) > 1


class _Kin:
    """The values of a document that have a unit, by their analyte, in the order of the readings."""

    def __init__(self, page: Page, readings: Iterable[Reading]) -> None:
        self._page = page
        self._places: dict[str, list[int]] = {}
        self._values: dict[str, list[tuple[float | None, tuple[int, int]]]] = {}
        self._units: dict[str, Counter[str]] = {}
        for place, reading in enumerate(readings):
            self.join(place, reading)

    def join(self, place: int, reading: Reading) -> None:
        """Take a reading in, if it has a value and a unit."""
        if reading.unit is None or not reading.written:
            return
        places = self._places.setdefault(reading.analyte, [])
        at = bisect_left(places, place)
        places.insert(at, place)
        size = plain_number(self._page.lower[slice(*reading.written)].split("-")[0])
        self._values.setdefault(reading.analyte, []).insert(at, (size, reading.unit))
        self._units.setdefault(reading.analyte, Counter())[self._spelled(reading.unit)] += 1

    def drop(self, place: int, reading: Reading) -> None:
        """Take a reading out again, whose unit turns out to be another's."""
        if reading.unit is None or not reading.written:
            return
        at = bisect_left(self._places[reading.analyte], place)
        del self._places[reading.analyte][at], self._values[reading.analyte][at]
        units = self._units[reading.analyte]
        units[self._spelled(reading.unit)] -= 1
        self._units[reading.analyte] = +units

    def unit_like(self, reading: Reading, number: float) -> tuple[int, int] | None:
        """The unit that other values of the analyte have, if it is one and the values are of one size."""
        if reading.analyte == "temperature" or len(self._units.get(reading.analyte, ())) != 1:
            return None
        for size, unit in self._values[reading.analyte]:
            if size and number and max(size, number) / min(size, number) < 8:
                return unit
        return None

    def _spelled(self, unit: tuple[int, int]) -> str:
        return self._page.lower[slice(*unit)].replace(" ", "")


def _bare_unit(page: Page, reading: Reading) -> str | None:
    number = plain_number(page.lower[slice(*reading.written)]) if reading.written else None
    return None if number is None else plausible_unit(reading.analyte, number)


def _convention(page: Page, readings: Sequence[Reading]) -> str | None:
    """Which of the two systems the document's chemistry is in, if only one; haemoglobin tells where no other does."""
    texts = [(r.analyte, page.lower[slice(*r.unit)]) for r in readings if r.unit is not None]
    chemistry = [text for analyte, text in texts if analyte in _CHEMISTRY]
    found = {"conventional" for text in chemistry if _CONVENTIONAL.search(text)} | {
        "si" for text in chemistry if _SI.search(text)
    }
    if len(found) == 1:
        return found.pop()
    if found:
        return None
    bare = {
        _bare_unit(page, reading) for reading in readings if reading.analyte == "creatinine" and reading.unit is None
    }
    if bare in ({"mg/dL"}, {"umol/L"}):
        return "conventional" if bare == {"mg/dL"} else "si"
    blood = {text.replace(" ", "") for analyte, text in texts if analyte == "hb"}
    if blood and all(re.search(r"/d[l1]|%", text) for text in blood):
        return "conventional"
    return "si" if blood and all(re.search(r"g/[l1]$", text) for text in blood) else None
