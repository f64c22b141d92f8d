"""What nobody asked about, looked for or signed is not thereby told, and a denial reaches no further than its words."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import Protocol, load_protocol

SCREENING = date(2026, 3, 12)


@cache
def protocol() -> Protocol:
    return load_protocol("NCT07083349")


def status(sentence: str, criterion: str) -> str:
    documents = read_chart([("note", f"=== NOTE: Clinic 2026-03-10 ===\n{sentence}\n")], screening=SCREENING)
    report = screen(documents, protocol(), Dates.planned(SCREENING, date(2026, 3, 16), date(2026, 3, 20)))
    return next(verdict.status.value for verdict in report.verdicts if verdict.criterion.id == criterion)


@pytest.mark.parametrize(
    ("sentence", "criterion"),
    [
        ("She has not been asked about cancer.", "EXC-09"),
        ("Not yet screened for malignancy.", "EXC-09"),
        ("未谈及肿瘤病史。", "EXC-09"),
        ("Not assessed for heart failure, stroke or MI.", "EXC-07c"),
        ("Not evaluated for arrhythmia.", "EXC-07a"),
        ("Not evaluated for infection.", "EXC-05"),
        ("Has not been assessed for lupus nephritis.", "EXC-01"),
        ("Not screened for Sjogren's syndrome or other autoimmune disease.", "EXC-04"),
        ("Not tested for primary immunodeficiency.", "EXC-06c"),
        ("未讨论活疫苗接种问题。", "EXC-03.4b"),
        ("尚未讨论手术事宜。", "EXC-03.4a"),
        ("Not examined for cancer.", "EXC-09"),
        ("已签署住院知情同意书。", "INC-03"),
        ("家属已签署知情同意书。", "INC-03"),
        ("anti-HCV not negative on 5 March 2026.", "EXC-10.2"),
    ],
)
def test_what_was_not_looked_for_is_unknown(sentence: str, criterion: str) -> None:
    assert status(sentence, criterion) == "unknown"


@pytest.mark.parametrize(
    ("sentence", "criterion"),
    [
        ("患者及家属已签署知情同意书。", "INC-03"),
        ("She has no history of cancer.", "EXC-09"),
        ("anti-HCV negative on 5 March 2026.", "EXC-10.2"),
    ],
)
def test_a_plain_denial_still_passes(sentence: str, criterion: str) -> None:
    assert status(sentence, criterion) == "pass"


@pytest.mark.parametrize(
    "sentence",
    [
        "Cyclophosphamide was not given because of an allergic reaction to cyclophosphamide. Nil else.",
        "Cyclophosphamide was not given because of anaphylaxis to cyclophosphamide. No other drug allergies.",
        "Fludarabine was not given due to an allergic reaction to fludarabine. No other drug allergies.",
    ],
)
def test_a_drug_not_given_because_of_an_allergy_is_no_denial_of_the_allergy(sentence: str) -> None:
    assert status(sentence, "EXC-02") == "fail"


def test_no_allergy_to_the_drugs_named_denies_them() -> None:
    assert status("No allergic reaction to cyclophosphamide. No known drug allergies.", "EXC-02") == "pass"


@pytest.mark.parametrize("before", ["", "否认肿瘤病史，"])
def test_an_operation_for_a_cancer_tells_of_the_cancer(before: str) -> None:
    assert status(f"{before}2015年曾行乳腺癌根治术。", "EXC-09") == "fail"
