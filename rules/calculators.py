"""Values that follow from others: counts from a differential, clearance, corrected QT, classification points.

Each returns the result with the facts it came from, or ``None`` where an input is missing. No limits here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from rules.ages import age_on
from rules.chart import Chart, Question
from rules.dates import DateInterval
from rules.facts import Condition, Evidence, FactBase, Measurement
from rules.frozen import dataclass, field
from rules.intervals import Interval, format_number
from rules.scores import Points, documented
from rules.truth import Truth
from rules.windows import Span, within

MG_DL_PER_UMOL_L = 113.12 / 10_000
"""Creatinine (C4H7N3O): molar mass 113.12 g/mol, so 1 mg/dL is 88.40 µmol/L."""


@dataclass(frozen=True, slots=True)
class Computed:
    """One or more values (readings of the same inputs), the facts behind them and the arithmetic to show."""

    values: tuple[Interval, ...]
    facts: tuple[FactBase, ...]
    code: str
    data: Mapping[str, Any] = field(default_factory=dict)
    dated: tuple[FactBase, ...] = ()
    """Those that must lie in the window."""


@dataclass(frozen=True, slots=True)
class Lacking:
    """What a calculator would need and the chart does not give (analytes, ``age``, ``sex``), and what it does give."""

    missing: tuple[str, ...]
    given: tuple[FactBase, ...] = ()


_COUNTED = {"neutrophil_percent": "anc", "lymphocyte_percent": "alc"}
"""Which absolute count a percentage of the differential gives."""


def differential(chart_facts: tuple[FactBase, ...]) -> tuple[Measurement, ...]:
    """Absolute neutrophil and lymphocyte counts from white cells and percentages of one sample (10*9/L)."""
    named = [fact for fact in chart_facts if fact.name in _COUNTED]
    shares = [fact for fact in named if type(fact) is Measurement and _number(fact) is not None]
    if not shares:
        return ()
    numbers = [fact for fact in chart_facts if type(fact) is Measurement and _number(fact) is not None]
    whites = [fact for fact in numbers if fact.name == "wbc" and fact.value]
    direct = {(fact.name, fact.subject, str(fact.date)) for fact in numbers if fact.name in _COUNTED.values()}
    derived = []
    for percent_name, name in _COUNTED.items():
        for fact in shares:
            white = _same_sample(fact, whites) if fact.name == percent_name else None
            if white is not None and (name, fact.subject, str(fact.date)) not in direct:
                derived.append(_count(name, white, fact))
    return tuple(derived)


def _number(fact: Measurement) -> float | None:
    return float(fact.value) if isinstance(fact.value, int | float) and fact.comparator is None else None


def _same_sample(percent: Measurement, whites: list[Measurement]) -> Measurement | None:
    place = percent.evidence[0].document if percent.evidence else ""
    matching = [
        white
        for white in whites
        if white.date == percent.date
        and white.subject == percent.subject
        and (not white.evidence or white.evidence[0].document == place)
    ]
    return matching[-1] if matching else None


def _count(name: str, white: Measurement, percent: Measurement) -> Measurement:
    whites, share = _number(white), _number(percent)
    assert whites is not None
    assert share is not None
    value = round(whites * share / 100, 4)
    items: tuple[Evidence, ...] = (*white.evidence, *percent.evidence)
    return Measurement(
        id=f"{white.id}*{percent.id}",
        name=name,
        value=value,
        unit="10*9/L",
        value_as_written=f"{white.value_as_written or format_number(whites)} × {format_number(share)} %",
        date=white.date,
        written_on=white.written_on,
        subject=white.subject,
        validity=percent.validity if white.validity == "valid" else white.validity,
        derived_from=(white.id, percent.id),
        evidence=items,
        source=white.source,
    )


def _last(chart: Chart, name: str, day: date) -> Measurement | None:
    found = [
        fact
        for fact in chart.measurements(name)
        if fact.validity == "valid"
        and _number(fact) is not None
        and fact.date is not None
        and fact.date.latest is not None
        and fact.date.latest <= day
    ]
    return max(found, key=lambda fact: fact.date.latest if fact.date and fact.date.latest else date.min, default=None)


def _undated(chart: Chart, name: str) -> Measurement | None:
    """The value that a chart without a date for it gives, if it gives one only."""
    found = [
        fact
        for fact in chart.measurements(name)
        if fact.validity == "valid" and fact.date is None and not fact.undated_history and _number(fact) is not None
    ]
    return found[0] if len({_number(fact) for fact in found}) == 1 else None


def clearance(question: Question, span: Span) -> Computed | Lacking:
    """Creatinine clearance by Cockcroft and Gault (Nephron 1976;16:31-41), mL/min.

    (140 - age) × weight in kg / (72 × creatinine in mg/dL), × 0.85 for women.
    """
    day = question.dates.screening_day
    creatinine = _last(question.chart, "creatinine", day)
    weight = _last(question.chart, "weight", day) or _undated(question.chart, "weight")
    age, sex = age_on(question, day), question.chart.sex
    if creatinine is not None and not _recent(creatinine, span, question):
        creatinine = None
    if creatinine is None or weight is None or age is None or sex is None:
        inputs = {"creatinine": creatinine, "weight": weight, "age": age and age[1][0], "sex": sex}
        given = tuple(fact for fact in inputs.values() if fact is not None)
        return Lacking(tuple(name for name, fact in inputs.items() if fact is None), given)
    mg_dl, kilograms = (_number(creatinine) or 0) * MG_DL_PER_UMOL_L, _number(weight) or 0
    if mg_dl <= 0:
        return Lacking(("creatinine",))
    factor = 0.85 if sex.value == "female" else 1.0
    years, age_facts = age
    low, high = ((140 - end) * kilograms * factor / (72 * mg_dl) for end in (years.high, years.low))
    value = Interval(low, high)
    data = {
        "value": f"{low:.0f}" if round(low) == round(high) else f"{low:.0f}-{high:.0f}",
        "age": str(years),
        "weight": format_number(kilograms),
        "creatinine": f"{mg_dl:.2f}",
        "factor": " × 0.85" if factor != 1.0 else "",
        "date": creatinine.date,
    }
    return Computed((value,), (creatinine, weight, *age_facts, sex), "clearance_computed", data, (creatinine,))


def _recent(fact: Measurement, span: Span, question: Question) -> bool:
    return fact.date is not None and within(fact.date, span, question.dates.screening) is Truth.TRUE


_SAME_TRACING = 80
"""A rate this many characters from the QT is taken for the tracing's own; a pulse elsewhere in the note is not."""


