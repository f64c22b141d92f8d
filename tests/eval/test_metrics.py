"""Figures from counts small enough to do by hand."""

from collections.abc import Sequence

import numpy as np
import pytest

from eval.harness.records import CaseRecord, FactRecord, Grounding, NoteRecord, VerdictRecord
from eval.metrics.comparing import compare
from eval.metrics.intervals import Share, figures, rule_of_three
from eval.metrics.readings import changed, fact_figures, grounding_figures, repeat_figures, stability_figures
from eval.metrics.verdicts import verdict_figures

WORDS = {"p": "pass", "f": "fail", "u": "unknown", "n": "not_applicable", "m": "missing", "-": None}


def case(name: str, pairs: str, **fields: object) -> CaseRecord:
    """A case whose verdicts are written as label and status: ``pf`` is a pass called a fail."""
    verdicts = tuple(
        VerdictRecord(criterion=f"C{place}", gold=WORDS[gold], got=WORDS[got] or "")
        for place, (gold, got) in enumerate(pairs.split())
    )
    given = {"patient": name, "language": "en", "overall": "ineligible", **fields}
    return CaseRecord.model_validate({"suite": "s", "case": name, "verdicts": verdicts, **given})


def values(records: Sequence[CaseRecord]) -> dict[str, float | None]:
    return {name: figure.value for name, figure in verdict_figures(records).items()}


def test_every_figure_of_verdicts() -> None:
    records = [
        case("a", "ff fp uu pp", gold_overall="ineligible"),
        case("b", "uf up pu nn", gold_overall="needs_information"),
    ]
    assert values(records) == pytest.approx(
        {
            "agreement": 4 / 8,
            "fail_sensitivity": 1 / 2,
            "fail_specificity": 5 / 6,
            "fail_precision": 1 / 2,
            "fail_called_pass": 1 / 2,
            "unknown_called_pass": 1 / 3,
            "wrongly_certain": 2 / 3,
            "needlessly_unknown": 1 / 5,
            # By chance: labels p2 f2 u3 n1, statuses p3 f2 u2 n1 of 8: (6 + 4 + 6 + 1) / 64
            "kappa": (4 / 8 - 17 / 64) / (1 - 17 / 64),
            # Each 2·hits / (labelled + said): pass 2/5, fail 2/4, unknown 2/5, not applicable 2/2
            "macro_f1": (2 / 5 + 2 / 4 + 2 / 5 + 1) / 4,
            "micro_f1": 4 / 8,
            "overall_accuracy": 1 / 2,
            "strict_case_accuracy": 0 / 2,
        }
    )


def test_a_criterion_that_the_report_lacks_is_a_miss_and_no_claim() -> None:
    found = values([case("a", "pp pm")])
    assert found["agreement"] == 1 / 2
    assert found["needlessly_unknown"] == 1 / 2
    assert found["micro_f1"] == pytest.approx(2 / 3)


def test_verdicts_without_a_label_do_not_count() -> None:
    assert verdict_figures([case("a", "pp -f")])["agreement"].of == 1


def test_one_criterion_alone() -> None:
    records = [case("a", "pp fp"), case("b", "pf ff")]
    assert verdict_figures(records, "C1")["fail_sensitivity"].value == 1 / 2
    assert "overall_accuracy" not in verdict_figures(records, "C1")


def test_nothing_to_count_is_no_score() -> None:
    figure = verdict_figures([case("a", "pp")])["fail_sensitivity"]
    assert (figure.value, figure.of) == (None, 0)


def test_intervals_draw_patients_and_not_verdicts() -> None:
    """Ten verdicts of one patient, all wrong, among nine right ones: by patient the interval is as wide as 1 in 10."""
    formula = {"share": Share(lambda counts: counts[..., 0], lambda counts: counts[..., 1])}
    by_patient = np.array([[0.0, 10.0]] + [[10.0, 10.0]] * 9)
    by_verdict = np.array([[0.0, 1.0]] * 10 + [[1.0, 1.0]] * 90)
    clustered, flat = figures(by_patient, formula)["share"], figures(by_verdict, formula)["share"]
    assert clustered.value == flat.value == 0.9
    assert clustered.low is not None
    assert flat.low is not None
    assert clustered.low < 0.75 < flat.low < 0.9


