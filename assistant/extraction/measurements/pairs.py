"""Reads results that come in twos: blood pressures, weights before and after, one tracing by two formulas."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.numbers import Value, match_unit
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.tails import read_tail

_PRESSURES = late(r"\s?/\s?(\d{2,3})(?![\d/])")
_FORMULA = late(
    r"[\s,/;(、]*(?:and|or|by|vs\.?|with|用|按)?[\s(]*(?:qtc?[\s-]*)?(?P<name>fridericia(?:'s)?|bazetts?(?:'s)?|(?:qtc?)?[fb](?![a-z0-9]))(?:公式|法|校正)?[\s:=)(]*(?P<n>[2-6]\d\d)(?!\d)"
)
_FIGURE_FIRST = late(
    r"[\s,/;)、]*(?:and|or|vs\.?|及|和)?\s*(?P<n>[2-6]\d\d)\s?(?:ms(?:ec)?|毫秒)?\s?[(\[]?\s?(?:by|with|用|按)?\s?"
    r"(?P<name>fridericia(?:'s)?|bazetts?(?:'s)?|qtc[fb](?![a-z0-9])|[fb](?![a-z0-9]))"
    r"(?:\s?[/,]\s?(?P<second>fridericia(?:'s)?|bazetts?(?:'s)?|qtc[fb](?![a-z0-9])|[fb](?![a-z0-9])))?"
)
_WEIGHTS = late(
    r"(?:from|由|从|自|\()\s*(?:about\s)?(?P<a>\d{2,3}(?:\.\d)?)\s?(?P<ua>kgs?|lbs?|pounds|公斤|千克|斤)?\s*(?:down\s|up\s)?(?:to|->|→|降至|降到|降为|减至|减到|升至|升到|增至|增到|至|到)\s*"
    r"(?P<b>\d{2,3}(?:\.\d)?)\s?(?P<ub>kgs?|lbs?|pounds|公斤|千克|斤)(?![a-z])"
)
_WEIGHT_WORD = late(r"\bweight\b|\bwt\b|\bweighed\b|\b(?:lost|gained)\b|体重|体质量|消瘦")


def read_pressures(page: Page, name: NameHit, first: Reading, value: Value, stop: int) -> list[Reading]:
    """The two figures of a blood pressure."""
    match = _PRESSURES.match(page.lower, value.number.end)
    if match is None:
        if (
            name.analyte.id == "systolic_bp"
            and value.unit is None
            and not page.lower[name.start : name.end].startswith("sys")
        ):
            return []
        read_tail(page, first, stop)
        return [first]
    unit = match_unit(page.lower, match.end())
    span = (unit.start, unit.end) if unit is not None and unit.family == "pressure" else None
    first.unit = span
    first.tail = span[1] if span else match.end()
    read_tail(page, first, stop)
    second = Reading(
        analyte=name.analyte.pair or "",
        name=name,
        start=match.start(1),
        end=match.end(1),
        written=match.span(1),
        unit=span,
        time=first.time,
        past=first.past,
        tail=first.tail,
    )
    return [first, second]


_NAMED = late(
    r"\s?[(\[]?\s?(?:by |with |用|按)?(?:fridericia(?:'s)?|bazetts?(?:'s)?|qtc[fb](?![a-z0-9])|[fb](?![a-z0-9]))"
    r"(?:公式|法|校正|'s)?\s?[)\]]?"
)
"""The formula of the first interval: "QTc 486 (Bazett) / 459 (Fridericia)"."""


def other_formula(page: Page, first: Reading) -> list[Reading]:
    """The interval by the other formula: "QTc Bazett 489, Fridericia 472"."""
    if first.analyte != "qtc":
        return []
    at = _NAMED.match(page.lower, first.tail)
    match = _FORMULA.match(page.lower, first.tail) or _FIGURE_FIRST.match(page.lower, at.end() if at else first.tail)
    if match is None or page.names_in(first.tail, match.end()):
        return []  # a name of its own (QTcF) is read by itself
    made = Reading("qtc", first.name, match.start("n"), match.end("n"), written=match.span("n"), tail=match.end())
    made.time, made.unit = first.time, first.unit
    read_tail(page, made, page.sentence_end(match.end() - 1))
    made.method = "bazett" if "b" in match["name"] else "fridericia"
    if match.re.groupindex.get("second") and match["second"]:
        first.method, made.method = made.method, "bazett" if "b" in match["second"] else "fridericia"
    _dated_together(page, first, made, match.end())
    return [made] if made.method != first.method else []


_DAY_BEHIND = late(r"(?:\s?(?:公式|法|校正))?[\s)\]]*[(\[,;]?\s*")


def _dated_together(page: Page, first: Reading, second: Reading, end: int) -> None:
    """The day that stands behind both intervals is that of both: 470ms(Bazett),452ms(Fridericia)(3月8日)."""
    lead = _DAY_BEHIND.match(page.lower, end)
    behind = [time for time in page.times_in(end, lead.end() + 1 if lead else end) if time.kind != "duration"]
    if lead is not None and behind and behind[0].start == lead.end() and second.time is None:
        second.time = behind[0]
    if first.time is None and second.time is not None and second.time.start > first.end:
        first.time = second.time


def read_weights(page: Page) -> Iterator[Reading]:
    """A weight before and after: "weight loss (from 68 kg to 61 kg)", 体重由59kg降至48kg; the later one is present."""
    for match in _WEIGHTS.finditer(page.lower):
        start = max(page.line(match.start())[0], match.start() - 70)
        end = min(page.line(match.end())[1], match.end() + 20)
        if not _WEIGHT_WORD.search(page.lower, start, end):
            continue
        hit = NameHit(match.start(), match.start(), page.catalogue.analytes["weight"])
        for figures, unit in (("a", "ua" if match["ua"] else "ub"), ("b", "ub")):
            span = match.span(figures)
            reading = Reading("weight", hit, *span, written=span, unit=match.span(unit), tail=match.end(unit))
            reading.past = figures == "a"
            yield reading
