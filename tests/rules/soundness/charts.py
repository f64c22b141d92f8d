"""Charts at random: facts that bear on NCT07083349, with values and days known exactly, roughly or not at all."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from rules.chart import Dates
from rules.checker import check
from rules.dates import DateInterval
from rules.facts import KINDS, Evidence, FactBase
from rules.protocol import load_protocol

TRIAL = "NCT07083349"
SCREENING = date(2026, 3, 12)
DATES = Dates.planned(SCREENING, date(2026, 3, 16), date(2026, 3, 20))
ENDED_OPEN = Dates.planned(SCREENING)

RANGES = {
    "anc": (0.5, 3.0),
    "alc": (0.0, 1.0),
    "hb": (60.0, 130.0),
    "plt": (20.0, 200.0),
    "ast": (10.0, 200.0),
    "alt": (10.0, 200.0),
    "bilirubin_total": (5.0, 80.0),
    "bilirubin_direct": (1.0, 20.0),
    "creatinine": (50.0, 250.0),
    "creatinine_clearance": (30.0, 110.0),
    "sledai_2k": (2.0, 20.0),
    "ana_titre": (40.0, 640.0),
    "qtc": (420.0, 520.0),
    "lvef": (35.0, 65.0),
    "nyha": (1.0, 3.0),
    "hbv_dna": (10.0, 5000.0),
    "wbc": (1.0, 8.0),
    "neutrophil_percent": (20.0, 90.0),
    "weight": (40.0, 90.0),
}
SIGNED = ("hbsag", "anti_hcv", "hiv", "serum_hcg", "hbv_dna")
CONDITIONS = (
    "sle", "lupus_nephritis", "arthritis", "rheumatoid_arthritis", "autoimmune_disease", "infection", "pneumonia",
    "immunodeficiency", "severe_arrhythmia", "arrhythmia", "stroke", "heart_failure", "heart_disease", "malignancy",
    "breast_cancer", "trauma", "lactation", "postmenopausal", "gilbert_syndrome", "cardiovascular_disease",
)  # fmt: skip
TREATMENTS = (
    "belimumab", "rituximab", "biologic", "prednisone", "mycophenolate", "hydroxychloroquine", "ivig",
    "experimental_treatment", "anti_infective", "ceftriaxone", "acyclovir",
)  # fmt: skip
PROCEDURES = (
    "hsct",
    "organ_transplant",
    "transplant",
    "surgery",
    "uv_therapy",
    "live_vaccine",
    "vaccine",
    "hysterectomy",
)
STATEMENTS = ("consent", "contraception", "compliance", "sle_criteria", "investigator_judgement")


def days(first: date, last: date) -> st.SearchStrategy[date]:
    return st.dates(min_value=first, max_value=last)


@st.composite
def spans(draw: st.DrawFn, back: int = 220, ahead: int = 0) -> DateInterval:
    """A day, or a stretch of days, in the months before screening."""
    first, last = SCREENING - timedelta(days=back), SCREENING + timedelta(days=ahead)
    ends = sorted(draw(st.lists(days(first, last), min_size=2, max_size=2)))
    return DateInterval.on(ends[0]) if draw(st.booleans()) else DateInterval(ends[0], ends[1])


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


@st.composite
def measurements(draw: st.DrawFn, name: str) -> dict[str, Any]:
    low, high = sorted(round(draw(st.floats(*RANGES[name])), 2) for _ in range(2))
    exact = draw(st.booleans())
    fields: dict[str, Any] = {"value": low} if exact else {"low": low, "high": high}
    if name in ("ast", "alt", "bilirubin_total", "creatinine"):
        fields["upper_limit"] = draw(maybe(st.just(40.0)))
    return {"kind": "measurement", "name": name, "date": draw(maybe(spans(60, 8))), **fields}


@st.composite
def signs(draw: st.DrawFn, name: str) -> dict[str, Any]:
    sign = draw(st.sampled_from(("positive", "negative", "indeterminate")))
    return {"kind": "measurement", "name": name, "value": sign, "date": draw(maybe(spans(60, 8)))}


CERTAINTY = st.sampled_from(("stated", "stated", "denied", "suspected"))


@st.composite
def conditions(draw: st.DrawFn, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"certainty": draw(CERTAINTY)}
    if fields["certainty"] == "denied":
        fields["reach"] = draw(st.sampled_from((None, "ever", "recent", "now")))
    else:
        fields["status"] = draw(st.sampled_from((None, "active", "resolved", "remission", "historical")))
        fields["date"] = draw(maybe(spans(400)))
    return {"kind": "condition", "name": name, **fields}


@st.composite
def treatments(draw: st.DrawFn, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"certainty": draw(CERTAINTY)}
    if fields["certainty"] == "denied":
        fields["reach"] = draw(st.sampled_from((None, "ever", "recent", "now")))
    else:
        fields["status"] = draw(st.sampled_from((None, "ongoing", "stopped", "held", "planned", "refused")))
        for field in ("started", "changed", "last_given"):
            fields[field] = draw(maybe(spans()))
        fields["route"] = draw(st.sampled_from((None, "iv", "oral")))
    return {"kind": "treatment", "name": name, **fields}


@st.composite
def procedures(draw: st.DrawFn, name: str) -> dict[str, Any]:
    fields: dict[str, Any] = {"certainty": draw(st.sampled_from(("stated", "denied")))}
    if fields["certainty"] == "denied":
        fields["reach"] = draw(st.sampled_from((None, "ever", "recent", "now")))
    else:
        fields |= {"status": draw(st.sampled_from(("done", "planned", None))), "date": draw(maybe(spans()))}
        fields |= {"major": draw(st.sampled_from((None, True, False))), "recovered": draw(maybe(st.booleans()))}
    return {"kind": "procedure", "name": name, **fields}


@st.composite
def statements(draw: st.DrawFn, name: str) -> dict[str, Any]:
    return {"kind": "statement", "name": name, "value": draw(st.sampled_from(("yes", "no", "unclear")))}


@st.composite
def people(draw: st.DrawFn, name: str) -> dict[str, Any]:
    if name == "birth_date":
        year = draw(st.integers(1950, 2012))
        return {"kind": "demographic", "name": name, "value": DateInterval.of_year(year)}
    value = draw(st.integers(16, 74)) if name == "age" else draw(st.sampled_from(("female", "male")))
    return {"kind": "demographic", "name": name, "value": value, "as_of": DateInterval.on(SCREENING)}


def made(fields: dict[str, Any], number: int) -> FactBase:
    """The fact, with words of its own and the day of its note."""
    words = Evidence(document=f"note#{number}", start=0, end=4, quote=f"w{number:03}")
    head = {
        "id": f"f{number}",
        "evidence": (words,),
        "written_on": DateInterval.on(SCREENING - timedelta(days=number % 9)),
    }
    return KINDS[fields["kind"]].model_validate({**head, **fields})


THEMES = tuple(
    line.split()
    for line in """
    anc wbc neutrophil_percent
    hb plt anc alc
    ast alt
    sledai_2k arthritis sle
    bilirubin_total bilirubin_direct gilbert_syndrome
    creatinine creatinine_clearance age sex weight
    hbsag hbv_dna
    hiv
    anti_hcv
    qtc
    lvef
    nyha heart_disease heart_failure
    serum_hcg sex postmenopausal hysterectomy lactation
    age birth_date
    ana_titre sle_criteria sle
    belimumab biologic
    rituximab belimumab
    ivig biologic
    prednisone mycophenolate
    prednisone belimumab hydroxychloroquine
    experimental_treatment
    anti_infective ceftriaxone infection
    acyclovir pneumonia infection
    hsct transplant
    surgery trauma
    live_vaccine vaccine
    uv_therapy
    organ_transplant transplant
    rheumatoid_arthritis autoimmune_disease
    lupus_nephritis
    malignancy breast_cancer
    stroke heart_failure cardiovascular_disease
    severe_arrhythmia arrhythmia
    immunodeficiency
    consent contraception compliance
    investigator_judgement
    """.strip().split("\n")
)
"""What bears on one criterion together: facts drawn from one theme meet each other, as those of a real chart do."""


@st.composite
def charts(draw: st.DrawFn, most: int = 5) -> tuple[FactBase, ...]:
    """A few facts about one theme, in the order of their notes."""
    theme = draw(st.sampled_from(THEMES))
    fields = draw(st.lists(st.one_of([_about(name) for name in theme]), min_size=1, max_size=most))
    return tuple(made(each, number) for number, each in enumerate(fields, 1))


def _about(name: str) -> st.SearchStrategy[dict[str, Any]]:
    """Facts of this name; what may be a number and a sign is either."""
    kinds = [
        build(name)
        for names, build in (
            (RANGES, measurements), (SIGNED, signs), (CONDITIONS, conditions), (TREATMENTS, treatments),
            (PROCEDURES, procedures), (STATEMENTS, statements), (("age", "sex", "birth_date"), people),
        )
        if name in names
    ]  # fmt: skip
    return st.one_of(kinds)


def statuses(facts: tuple[FactBase, ...], dates: Dates = DATES) -> dict[str, str]:
    """How each criterion stands on these facts."""
    return {verdict.id: verdict.status.value for verdict in check(load_protocol(TRIAL), facts, dates)}
