"""Parts of FHIR entries as words: names, days, quantities, limits. Knows no resource."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from html.parser import HTMLParser
from typing import Any

from rules import terminology

_LOINC = "http://loinc.org"
_LONGEST = 300
# UCUM writes some units as nobody else does; the readers know the usual forms.
_UNITS = {
    "[IU]": "IU", "[iU]": "IU", "mm[Hg]": "mmHg", "Cel": "°C", "[degF]": "°F", "{1.73_m2}": "1.73m2", "/(24.h)": "/24h",
    "/(24.hr)": "/24h", "[lb_av]": "lb", "[in_i]": "in", "{score}": "", "{titer}": "", "{copies}": "copies",
    "[copies]": "copies", "{cells}": "", "{beats}/min": "bpm", "{ratio}": "",
}  # fmt: skip
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def one_line(value: Any) -> str:
    """A text on one line, cut where it is longer than any name."""
    text = " ".join(str(value or "").split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def concept(value: Any) -> str:
    """What a codeable concept is called: its text, else the first name of a code."""
    if not isinstance(value, Mapping):
        return ""
    names = [value.get("text"), *(coding.get("display") for coding in value.get("coding") or ())]
    return next((one_line(name).rstrip(".。;；") for name in names if name and str(name).strip()), "")


def code(value: Any) -> str:
    """The first code of a codeable concept."""
    codings = value.get("coding") or () if isinstance(value, Mapping) else ()
    return next((str(coding["code"]) for coding in codings if coding.get("code")), "")


def test_name(value: Any, lang: str) -> str:
    """What a test is called; by the terminology's name where its LOINC code is known there."""
    for coding in (value or {}).get("coding") or ():
        if coding.get("system") == _LOINC and (known := _by_loinc().get(str(coding.get("code")))):
            return known["zh" if lang == "zh" else "en"]
    return concept(value)


@cache
def _by_loinc() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for each in terminology.load().concepts.values():
        names = {lang: each.names[lang][0] for lang in ("en", "zh") if each.names.get(lang)}
        if len(names) == 2:
            found.update((number, names) for number in each.data.get("loinc") or ())
    return found


def day(value: Any) -> str:
    """The day of a date or time as it is written there, in its own zone; nothing where there is none."""
    match = _DAY.match(str(value or ""))
    return match[0] if match else ""


def period(value: Any) -> tuple[str, str]:
    """The first and last day of a period, each where it is given."""
    return (day(value.get("start")), day(value.get("end"))) if isinstance(value, Mapping) else ("", "")


def quantity(value: Any) -> str:
    """A quantity as a note would write it: ``<20 IU/mL``."""
    if not isinstance(value, Mapping) or value.get("value") is None:
        return ""
    printed = unit(value)
    return f"{value.get('comparator', '')}{value['value']}{' ' if printed else ''}{printed}"


def unit(value: Mapping[str, Any]) -> str:
    """The unit of a quantity: its UCUM code in the form that notes use, else as printed."""
    coded = str(value.get("code") or "") if "unitsofmeasure" in str(value.get("system") or "") else ""
    text = coded or str(value.get("unit") or value.get("code") or "")
    for ucum, usual in _UNITS.items():
        text = text.replace(ucum, usual)
    return "" if text == "1" else one_line(re.sub(r"\{[^}]*\}", "", text))


def dose(value: Any) -> str:
    """How much of a drug is taken how often, as written, else from its parts."""
    first = value[0] if isinstance(value, list) and value else value
    if not isinstance(first, Mapping):
        return ""
    if first.get("text"):
        return one_line(first["text"]).rstrip(".。")
    rates = first.get("doseAndRate") or [first]
    amount = quantity(rates[0].get("doseQuantity") or rates[0].get("dose")) if isinstance(rates[0], Mapping) else ""
    return " ".join(part for part in (amount, _often(first.get("timing") or {})) if part)


_TIMES = {1: "once", 2: "twice", 3: "three times", 4: "four times"}
_UNITS_OF_TIME = {
    "d": ("daily", "days"),
    "wk": ("weekly", "weeks"),
    "mo": ("monthly", "months"),
    "h": ("hourly", "hours"),
}


def _often(timing: Mapping[str, Any]) -> str:
    named = concept(timing.get("code"))
    repeat = timing.get("repeat") or {}
    frequency, length, kind = repeat.get("frequency", 1), repeat.get("period"), repeat.get("periodUnit")
    if named or length is None or kind not in _UNITS_OF_TIME:
        return named
    each, many = _UNITS_OF_TIME[kind]
    if length == 1:
        return f"{_TIMES.get(frequency, f'{frequency} times')} {each}"
    return f"every {length} {many}" if frequency == 1 else f"{frequency} times every {length} {many}"


def limits(value: Any) -> tuple[str, str]:
    """The lower and upper limit of the first reference range that is one for this patient."""
    for each in value or ():
        kind = code(each.get("type"))
        if kind in ("", "normal"):
            low, high = each.get("low") or {}, each.get("high") or {}
            return (str(low.get("value", "")), str(high.get("value", "")))
    return ("", "")


class _Text(HTMLParser):
    _BLOCKS = frozenset(("p", "div", "tr", "li", "br", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul", "ol", "pre"))
    _HIDDEN = frozenset(("script", "style", "head", "title", "del", "s", "strike"))

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._hidden += tag in self._HIDDEN
        self.parts.append("\n" if tag in self._BLOCKS else "\t" if tag in ("td", "th") else "")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._HIDDEN and self._hidden > 0
        self.parts.append("\n" if tag in self._BLOCKS else "")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(re.sub(r"\s+", " ", data))


def html_text(source: str) -> str:
    """The words of a page of HTML, a block or a table's row a line. What is struck out or hidden is left out."""
    parser = _Text()
    parser.feed(source)
    parser.close()
    lines = (
        "\t".join(" ".join(cell.split()) for cell in line.split("\t")).strip()
        for line in "".join(parser.parts).split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
