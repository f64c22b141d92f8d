"""The figures of the screening evaluation, on outcomes small enough to count by hand."""

import pytest

from eval.floors import Floor, breaches
from eval.scoring import Outcome, cohen_kappa, figures, share

STATUS = {"p": "pass", "f": "fail", "u": "unknown", "n": "not_applicable"}


def outcomes(pairs: str) -> list[Outcome]:
    """``pf uu`` is a gold pass called fail, then a gold unknown called unknown."""
    return [
        Outcome(case="en-01", language="en", part="tuned", criterion=f"C{i}", gold=STATUS[pair[0]], got=STATUS[pair[1]])
        for i, pair in enumerate(pairs.split())
    ]


@pytest.mark.parametrize(
    ("pairs", "name", "hits", "total"),
    [
        pytest.param("pp ff uu up", "agreement", 3, 4, id="agreement counts every criterion"),
        pytest.param("ff fu fp pf", "fails_found", 1, 3, id="recall is over gold fails"),
        pytest.param("ff uf pf pp", "fails_right", 1, 3, id="precision is over predicted fails"),
        pytest.param("uu up uf up", "unknowns_called_pass", 2, 4, id="gold unknowns called pass"),
        pytest.param("pu fu nu pp uu", "left_unknown", 3, 4, id="left unknown is over what the gold decides"),
    ],
)
def test_each_figure_counts_what_it_names(pairs: str, name: str, hits: int, total: int) -> None:
    ratio = getattr(figures(outcomes(pairs), {"en-01": True}), name)
    assert (ratio.hits, ratio.total) == (hits, total)


def test_a_gold_fail_called_pass_is_named() -> None:
    wrong = figures(outcomes("pp fp fu"), {"en-01": False}).fails_called_pass
    assert [miss.criterion for miss in wrong] == ["C1"]


def test_nothing_to_count_is_no_score_and_not_zero() -> None:
    found = figures(outcomes("pp uu"), {})
    assert found.fails_found.value is None
    assert found.overall_right.value is None
    assert share([False]).value == 0


@pytest.mark.parametrize(
    ("pairs", "kappa"),
    [
        pytest.param("pp pp ff ff", 1.0, id="perfect"),
        pytest.param("pp pp fp fp", 0.0, id="everything called pass is chance"),
        pytest.param("pp pp pp pu uu uu up uu", 0.5, id="six of eight with even margins"),
        pytest.param("pf fp", -1.0, id="always the opposite"),
    ],
)
def test_kappa_is_agreement_beyond_chance(pairs: str, kappa: float) -> None:
    assert cohen_kappa([(item.gold, item.got) for item in outcomes(pairs)]) == pytest.approx(kappa)


@pytest.mark.parametrize("pairs", [[], [("pass", "pass")]], ids=["no pairs", "one status only"])
def test_kappa_is_undefined_without_variation(pairs: list[tuple[str, str]]) -> None:
    assert cohen_kappa(pairs) is None


def test_overall_counts_the_cases_of_the_group_alone() -> None:
    found = figures(outcomes("pp"), {"en-01": True, "zh-02": False})
    assert (found.overall_right.hits, found.overall_right.total) == (1, 1)


def test_a_floor_names_the_figure_that_breaks_it() -> None:
    floors = {"agreement": Floor(at_least=0.9), "fails_called_pass": Floor(at_most=0), "kappa": Floor(at_least=0.1)}
    assert breaches(figures(outcomes("pp fp pp"), {}), floors) == ("agreement", "fails_called_pass", "kappa")
    assert breaches(figures(outcomes("pp pp ff"), {}), floors) == ()