def corrected_qt(question: Question, span: Span, end: DateInterval) -> Computed | Lacking:
    """QTc from QT and rate by Bazett (QT/√RR) and Fridericia (QT/∛RR), ms; both are given as readings."""
    without_rate: list[Measurement] = []
    for qt in reversed(question.chart.measurements("qt")):
        value = _number(qt)
        if value is None or qt.date is None or qt.validity != "valid":
            continue
        if within(qt.date, span, question.dates.screening) is Truth.FALSE:
            continue
        if end.latest is not None and qt.date.latest is not None and qt.date.latest > end.latest:
            continue
        rate = _rate_on_tracing(question, qt)
        beats = _number(rate) if rate is not None else None
        if rate is None or not beats:
            without_rate.append(qt)
            continue
        seconds = 60 / beats
        bazett, fridericia = value / seconds**0.5, value / seconds ** (1 / 3)
        data = {
            "value": f"{bazett:.0f} (Bazett), {fridericia:.0f} (Fridericia)",
            "qt": format_number(value),
            "rate": format_number(beats),
        }
        return Computed((Interval.of(bazett), Interval.of(fridericia)), (qt, rate), "qtc_computed", data, (qt,))
    return Lacking(("heart_rate",), tuple(without_rate[:1])) if without_rate else Lacking(("qt", "heart_rate"))


def _rate_on_tracing(question: Question, qt: Measurement) -> Measurement | None:
    if not qt.evidence:
        return None
    place = qt.evidence[0]
    for rate in question.chart.measurements("heart_rate"):
        where = rate.evidence[0] if rate.evidence else None
        if where is not None and where.document == place.document and abs(where.start - place.start) <= _SAME_TRACING:
            return rate
    return None


ANA_ENTRY = 80.0
"""Reciprocal ANA titre of the entry criterion (Aringer 2019)."""


def classification_points(chart: Chart, table: str) -> tuple[Points, bool]:
    """Points of the 2019 EULAR/ACR set that the notes document, whenever it occurred, and whether the ANA entry is met.

    Aringer 2019, Ann Rheum Dis 78:1151-9. The facts include the titre.
    """
    points = documented(chart, table, lambda _: True)
    entry = [fact for fact in chart.measurements("ana_titre") if _at_least(fact, ANA_ENTRY)]
    return Points(points.total, (*entry[-1:], *points.facts), points.clinical), bool(entry)


def _at_least(fact: Measurement, limit: float) -> bool:
    if isinstance(fact.value, int | float):
        return float(fact.value) >= limit and fact.comparator not in ("<", "<=")
    return fact.low is not None and fact.low >= limit


SLEDAI = "sledai_2k"
LUPUS_SEROLOGY = ("c3", "c4", "ch50", "anti_dsdna")
"""Results that score in SLEDAI-2K whatever else the patient has."""


def activity_items(question: Question, span: Span) -> Computed | Lacking:
    """SLEDAI-2K from the items that notes of the window document (Gladman 2002, J Rheumatol 29:288-91): a lower bound.

    Only what is said to be active, and serology of the window, count: a note that names proteinuria or a low count does
    not say that lupus causes it. So the sum may decide that a limit is passed and never that it is not.
    """

    def current(fact: FactBase) -> bool:
        if type(fact) is Condition and fact.status != "active":
            return False
        if type(fact) is Measurement and fact.name not in LUPUS_SEROLOGY:
            return False
        when = fact.date if type(fact) is Measurement else fact.written_on
        return when is not None and within(when, span, question.dates.screening) is Truth.TRUE

    points = documented(question.chart, "sledai2k", current)
    if not points.facts:
        return Lacking((SLEDAI,))
    data = {"value": str(points.total)}
    return Computed((Interval(points.total, math.inf),), points.facts, "activity_computed", data, points.facts)
