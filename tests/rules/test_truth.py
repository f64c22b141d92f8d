"""Three-valued logic, as printed truth tables."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.truth import Truth, agree, all_of, any_of, not_

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

TABLE = [
    # a, b, both, either
    (T, T, T, T),
    (T, F, F, T),
    (T, N, N, T),
    (F, T, F, T),
    (F, F, F, F),
    (F, N, F, N),
    (N, T, N, T),
    (N, F, F, N),
    (N, N, N, N),
]


@pytest.mark.parametrize(("a", "b", "both", "either"), TABLE)
def test_conjunction_and_disjunction_are_kleenes(a: Truth, b: Truth, both: Truth, either: Truth) -> None:
    assert all_of([a, b]) is both
    assert any_of([a, b]) is either


@pytest.mark.parametrize(("value", "opposite"), [(T, F), (F, T), (N, N)])
def test_negation_leaves_unknown_unknown(value: Truth, opposite: Truth) -> None:
    assert not_(value) is opposite


def test_truth_refuses_to_be_a_condition() -> None:
    with pytest.raises(TypeError, match="three values"):
        bool(T)


@pytest.mark.parametrize(("values", "common"), [([T, T], T), ([F], F), ([T, F], N), ([T, N], N), ([], N)])
def test_readings_decide_only_together(values: list[Truth], common: Truth) -> None:
    assert agree(values) is common


@given(st.lists(st.sampled_from(Truth), min_size=1))
def test_de_morgan(values: list[Truth]) -> None:
    assert not_(all_of(values)) is any_of([not_(value) for value in values])


@given(st.lists(st.sampled_from([T, F]), max_size=6), st.lists(st.sampled_from(Truth), max_size=6))
def test_knowing_more_never_turns_an_answer_round(known: list[Truth], rest: list[Truth]) -> None:
    before = all_of([*known, *rest])
    for better in (T, F):
        after = all_of([*known, *(better if value is N else value for value in rest)])
        assert before is N or after is before
