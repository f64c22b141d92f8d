"""Eligibility text into clauses: headings in many spellings, bullets, numbers, nesting, run-in lists, wrapped lines."""

from __future__ import annotations

import pytest

from rules.drafting.naming import ids
from rules.drafting.splitting import split
from rules.records import unescape


def _kinds(text: str) -> list[tuple[str, str]]:
    return [(clause.kind[:3], clause.text) for clause in split(text)]


@pytest.mark.parametrize(
    "heading",
    [
        "Inclusion Criteria:",
        "INCLUSION CRITERIA",
        "Inclusion criteria :",
        "Key Inclusion Criteria:",
        "Main inclusion criteria",
        "Inclusion:",
        "Inclusion Criteria for the screening period:",
        "- Inclusion Criteria:",
    ],
)
def test_headings(heading: str) -> None:
    other = heading.replace("nclusion", "xclusion").replace("NCLUSION", "XCLUSION").replace("Ixc", "Exc")
    other = other.replace("Ix", "Ex").replace("IX", "EX").replace("ix", "ex")
    found = _kinds(f"{heading}\n\n  - Age 18 or older\n\n{other}\n\n  - History of stroke")
    bare = heading.removeprefix("- ")
    assert found == [
        ("hea", bare),
        ("inc", "Age 18 or older"),
        ("hea", other.removeprefix("- ")),
        ("exc", "History of stroke"),
    ]


def test_a_sentence_on_further_criteria_is_no_heading() -> None:
    text = "Inclusion Criteria:\n\n- Stroke\n\nOther protocol-defined inclusion/exclusion criteria may apply."
    assert _kinds(text)[-1][0] == "inc"


def test_the_old_style_of_characteristics() -> None:
    disease = "DISEASE CHARACTERISTICS:\n\n  - Melanoma\n\n"
    text = f"{disease}PATIENT CHARACTERISTICS:\n\nAge\n\n  - 18 and over\n\nRenal\n\n  - Not specified"
    assert _kinds(text) == [
        ("hea", "DISEASE CHARACTERISTICS:"),
        ("inc", "Melanoma"),
        ("hea", "PATIENT CHARACTERISTICS:"),
        ("hea", "Age"),
        ("inc", "18 and over"),
        ("hea", "Renal"),
        ("hea", "Not specified"),
    ]
    assert [clause.topic for clause in split(text) if clause.text == "18 and over"] == ["age"]


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        pytest.param("* One thing\n* Another thing", ["One thing", "Another thing"], id="bullets without blank lines"),
        pytest.param("1. One thing that\nwraps\n2. Another", ["One thing that wraps", "Another"], id="wrapped lines"),
        pytest.param(
            "Age is 18 or more\nOne thing\nAnother", ["Age is 18 or more", "One thing", "Another"], id="no marks"
        ),
        pytest.param(
            "One thing that goes on for very many words up to the end of the line\nand Another thing that follows",
            ["One thing that goes on for very many words up to the end of the line and Another thing that follows"],
            id="no marks, wrapped",
        ),
        pytest.param("  - - One thing\n\n  - 2 Another thing", ["One thing", "Another thing"], id="marks twice"),
        pytest.param("1. One thing 2. Another 3. A third", ["One thing", "Another", "A third"], id="run-in numbers"),
        pytest.param("1) One thing\n2) ANC ≥ 1.5 x 10^9/L", ["One thing", "ANC ≥ 1.5 x 10^9/L"], id="numbers in words"),
        pytest.param("- 1.5 times the limit\n- Two", ["1.5 times the limit", "Two"], id="a decimal is no mark"),
        pytest.param("a. One thing\nb. Another", ["One thing", "Another"], id="letters"),
    ],
)
def test_items(text: str, clauses: list[str]) -> None:
    assert [clause.text for clause in split(f"Inclusion Criteria:\n\n{text}")][1:] == clauses


def test_results_run_together_become_clauses_and_others_stay_whole() -> None:
    text = "Inclusion Criteria:\n1. Blood: hemoglobin ≥ 80 g/L; platelets ≥ 50×10⁹/L\n2. Stroke; or a fall; or a burn"
    assert _kinds(text)[1:] == [
        ("hea", "Blood:"),
        ("inc", "hemoglobin ≥ 80 g/L"),
        ("inc", "platelets ≥ 50×10⁹/L"),
        ("inc", "Stroke; or a fall; or a burn"),
    ]
    exception = "Liver: AST ≤ 3 ULN; bilirubin ≤ 1.5 ULN; subjects with Gilbert syndrome ≤ 3 ULN"
    assert _kinds(f"Inclusion Criteria:\n1. {exception}")[1:] == [("inc", exception)]


