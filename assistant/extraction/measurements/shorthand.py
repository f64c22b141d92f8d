"""Reads a blood count in single letters: "W 4.9 N 3.2 L 1.1 Hb 127 P 88". Needs three of its members in one run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.page import Page, Reading

_FIGURE = r"(?:\d{1,3}(?:\.\d{1,2})?|\.\d{1,2})(?![\d.]|\s?[/%:])"
_RUN = late(
    rf"(?<![A-Za-z\d])W\s?[:=]?\s?(?P<w>{_FIGURE})(?:[\s,;/、]{{1,3}}N\s?[:=]?\s?(?P<n>{_FIGURE}))?"
    rf"(?:[\s,;/、]{{1,3}}L\s?[:=]?\s?(?P<l>{_FIGURE}))?(?:[\s,;/、]{{1,3}}(?:Hb|HB|Hgb|H)\s?[:=]?\s?(?P<h>{_FIGURE}))?"
    rf"(?:[\s,;/、]{{1,3}}(?:P|Plt|PLT)\s?[:=]?\s?(?P<p>{_FIGURE}))?"
)
_ZH_MARK = r"[\s,;/、。]{0,3}"
_ZH_RUN = late(
    rf"白\s?[:=]?\s?(?P<w>{_FIGURE})(?:{_ZH_MARK}中\s?[:=]?\s?(?P<n>{_FIGURE}))?(?:{_ZH_MARK}淋\s?[:=]?\s?(?P<l>{_FIGURE}))?"
    rf"(?:{_ZH_MARK}(?:Hb|HB|Hgb|HGB|血红蛋白|血色素|血红|红|血)\s?[:=]?\s?(?P<h>{_FIGURE}))?"
    rf"(?:{_ZH_MARK}(?:P|Plt|PLT|血小板|血板|小板|板)\s?[:=]?\s?(?P<p>{_FIGURE}))?"
)
"""The same in single characters, as residents jot it: 白4.2,中2.5,淋1.1,血110,板150."""
_FISHBONE = late(
    r"(?<![\d.])(?P<w>\d{1,2}(?:\.\d{1,2})?)\s?[>\\]-?\s?(?P<h>\d{1,2}(?:\.\d)?)\s?/\s?\d{2}(?:\.\d)?\s?-?[</]\s?"
    r"(?P<p>\d{1,4})(?![\d./])"
)
"""White cells, haemoglobin over haematocrit and platelets as drawn in a fishbone: 4.2>11.0/33.1<210."""
_ANALYTES = {"w": "wbc", "n": "anc", "l": "alc", "h": "hb", "p": "plt"}


def read_shorthand(page: Page, readings: Sequence[Reading]) -> Iterator[Reading]:
    """The members of every such run that no other reader has read."""
    claimed = {reading.written[0] for reading in readings if reading.written}
    chinese = _ZH_RUN.finditer(page.text) if "白" in page.text else ()
    for match in (*_RUN.finditer(page.text), *chinese):
        members = [key for key in _ANALYTES if match[key]]
        if len(members) < 3 or not _plausible(match["w"], match["n"], match["l"]):
            continue
        for key in members:
            start, end = match.span(key)
            if start in claimed:
                continue
            hit = NameHit(match.start(), match.start() + 1, page.catalogue.analytes[_ANALYTES[key]])
            yield Reading(_ANALYTES[key], hit, start, end, written=(start, end), tail=end)


def read_fishbones(page: Page) -> Iterator[Reading]:
    """The counts of every fishbone."""
    for match in _FISHBONE.finditer(page.text) if ">" in page.text else ():
        for key in ("w", "h", "p"):
            start, end = match.span(key)
            hit = NameHit(match.start(), match.start() + 1, page.catalogue.analytes[_ANALYTES[key]])
            yield Reading(_ANALYTES[key], hit, start, end, written=(start, end), tail=end)


def _plausible(white: str, neutrophils: str | None, lymphocytes: str | None) -> bool:
    """Whether the kinds of cells are counts that their total holds."""
    parts = [float(part) for part in (neutrophils, lymphocytes) if part]
    return sum(parts) <= float(white) * 1.02
