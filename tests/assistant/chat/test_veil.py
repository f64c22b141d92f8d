"""What a model elsewhere is shown of a conversation holds no name and no true day, and comes back as it was."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.chat import gate, tools
from assistant.chat.days import Days
from assistant.chat.otherdays import what_if
from assistant.chat.toolbox import as_text
from assistant.chat.veil import ChatVeil
from assistant.privacy.masking import PrivacyError
from rules.catalogue import Lang
from tests.assistant.chat.cases import NOTE, TODAY, case

NAMED = f"Patient: Zhang Li, MRN 4471 2231\n{NOTE}"


def veil(weeks: int | None = 31) -> ChatVeil:
    return ChatVeil(case(NAMED).screened.documents, TODAY, weeks)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_tools_text_is_masked_and_comes_back_word_for_word(lang: Lang) -> None:
    hidden = veil()
    may = {"infusion": Days(date(2026, 5, 1), date(2026, 5, 31))}
    for told in (tools.explain(case(NAMED), lang), tools.earliest(case(NAMED), lang), what_if(case(NAMED), lang, may)):
        text = as_text(told)
        masked = hidden.shown(text)
        for true in ("25 Feb 2026", "21 Apr 2026", "2026年4月21日", "2026年2月25日", "Zhang Li", "4471"):
            assert true not in masked
        # In a Chinese text a day of an English quote may come back in another form, but as the same day.
        assert hidden.back(masked) == text or lang == "zh"
        known = gate.passages([told], lang)
        assert all(gate.supported(hidden.back(hidden.shown(line.text)), known) for line in told.lines)


def test_the_same_name_has_the_same_stand_in_in_the_question_and_the_chart() -> None:
    hidden = veil()
    assert hidden.shown("Why does Zhang Li fail?") == "Why does [person 1] fail?"
    assert "[person 1]" in hidden.shown("Zhang Li was seen on 10 Mar 2026.")
    assert hidden.counts["person"] >= 1


def test_a_day_that_a_model_writes_in_its_own_form_is_brought_back() -> None:
    hidden = veil(10)
    hidden.shown("Infusion not before 21 Apr 2026.")
    assert hidden.back("Infusion not before 2026-06-30.") == "Infusion not before 2026-04-21."


def test_the_weeks_are_drawn_anew_and_shown_nowhere() -> None:
    drawn = {veil(None).shown("on 21 Apr 2026") for _ in range(12)}
    assert len(drawn) > 1
    assert "21 Apr 2026" not in "".join(drawn)
    assert repr(veil()) == "ChatVeil()"


def test_what_cannot_be_masked_for_certain_is_not_shown() -> None:
    with pytest.raises(PrivacyError):
        veil().shown("if infused on 31.02.2026?")
