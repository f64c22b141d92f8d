"""Whether a note says that the patient is in a trial now: said, denied, left, somebody else's, an observational one."""

from __future__ import annotations

import pytest

from assistant.documents import read_documents
from assistant.screening import read
from rules.facts import Treatment


def statuses(text: str) -> set[str | None]:
    facts = read(read_documents(f"Clinic, 10 March 2026\n{text}\n", "note")).facts
    return {
        fact.status
        for fact in facts
        if isinstance(fact, Treatment)
        and fact.name == "experimental_treatment"
        and fact.certainty == "stated"
        and fact.subject == "patient"
    }


@pytest.mark.parametrize(
    "text",
    [
        "She is currently enrolled in a randomised trial of an oral JAK inhibitor.",
        "He is taking part in another clinical trial of an investigational drug.",
        "目前正在参加另一项临床试验，服用试验药物。",
    ],
)
def test_in_a_trial_now(text: str) -> None:
    assert "ongoing" in statuses(text)


@pytest.mark.parametrize(
    "text",
    [
        "She is not currently enrolled in any trial.",
        "She was enrolled in a randomised trial of an oral JAK inhibitor in 2019.",
        "She is enrolled in a trial of an oral drug, which she left on 3 January 2026.",
        "She is currently enrolled in an observational registry study.",
        "Her sister is currently enrolled in a trial of an oral drug.",
        "目前未参加其他临床试验。",
        "2019年参加过一项临床试验。",
    ],
)
def test_not_in_a_trial_now(text: str) -> None:
    assert "ongoing" not in statuses(text)
