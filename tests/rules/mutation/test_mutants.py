"""What counts as a small fault: what decides is changed, what is only told is not."""

from __future__ import annotations

import pytest

from tests.rules.mutation.mutants import mutants_of


def names(source: str) -> list[str]:
    return [mutant.name.removeprefix("m ") for mutant in mutants_of("rules.m", source)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("return a < b", ["a < b -> a <= b"]),
        ("return a >= b", ["a >= b -> a > b"]),
        ("return a is None", ["a is None -> a is not None"]),
        ("return a and b", ["a and b -> a or b", "a -> left out", "b -> left out"]),
        ("return not a", ["not a -> a"]),
        ("return a if b else c", ["b -> True", "b -> False"]),
        ("return a - 28", ["a - 28 -> a + 28", "28 -> 29", "28 -> 27"]),
        ("return Truth.TRUE", ["Truth.TRUE -> Truth.FALSE", "Truth.TRUE -> Truth.UNKNOWN"]),
        ("return a.earliest", ["a.earliest -> a.latest"]),
        ("return max(a)", ["max -> min"]),
        ("return a[0], b[-1], c[1], a[-1:]", ["a[0] -> a[-1]", "b[-1] -> b[0]", "c[1] -> c[0]"]),
        ("return [a for a in b if c]", ["c -> True", "c -> False"]),
        ("return a == 'active'", ["a == 'active' -> a != 'active'", "'active' -> '~active'"]),
        ("a.append(b)", ["a.append(b) -> left out"]),
        ("return Finding(code='told', data={'what': a}, remedy='wait')", ["remedy='wait' -> left out"]),
        ("raise ValueError(f'{a + 1} is too much')", []),
        ("return Remark('told', {'days': a + 1})", []),
    ],
)
def test_the_faults_of_a_function(body: str, expected: list[str]) -> None:
    assert names(f"def f(a, b, c):\n    {body}\n") == [f"f: {name}" for name in expected]


def test_the_faults_of_a_table_and_of_the_default_of_a_field() -> None:
    assert names("DAYS = {'week': 7}") == ["DAYS: 'week' -> '~week'", "DAYS: 7 -> 8", "DAYS: 7 -> 6"]
    field = "class A(Predicate):\n    asks: Literal['ever', 'now'] = 'ever'\n    within: str = '4 weeks'\n"
    assert names(field) == ["A.asks: asks: Literal['ever', 'now'] = 'ever' -> = 'now'",
                            "A.within: within: str = '4 weeks' -> = '5 weeks'"]  # fmt: skip
    assert names("@dataclass\nclass A:\n    months: int = 0\n") == []


def test_like_faults_of_one_function_are_numbered() -> None:
    assert names("def f(a):\n    return (a.low, a.low)\n") == ["f: a.low -> a.high", "f: a.low -> a.high #2"]


def test_a_fault_is_made_in_the_tree_that_it_was_found_in() -> None:
    import ast

    (fault,) = mutants_of("rules.m", "def f(a, b):\n    return a < b\n")
    fault.apply()
    assert ast.unparse(fault.top) == "def f(a, b):\n    return a <= b"
