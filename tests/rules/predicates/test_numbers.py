"""A result as an interval of numbers, and the upper limit that it is held against."""

from __future__ import annotations

import math
from typing import Any

import pytest

from rules.chart import Site
from rules.facts import FactBase, Measurement
from rules.intervals import Interval
from rules.predicates.results import COPIES_PER_IU, in_copies, numeric, upper_limit
from tests.rules.builders import ago, fact, lab, question


def result(**fields: Any) -> Measurement:
    found = fact("measurement", "hb", **fields)
    assert isinstance(found, Measurement)
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        pytest.param({"value": 95.0}, Interval.of(95), id="a number"),
        pytest.param({"value": 95.0, "comparator": "~"}, Interval.of(95), id="about"),
        pytest.param({"value": 5.0, "comparator": "<"}, Interval(-math.inf, 5, high_open=True), id="below"),
        pytest.param({"value": 5.0, "comparator": "<="}, Interval(-math.inf, 5), id="at most"),
        pytest.param({"value": 5.0, "comparator": ">"}, Interval(5, math.inf, low_open=True), id="above"),
        pytest.param({"value": 5.0, "comparator": ">="}, Interval(5, math.inf), id="at least"),
        pytest.param({"low": 50.0, "high": 55.0}, Interval(50, 55), id="a range"),
        pytest.param({"low": 50.0}, Interval(50, math.inf), id="a lower end"),
        pytest.param({"high": 55.0}, Interval(-math.inf, 55), id="an upper end"),
        pytest.param(
            {"high": 55.0, "comparator": "<"}, Interval(-math.inf, 55, high_open=True), id="an open upper end"
        ),
        pytest.param({"low": 50.0, "comparator": ">"}, Interval(50, math.inf, low_open=True), id="an open lower end"),
        pytest.param({"value": "positive"}, None, id="a word"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_a_result_is_an_interval(fields: dict[str, Any], expected: Interval | None) -> None:
    assert numeric(result(**fields)) == expected


@pytest.mark.parametrize(
    ("unit", "low", "high"),
    [
        pytest.param("[IU]/mL", 341, 582, id="between the lowest and the highest assay"),
        pytest.param("{copies}/mL", 100, 100, id="in copies"),
        pytest.param("copies/mL", 100, 100, id="in copies as written"),
    ],
)
def test_copies_of_a_virus_are_as_many_as_the_assay_makes_them(unit: str, low: float, high: float) -> None:
    found = in_copies(Interval.of(100), result(unit=unit))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert COPIES_PER_IU == (3.41, 5.82)


def test_what_is_not_detected_stays_below_in_copies() -> None:
    below = Interval(-math.inf, 20, high_open=True)
    assert in_copies(below, result(unit="[IU]/mL")) == Interval(-math.inf, 20 * 5.82, high_open=True)


WOMAN, MAN = (fact("demographic", "sex", value=value) for value in ("female", "male"))
PRINTED = lab("creatinine", 80.0, ago(9), upper_limit=104.0)
PRINTED_LATER = lab("creatinine", 80.0, ago(5), upper_limit=106.0, written_on=ago(-1))
SITE = Site(upper_limits={"creatinine": 110.0}, sources={"site": {"by": "Dr A"}})


@pytest.mark.parametrize(
    ("fact_", "chart", "site", "limit", "remark"),
    [
        pytest.param(lab("creatinine", 90.0, upper_limit=100.0), [], SITE, Interval.of(100), None, id="printed beside"),
        pytest.param(lab("creatinine", 90.0), [PRINTED], SITE, Interval.of(110), "limit_by_site", id="the site's"),
        pytest.param(
            lab("creatinine", 90.0), [PRINTED, PRINTED_LATER], None, Interval.of(106), "limit_from_other_result",
            id="the latest one printed beside another result",
        ),
        pytest.param(lab("creatinine", 90.0), [MAN], None, Interval(97, 115), "limit_assumed", id="a man's"),
        pytest.param(lab("creatinine", 90.0), [WOMAN], None, Interval(73, 97), "limit_assumed", id="a woman's"),
        pytest.param(lab("creatinine", 90.0), [], None, Interval(73, 115), "limit_assumed", id="either"),
        pytest.param(lab("creatinine", 90.0), [MAN, WOMAN], None, Interval(73, 115), "limit_assumed", id="disputed"),
        pytest.param(lab("ast", 30.0), [MAN], None, Interval(35, 50), "limit_assumed", id="one for all"),
        pytest.param(lab("wbc", 5.0), [], None, None, None, id="none is known"),
        pytest.param(lab("no_analyte", 5.0), [], None, None, None, id="nor of what nobody knows"),
    ],
)  # fmt: skip
def test_the_upper_limit_of_normal(
    fact_: Any, chart: list[FactBase], site: Site | None, limit: Interval | None, remark: str | None
) -> None:
    found, by, remarks = upper_limit(question([fact_, *chart], site=site), fact_)
    assert found == limit
    assert [each.code for each in remarks] == ([] if remark is None else [remark])
    assert by == ((PRINTED_LATER,) if remark == "limit_from_other_result" else ())
    if remark == "limit_by_site":
        assert dict(remarks[0].data) == {"analyte": "creatinine", "limit": "110", "by": "Dr A"}
