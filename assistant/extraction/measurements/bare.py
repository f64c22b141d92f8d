"""Reads values that no name stands before but whose unit says what they are: 173 cm tall, 78kg, 5'4", 76 beats/min."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.gaps import hypothetical
from assistant.extraction.measurements.numbers import Value
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.pairs import read_weights
from assistant.extraction.measurements.tails import read_tail
from assistant.extraction.scanning import around

_TALL = late(r"\s*(?:\([^)\n]{1,24}\))?\s*(?:,\s*)?(?:tall|in height|of height|height|in stature)\b")
_STANDS = late(r"(?:\bstood|\bstands|\bstanding|\bheight|身高|\btall)[\s:,]*(?:at |of |is |was )?$")
_HEAVY = late(
    r"\s*(?:\([^)\n]{1,24}\))?[\s,]*(?:(?:in|of|body) )*(?:body )?"
    r"(?:weight\b(?! (?:loss|gain))|(?:woman|man|male|female|lady|gentleman)\b)"
)
_SMALL = late(r"\s*(?:female|male|boy|girl|infant|neonate|newborn|child)\b")
_AGED = late(
    r"(?:岁|years?[\s-]old|y/o|\byo|y\.o\.?)[\s,、]*(?:(?:f|m|female|male|woman|man|女|男|身高)[\s,、]*)?(?:\d{2,3}\s?cm[\s,、/]*)?$"
)
_CHANGE = late(r"(?:los[st]|gain|drop|reduc|over|add|loss of|decrease|轻了|减轻|下降|增加|瘦|胖)[^.;。]{0,24}$")
_BREATHS = late(
    r"(?:respir|breath|呼吸|胎心|fetal|foetal|\bfhr?\b|\brr?\b|起搏|pacing|(?<![a-z])r(?=[\s:]*\d?$))[^.;。\n]{0,30}$|^\s?breath"
)
_NOT_BODY = late(r"(?:incubat|stored|storage|water|bath|room|ambient|freez|centrifug|cultur|cycles|heated|保存)")
_FEET = late(r"[4-7]\s?['f-]")
_IMPERIAL = late(
    r"(?<![\d.'])(?P<ft>[4-7])\s?(?:'|ft\.?|feet|foot|-foot)[\s,-]{0,2}(?:(?P<in>1[01]|\d)(?:\.\d+)?\s?(?:''|\"|in\b\.?|inch(?:es)?|-inch)|(?<=')(?P<in2>1[01]|\d)(?![\d%]))"
)
_SYSTOLIC = late(r"\s*systolic\b")
_PAIR = late(r"\d\s?/\s?\d\d+\s?[mk毫]")
_PRESSURE = late(r"(?<![\d./])(\d{2,3})\s?/\s?(\d{2,3})\s?(mm\s?hg|kpa|毫米汞柱)")


def read_bare(page: Page, readings: Sequence[Reading], taken: Sequence[tuple[int, int]]) -> list[Reading]:
    """Readings of the values that nobody has claimed."""
    claimed = {reading.written[0] for reading in readings if reading.written}
    free = [
        value
        for value in page.values
        if value.unit is not None
        and value.number.at not in claimed
        and not any(start <= value.start < end for start, end in taken)
    ]
    made = list(_by_unit(page, free))
    made += _imperial(page, readings)
    made += [reading for reading in read_weights(page) if reading.written and reading.written[0] not in claimed]
    made += _pressures(page, claimed)
    return made


def _by_unit(page: Page, values: Iterable[Value]) -> Iterator[Reading]:
    for value in values:
        assert value.unit is not None
        before = page.lower[max(0, value.start - 40) : value.start]
        name = _RULES[value.unit.family](page, value, before) if value.unit.family in _RULES else None
        if name:
            yield _made(page, name, value)


def _height(page: Page, value: Value, before: str) -> str | None:
    number = value.number.low
    if not (120 <= number <= 225 or 1.2 <= number <= 2.25):
        return None
    return "height" if _TALL.match(page.lower, value.end) or _STANDS.search(before) else None


def _weight(page: Page, value: Value, before: str) -> str | None:
    if not 0.4 <= value.number.low <= 600 or _CHANGE.search(before) or page.lower[value.end : value.end + 1] == "/":
        return None
    if value.number.low < 20:
        return "weight" if _SMALL.match(page.lower, value.end) else None
    return "weight" if _HEAVY.match(page.lower, value.end) or _AGED.search(before) else None


def _rate(page: Page, value: Value, before: str) -> str | None:
    unit = page.lower[value.unit.start : value.unit.end] if value.unit else ""
    if not 20 <= value.number.low <= 260 or not unit.startswith(("b", "次")) or _BREATHS.search(before):
        return None
    return "heart_rate"


def _temperature(page: Page, value: Value, before: str) -> str | None:
    number = value.number.low
    unit = page.lower[value.unit.start : value.unit.end] if value.unit else ""
    if unit[0] not in "°˚º℃℉d" or not (34 <= number <= 43 or 94 <= number <= 109):
        return None
    sentence = page.lower[page.sentence_start(value.start) : page.sentence_end(value.start)]
    return None if _NOT_BODY.search(sentence) else "temperature"


def _pressure(page: Page, value: Value, before: str) -> str | None:
    return "systolic_bp" if _SYSTOLIC.match(page.lower, value.end) and 40 <= value.number.low <= 300 else None


_RULES = {"length": _height, "weight": _weight, "rate": _rate, "temp": _temperature, "pressure": _pressure}


def _made(page: Page, name: str, value: Value) -> Reading:
    unit = (value.unit.start, value.unit.end) if value.unit else None
    hit = NameHit(value.start, value.start, page.catalogue.analytes[name])
    reading = Reading(
        analyte=name, name=hit, start=value.start, end=value.end, written=(value.number.at, value.number.end),
        comparator=value.number.comparator, unit=unit, tail=value.end,
    )  # fmt: skip
    read_tail(page, reading, page.sentence_end(value.start))
    return reading


def _imperial(page: Page, readings: Sequence[Reading]) -> Iterator[Reading]:
    """Feet and inches, in centimetres."""
    for match in around(_FEET, 0, _IMPERIAL, page.lower):
        start, end = match.span()
        inches = int(match["ft"]) * 12 + float(match["in"] or match["in2"] or 0)
        for reading in readings:
            if reading.analyte == "height" and reading.written and reading.written[0] == start:
                break
        hit = NameHit(start, start, page.catalogue.analytes["height"])
        yield Reading(
            analyte="height",
            name=hit,
            start=start,
            end=end,
            value=round(inches * 2.54, 2),
            written=(start, end),
            tail=end,
        )


def _pressures(page: Page, claimed: set[int]) -> Iterator[Reading]:
    """A pair of figures with a unit of pressure that no name was found for."""
    for match in around(_PAIR, 2, _PRESSURE, page.lower):
        if match.start(1) in claimed or not 50 <= int(match[1]) <= 300:
            continue
        if page.lower[match.start() - 1 : match.start()] in ("<", ">", "≤", "≥") or hypothetical(
            page, match.start(), match.start()
        ):
            continue
        for group, name in ((1, "systolic_bp"), (2, "diastolic_bp")):
            hit = NameHit(match.start(), match.start(), page.catalogue.analytes[name])
            span = match.span(group)
            yield Reading(
                analyte=name,
                name=hit,
                start=span[0],
                end=match.end(),
                written=span,
                unit=match.span(3),
                tail=match.end(),
            )
