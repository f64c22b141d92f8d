"""Age and what people stated or agreed to: at the birthday, the day before, and told twice."""

from __future__ import annotations

from datetime import date

import pytest

from rules.facts import FactBase
from rules.truth import Truth
from tests.rules.builders import ago, ask, fact

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN


AGE = {"age": {"at_least": 18, "at_most": 70}}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("demographic", "birth_date", value=date(2008, 3, 12))], T, id="18 today"),
        pytest.param([fact("demographic", "birth_date", value=date(2008, 3, 13))], F, id="18 tomorrow"),
        pytest.param(
            [fact("demographic", "birth_date", value=date(1955, 3, 13))], T, id="the day before the 71st birthday"
        ),
        pytest.param([fact("demographic", "birth_date", value=date(1955, 3, 12))], F, id="71 today"),
        pytest.param([fact("demographic", "age", value=70)], T, id="70 as stated today"),
        pytest.param(
            [fact("demographic", "age", value=70, written_on=ago(90))], N, id="70 as stated three months ago may be 71"
        ),
        pytest.param([fact("demographic", "age", value=40, written_on=ago(90))], T, id="40 as stated three months ago"),
        pytest.param(
            [fact("demographic", "age", value=30), fact("demographic", "age", value=60)],
            N,
            id="two ages that do not fit",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_age_is_counted_in_completed_years_on_the_screening_day(facts: list[FactBase], expected: Truth) -> None:
    assert ask(AGE, *facts).truth is expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        pytest.param([fact("statement", "consent", value="yes")], T, id="signed"),
        pytest.param([fact("statement", "consent", value="no")], F, id="declined"),
        pytest.param([fact("statement", "consent", value="unclear")], N, id="handed out"),
        pytest.param(
            [
                fact("statement", "consent", value="unclear", written_on=ago(-1)),
                fact("statement", "consent", value="yes"),
            ],
            T,
            id="a later unclear word does not undo a signature",
        ),
        pytest.param([], N, id="silence"),
    ],
)
def test_statements(facts: list[FactBase], expected: Truth) -> None:
    assert ask({"stated": {"of": "consent", "is": "yes"}}, *facts).truth is expected
