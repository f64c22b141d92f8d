"""How questions combine: all, any, not, several sources of one answer, and readings that the record leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from rules.chart import Question, Site
from rules.findings import Finding, Remark
from rules.predicates.logic import AllOf, AnyOf, KnownBy, NotOf, Readings
from rules.truth import Truth
from tests.rules.builders import ask, fact, question

T, F, N = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
FACTS = {truth: fact("condition", truth.value) for truth in Truth}


@dataclass
class Says:
    """A question with its answer."""

    finding: Finding

    def evaluate(self, _: Question) -> Finding:
        return self.finding


def says(truth: Truth, code: str = "said", **fields: Any) -> Says:
    return Says(Finding(truth=truth, code=code, **{"facts": (FACTS[truth],), **fields}))


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (T, T, T, T), (T, F, F, T), (T, N, N, T), (F, T, F, T), (F, F, F, F), (F, N, F, N), (N, T, N, T), (N, F, F, N),
        (N, N, N, N),
    ],
)  # fmt: skip
def test_all_and_any_are_kleenes_and_show_what_decides(a: Truth, b: Truth, both: Truth, either: Truth) -> None:
    parts = (says(a), says(b))
    all_, any_ = (kind(parts).evaluate(question([])) for kind in (AllOf, AnyOf))
    assert (all_.truth, any_.truth) == (both, either)
    assert set(all_.facts) == {FACTS[both]}
    assert set(any_.facts) == {FACTS[either]}
    assert (all_.joined, any_.joined) == ("all", "any")
    assert len(all_.children) == len(any_.children) == 2
    assert (
        NotOf(AllOf(parts)).evaluate(question([])).truth
        is AnyOf((NotOf(parts[0]), NotOf(parts[1]))).evaluate(question([])).truth
    )


def test_the_opposite_of_an_answer_is_the_answer_to_the_opposite() -> None:
    joined = AllOf((says(T), AnyOf((says(F), says(N))))).evaluate(question([]))
    opposite = joined.negated()
    assert (opposite.truth, opposite.joined, opposite.flipped) == (N, "any", True)
    assert [leaf.truth for leaf in joined.leaves()] == [T, F, N]
    assert [leaf.truth for leaf in opposite.leaves()] == [F, T, N]
    assert opposite.negated() == joined


def test_what_several_parts_leave_open_is_asked_once() -> None:
    open_ = [says(N, missing=(Remark(code),), assumptions=(Remark("guess"),)) for code in ("hb", "plt", "hb")]
    joined = AllOf(tuple(open_)).evaluate(question([]))
    assert joined.missing == (Remark("hb"), Remark("plt"))
    assert joined.assumptions == (Remark("guess"),)
    assert joined.facts == (FACTS[N],)


def test_what_decides_is_reviewed_and_what_does_not_is_not() -> None:
    first = says(F, "first", remedy="wait", settled_by="site", data={"what": "x"})
    joined = AllOf((says(T, review=True), first, says(F, "second"))).evaluate(question([]))
    assert (joined.code, joined.remedy, joined.settled_by, joined.data, joined.review) == (
        "first", "wait", "site", {"what": "x"}, False,
    )  # fmt: skip
    assert [remark.code for remark in joined.sentences] == ["first", "second"]
    assert AllOf((says(F, review=True), says(T))).evaluate(question([])).review


def test_the_first_that_holds_is_enough_for_any() -> None:
    joined = AnyOf((says(F, "a"), says(T, "b"), says(T, "c"))).evaluate(question([]))
    assert [remark.code for remark in joined.sentences] == ["b"]
    none = AnyOf((says(F, "a"), says(F, "b"))).evaluate(question([]))
    assert [remark.code for remark in none.sentences] == ["a", "b"]


@pytest.mark.parametrize(
    ("answers", "truth", "code"),
    [
        pytest.param([N, T], T, "1", id="the second place tells"),
        pytest.param([F, N], F, "0", id="the first place tells"),
        pytest.param([T, T], T, "0", id="both say yes"),
        pytest.param([F, F], F, "0", id="both say no"),
        pytest.param([T, F], N, "conflict", id="they disagree"),
        pytest.param([F, T, N], N, "conflict", id="two of three disagree"),
        pytest.param([N, N], N, "0", id="neither tells"),
    ],
)
def test_one_place_that_answers_is_enough_unless_two_disagree(answers: list[Truth], truth: Truth, code: str) -> None:
    found = KnownBy(tuple(says(each, str(place)) for place, each in enumerate(answers))).evaluate(question([]))
    assert (found.truth, found.code) == (truth, code)
    if code == "conflict":
        assert set(found.facts) == {FACTS[T], FACTS[F]}
        assert found.review
        assert found.missing


def test_of_places_that_do_not_tell_the_one_with_words_is_shown() -> None:
    found = KnownBy((says(N, "silent", facts=()), says(N, "stale"))).evaluate(question([]))
    assert found.code == "stale"


def test_places_that_disagree_name_what_they_disagree_on() -> None:
    for data, what in (({"what": "pregnancy"}, "pregnancy"), ({"analyte": "serum_hcg"}, "serum_hcg"), ({}, "")):
        found = KnownBy((says(T, data=data), says(F))).evaluate(question([]))
        assert found.data == found.missing[0].data == {"what": what}


@pytest.mark.parametrize(
    ("a", "b", "expected", "code"),
    [
        (T, T, T, "a"), (F, F, F, "a"), (N, N, N, "a"), (T, F, N, "readings_differ"), (T, N, N, "readings_differ"),
        (N, F, N, "readings_differ"),
    ],
)  # fmt: skip
def test_readings_decide_only_together(a: Truth, b: Truth, expected: Truth, code: str) -> None:
    node = Readings("wording", (("narrow", says(a, "a")), ("wide", says(b, "b"))))
    found = node.evaluate(question([]))
    assert (found.truth, found.code) == (expected, code)
    if code == "readings_differ":
        assert found.data == {"id": "wording", "readings": {"narrow": a.value, "wide": b.value}}
        assert [remark.code for remark in (*found.missing, *found.assumptions)] == [
            "ask_sponsor_reading",
            "readings_differ",
        ]
        assert set(found.facts) == {FACTS[a], FACTS[b]}
        assert (len(found.children), found.joined, found.review) == (2, "readings", True)


def test_a_reading_that_a_site_has_fixed_decides_and_is_said() -> None:
    node = Readings("wording", (("narrow", says(T, "a")), ("wide", says(F, "b", assumptions=(Remark("guess"),)))))
    site = Site(readings={"wording": "wide"}, sources={"site": {"by": "Dr A"}})
    found = node.evaluate(question([], site=site))
    assert (found.truth, found.code) == (F, "b")
    said = Remark("reading_fixed", {"reading": "wide", "id": "wording", "by": "Dr A"})
    assert found.assumptions == (Remark("guess"), said)
    for other in ({"wording": "another"}, {"another": "wide"}):
        assert node.evaluate(question([], site=Site(readings=other))).truth is N


def test_what_nobody_has_encoded_is_open() -> None:
    found = ask({"to_do": {}})
    assert (found.truth, found.code, found.settled_by) == (N, "to_do_not_understood", "site")
    assert found.missing == (Remark("left_to_encode"),)