def test_ids_follow_the_record() -> None:
    inclusion = "Inclusion Criteria:\n\n1. One\n\n2. All of the following:\n\n     - Two\n\n     - Three"
    text = f"{inclusion}\n\nExclusion Criteria:\n\n1. Four"
    clauses = split(text)
    assert ids(clauses) == ["", "INC-01", "", "INC-02a", "INC-02b", "", "EXC-01"]


@pytest.mark.parametrize(
    ("text", "blocked"),
    [
        pytest.param("Inclusion Criteria:\n\n- All of the following:\n\n    - Stroke", None, id="each must hold"),
        pytest.param("Exclusion Criteria:\n\n- Any of the following:\n\n    - Stroke", None, id="any excludes"),
        pytest.param(
            "Inclusion Criteria:\n\n- Any of the following:\n\n    - Stroke", "part_of_list", id="alternatives"
        ),
        pytest.param("Exclusion Criteria:\n\n- All of the following:\n\n    - Stroke", "part_of_list", id="together"),
        pytest.param(
            "Exclusion Criteria:\n\n- History of cancer, except:\n\n    - Stroke", "part_of_list", id="exceptions"
        ),
        pytest.param(
            "Exclusion Criteria:\n\n- In the past 2 years:\n\n    - Stroke", "part_of_list", id="a window above"
        ),
        pytest.param("Inclusion Criteria:\n\n- Cancer; or\n\n- Stroke", "alternatives", id="joined by or"),
        pytest.param("- Cancer\n\n- Stroke", "no_section", id="no heading at all"),
        pytest.param(
            "Part 1 Inclusion Criteria:\n\n- Cancer\n\nPart 2 Inclusion Criteria:\n\n- Stroke",
            "several_groups",
            id="groups",
        ),
    ],
)
def test_what_may_not_be_read_by_itself(text: str, blocked: str | None) -> None:
    assert split(text)[-1].blocked == blocked


def test_a_line_with_parts_below_is_not_decided_without_them() -> None:
    clauses = split("Exclusion Criteria:\n\n- History of cancer\n\n    - Basal cell carcinoma is allowed")
    assert [clause.blocked for clause in clauses] == [None, "has_parts", "part_of_list"]


MODERN = """Inclusion Criteria:

* Woman
* Adequate bone marrow function:

  * Platelets ≥ 100 x 10\\^9/L
  * Hemoglobin ≥ 9 g/dL
* Age \\>= 18 years

Exclusion Criteria:

* Use of immunosuppressants within 7 days

The following are exceptions to this criterion:

* Topical steroids
* Stroke
"""


def test_lists_in_the_registrys_newer_form() -> None:
    clauses = [(clause.kind[:3], clause.depth, clause.text, clause.blocked) for clause in split(unescape(MODERN))]
    assert clauses == [
        ("hea", 0, "Inclusion Criteria:", None),
        ("inc", 0, "Woman", None),
        ("hea", 0, "Adequate bone marrow function:", None),
        ("inc", 1, "Platelets ≥ 100 x 10^9/L", None),
        ("inc", 1, "Hemoglobin ≥ 9 g/dL", None),
        ("inc", 0, "Age >= 18 years", None),
        ("hea", 0, "Exclusion Criteria:", None),
        ("exc", 0, "Use of immunosuppressants within 7 days", "has_parts"),
        ("exc", 0, "The following are exceptions to this criterion:", "part_of_list"),
        ("exc", 0, "Topical steroids", "part_of_list"),
        ("exc", 0, "Stroke", "part_of_list"),
    ]


def test_a_section_inside_an_item_leaves_no_clause_to_be_read_alone() -> None:
    clauses = split("Inclusion Criteria:\n\n1. Phase A:\n\n   Exclusion criteria:\n   * Stroke\n2. Cancer")
    assert {clause.blocked for clause in clauses if clause.kind != "heading"} == {"several_groups"}


@pytest.mark.parametrize(("topic", "blocked"), [("Renal", None), ("Healthy controls:", "several_groups")])
def test_a_sub_heading_may_name_a_group_of_patients(topic: str, blocked: str | None) -> None:
    clauses = split(f"Exclusion Criteria:\n\n{topic}\n\n- Stroke\n\n- Dialysis")
    assert [clause.blocked for clause in clauses if clause.kind != "heading"] == [blocked, blocked]
