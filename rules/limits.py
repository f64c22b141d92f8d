"""Limits as a protocol writes them (``1.5 ULN``, ``5 mg/dL``, ``4000 /uL``), brought to the analyte's canonical unit.

Done once, when a protocol is loaded; the checker then compares numbers of one unit. Compares nothing itself.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from rules import units

_LIMIT = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(\S.*))?")
UPPER_LIMIT = "ULN"
TIMES_UPPER_LIMIT = "xULN"
"""The unit of a result that is only told as so many times the upper limit of normal."""
COPIES = "copies/mL"


@lru_cache(maxsize=1024)
def parse(text: str) -> tuple[float, str | None]:
    """The number and the unit of a limit.

    Raises:
        ValueError: the text is no limit.
    """
    match = _LIMIT.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a limit: write e.g. 1.5 ULN or 80 g/L")
    return float(match[1]), match[2]


def canonical(analyte: str, text: str) -> str:
    """The same limit in the analyte's canonical unit; a multiple of the upper limit and a bare number stay as they are.

    Raises:
        ValueError: the text is no limit, or no result of this analyte has such a unit.
    """
    _, unit = parse(text)
    own = units.canonical_unit(analyte)
    if unit is None or unit in (UPPER_LIMIT, own) or own is None:
        return text
    known = units.find(analyte, unit)
    if known is None:
        spelled = sorted({item.text for item in units.units_of(analyte).values()})
        raise ValueError(f"{unit!r} is no unit of {analyte}.{_hint(unit, spelled)} Units: {', '.join(spelled[:12])}.")
    if known.kept:
        return text
    number = _LIMIT.fullmatch(text.strip())
    assert number is not None
    value = (Decimal(number[1]) - known.subtract) * known.factor
    return f"{_plain(value)} {own}"


def _plain(value: Decimal) -> str:
    """A decimal without an exponent and without zeros that say nothing."""
    shown = format(value, "f")
    return (shown.rstrip("0").rstrip(".") if "." in shown else shown) or "0"


def _hint(unit: str, known: list[str]) -> str:
    from difflib import get_close_matches  # late: it is needed for a mistake only

    close = get_close_matches(unit, known, n=1, cutoff=0.5)
    return f" Did you mean {close[0]!r}?" if close else ""
