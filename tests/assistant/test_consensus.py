"""Two readers together: absence is no dispute; what they read differently is looked at, or decides nothing."""

from __future__ import annotations

from typing import Any

import pytest

from assistant import screening
from assistant.consensus import ConsensusExtractor
from assistant.documents import read_chart
from rules.facts import FactBase
from tests.assistant.llm.hostile import Lie, condition, result, treatment
from tests.assistant.llm.test_hostile import liar


def together(text: str, *claims: Lie) -> dict[str, FactBase]:
    documents = read_chart([("note.txt", f"Clinic note 2026-03-10. 34 year old woman with SLE.\n{text}\n")], None, None)
    return {fact.name: fact for fact in screening.read(documents, ConsensusExtractor(liar(claims))).facts}


def test_what_only_the_grammar_reads_is_no_dispute() -> None:
    fact = together("WBC 4.1 on 2026-03-08.")["wbc"]
    assert not fact.disputed
    assert not fact.unconfirmed


@pytest.mark.parametrize(
    ("text", "claim", "name"),
    [
        pytest.param("HIV negative.", result("hiv", "positive", "HIV negative"), "hiv", id="another value"),
        pytest.param("Creatinine 88 umol/L.", result("creatinine", "88", "Creatinine 88 umol/L", unit="mg/dL"),
                     "creatinine", id="another unit"),
        pytest.param("Denies seizures.", condition("seizure", "present", "seizures"), "seizure", id="another polarity"),
        pytest.param("WBC 4.1 on 2026-03-08, next on 2026-03-20.",
                     result("wbc", "4.1", "WBC 4.1 on 2026-03-08, next on 2026-03-20", date="2026-03-20"), "wbc",
                     id="another date of the quote"),
    ],
)  # fmt: skip
def test_a_dispute_over_plain_words_keeps_the_grammars_reading_for_a_look(text: str, claim: Lie, name: str) -> None:
    fact, alone = together(text, claim)[name], together(text)[name]
    assert fact.disputed
    assert not fact.unconfirmed
    assert fact.model_copy(update={"disputed": False}) == alone


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(result("wbc", "4.1", "WBC 4.1 on 2026-03-08", date="2026-03-08"), id="the date of the note"),
        pytest.param(result("wbc", "4.1", "WBC 4.1", date="2026-03-20"), id="a date that the quote does not name"),
        pytest.param(result("wbc", "4.1", "WBC 4.1", unit="10^9/L"), id="a unit that the note leaves out"),
    ],
)
def test_a_date_or_unit_that_the_quote_does_not_contradict_is_no_dispute(claim: Lie) -> None:
    assert not together("WBC 4.1 on 2026-03-08.", claim)["wbc"].disputed


def test_a_dispute_over_words_that_are_not_plain_decides_nothing() -> None:
    text = "No evidence to rule out possible seizures, which she denies."
    facts: dict[str, Any] = {}
    for status in ("present", "absent", "suspected"):
        fact = together(text, condition("seizure", status, "seizures")).get("seizure")
        facts[status] = fact
    disputed = [fact for fact in facts.values() if fact is not None and fact.disputed]
    assert disputed
    assert all(fact.unconfirmed for fact in disputed)


def test_what_only_the_model_reads_is_kept_unconfirmed() -> None:
    text = "Allergies: codeine (nausea)."
    alone = together(text)
    facts = together(text, treatment("codeine", "ongoing", "codeine (nausea)"))
    assert {name for name in facts if name not in alone} == {name for name, fact in facts.items() if fact.unconfirmed}
    assert sum(fact.unconfirmed for fact in facts.values()) == 1


def test_a_drug_misspelt_by_one_letter_is_read_in_its_context() -> None:
    text = "Last belimumap infusion 25 Feb 2026."
    assert "belimumab" not in together(text)
    claim = treatment("belimumab", "stopped", "Last belimumap infusion 25 Feb 2026")
    fact = together(text, claim)["belimumab"]
    assert not fact.unconfirmed
    assert fact.evidence[0].quote in text
    other = treatment("rituximab", "stopped", "Last belimumap infusion 25 Feb 2026")
    assert "rituximab" not in together(text, other)
