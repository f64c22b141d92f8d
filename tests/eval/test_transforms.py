"""Changes that keep a note's meaning: what each does to a few words, and that it does the same every time."""

import re

import pytest

from eval.cases import load_suite, select
from eval.transforms import WAYS, change

NOTE = """=== NOTE: Clinic 2026-03-02 ===
Allergies: none known.
PMH: hypertension.

Hgb 9.1 g/dL, PLT 210 K/uL, creatinine 88 umol/L. Seen 2026-02-27.
Hgb 9.1 g/dL (ref 12.0-16.0)

=== NOTE: Labs 2026-03-09 ===
Date        2026-03-09   2026-03-02
PLT  K/uL          210          198
"""


def changed(way: str, text: str = NOTE, language: str = "en", amount: float = 1.0) -> str:
    return change(way, text, language, seed="1", amount=amount)


def test_units_are_changed_exactly_and_never_away_from_their_limits() -> None:
    text = changed("units")
    assert "Hgb 91 g/L" in text
    assert re.search(r"creatinine 0\.9952 mg/d[Ll]\.", text)
    assert "Hgb 9.1 g/dl (ref 12.0-16.0)" in text, "the number stays with the range that it is compared with"
    assert re.search(r"PLT 210 (?:10\^3/uL|x10\^9/L|10\*9/L|G/L)", text)
    assert "PLT  K/uL          210          198" in text, "columns stay aligned"


def test_dates_are_rewritten_and_columns_stay_aligned() -> None:
    text = changed("dates")
    assert re.search(r"Seen (?:27 Feb 2026|27-Feb-2026|Feb 27, 2026)\.", text)
    assert "Date        2026/03/09   2026/03/02" in text
    assert "2026年2月27日复诊" in changed("dates", "2026-02-27复诊", "zh")


def test_dated_notes_and_one_line_histories_change_places() -> None:
    lines = [change("sections", NOTE, "en", seed=str(seed)).split("\n") for seed in range(8)]
    assert all(sorted(each) == sorted([*NOTE.split("\n")]) for each in lines)
    assert {each[0] for each in lines} == {"=== NOTE: Clinic 2026-03-02 ===", "=== NOTE: Labs 2026-03-09 ==="}
    assert any(each.index("PMH: hypertension.") < each.index("Allergies: none known.") for each in lines)


def test_notes_without_a_day_keep_their_order() -> None:
    text = "=== NOTE: first ===\na\n=== NOTE: second ===\nb\n"
    assert {change("sections", text, "en", seed=str(seed)) for seed in range(8)} == {text}


def test_prose_is_wrapped_and_tables_are_not() -> None:
    prose = "word " * 40 + "end"
    assert changed("wraps", prose).split() == prose.split()
    assert max(map(len, changed("wraps", prose).split("\n"))) <= 72
    table = "PLT    " + "210   " * 30
    assert changed("wraps", table) == table
    assert changed("wraps", "short lines\n" * 9) == "short lines\n" * 9
    chinese = "患者 Hb 98g/L，一般情况可，" * 12
    assert "".join(changed("wraps", chinese, "zh").split()) == "".join(chinese.split())


def test_digits_become_wide_in_chinese_and_only_signs_in_english() -> None:
    assert changed("full_width", "血小板 98(参考)", "zh") == "血小板 ９８（参考）"
    assert changed("full_width", "PLT 98 (low)") == "PLT 98 （low）"


def test_noise_in_words_leaves_numbers_and_noise_in_digits_leaves_words_and_dates() -> None:
    text = "lymphopenia improving, PLT 105 on 2026-01-05"
    assert changed("word_noise", text).endswith("PLT 105 on 2026-01-05")
    assert changed("word_noise", text) != text
    noisy = changed("digit_noise", text)
    assert noisy.startswith("lymphopenia improving, PLT ")
    assert noisy.endswith(" on 2026-01-05")
    assert noisy != text


def test_irrelevant_text_is_added_and_nothing_taken_away() -> None:
    text = changed("irrelevant")
    assert all(line in text for line in NOTE.split("\n"))
    assert len(text) > len(NOTE)


def test_headings_are_translated_where_they_head_a_line() -> None:
    assert changed("headings").split("\n")[1:3] == ["过敏史: none known.", "PMH: hypertension."]
    assert changed("headings", "体格检查：可。\n心电图：正常", "zh").startswith("Physical examination：可。\nECG：")


@pytest.mark.parametrize("way", WAYS)
def test_the_same_seed_changes_a_note_the_same_way(way: str) -> None:
    for case in select(load_suite("nk510"), part="tuned"):
        once, again = (change(way, case.text, case.language, seed="7", amount=0.1) for _ in range(2))
        assert once == again