def test_the_same_counts_have_the_same_interval_whatever_else_is_computed() -> None:
    records = [case(str(n), "pp pf uu ff" if n % 3 else "pu pp ff fp") for n in range(12)]
    assert verdict_figures(records)["agreement"] == verdict_figures(records)["agreement"]


@pytest.mark.parametrize(
    ("hits", "of", "patients", "bound"),
    [(0, 90, 30, 0.1), (90, 90, 30, 0.9), (1, 90, 30, None), (0, 2, 2, 1.0), (0, 0, 0, None)],
)
def test_where_nothing_was_missed_the_rule_of_three_bounds(
    hits: int, of: int, patients: int, bound: float | None
) -> None:
    assert rule_of_three(hits, of, patients) == (bound if bound is None else pytest.approx(bound))


def note(name: str, *facts: FactRecord) -> NoteRecord:
    return NoteRecord(suite="s", case=name, language="en", facts=facts)


def fact(gold: str, found: str, kind: str = "measurement", **right: bool) -> FactRecord:
    return FactRecord(
        fact_kind=kind, name="hb", gold=gold, found=found, **{f"{name}_right": ok for name, ok in right.items()}
    )


def test_every_figure_of_facts() -> None:
    records = [
        note("a", fact("91", "91", value=True, unit=True, date=True), fact("91", "19", value=False, unit=False)),
        note("b", fact("91", ""), fact("", "7"), fact("stated", "read", kind="condition", status=False)),
    ]
    found = {name: figure.value for name, figure in fact_figures(records).items()}
    assert found == pytest.approx(
        {
            "recall": 2 / 4,
            "precision": 2 / 4,
            "f1": 1 / 2,
            "value_accuracy": 1 / 2,
            "unit_accuracy": 1 / 2,
            "date_accuracy": 1.0,
            "status_accuracy": 0.0,
        }
    )
    assert fact_figures(records, kind="condition")["recall"].of == 1


def test_a_quote_that_is_not_there_lowers_grounding() -> None:
    grounded = note("a").model_copy(update={"grounding": Grounding(quotes=4, faults=("hb: 3:5",))})
    assert grounding_figures([grounded])["grounding_valid"].value == 3 / 4


def test_stability_allows_what_the_suite_allows() -> None:
    plain = case("a", "-p -f -u -p", variant="as written")
    noisy = case("a", "-u -f -p -f", variant="noise", against="as written", may_become_unknown=True)
    swapped = case("a", "-p -p -u -p", variant="swap", against="as written", may_differ=("C1",))
    assert [differing for _, differing in changed([plain, noisy, swapped])] == [
        (("C2", "unknown", "pass"), ("C3", "pass", "fail")),
        (),
    ]
    assert stability_figures([plain, noisy, swapped], "noise")["stability"].value == 2 / 4
    assert stability_figures([plain, noisy, swapped], "swap")["stability"].of == 3


def test_repeats_that_differ_lower_run_to_run_agreement() -> None:
    runs = [case("a", "pp ff", repeat=0), case("a", "pp fu", repeat=1), case("b", "pp ff", repeat=0)]
    assert repeat_figures(runs)["run_to_run"].value == 1 / 2
    assert repeat_figures(runs[:1]) == {}


def test_two_runs_are_compared_pair_by_pair() -> None:
    before = [case("a", "pf ff uu"), case("b", "pp pu")]
    after = [case("a", "pp fu uu"), case("b", "pp pp"), case("c", "pp")]
    found = compare(before, after)
    assert found is not None
    assert (found.pairs, found.same) == (5, 2 / 5)
    assert [(name, criterion) for name, criterion, _ in found.won] == [("a", "C0"), ("b", "C1")]
    assert found.lost == (("a", "C1", "fail -> unknown (label fail)"),)
    assert (found.cases_won, found.cases_lost) == (("b",), ())
    assert found.p_value == 1.0
    assert found.difference.value == pytest.approx(1 / 5)


def test_runs_that_share_nothing_are_not_compared() -> None:
    assert compare([case("a", "pp")], [case("b", "pp")]) is None
