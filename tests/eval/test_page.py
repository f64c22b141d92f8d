"""The report as one page: nothing from elsewhere, notes escaped, words marked, held-out notes withheld."""

import re

from eval.harness.records import CaseRecord, FactRecord, NoteRecord, VerdictRecord
from eval.harness.results import results
from eval.reports.page import marked, page
from eval.reports.terminal import summary

MADE_BY = {"version": "0", "program": "0", "extractor": "embedded", "repeats": 1, "sampled": False}
TEXT = "Plt 98 <script>alert(1)</script> on 3/2"


def record(name: str, *, held_out: bool = False) -> CaseRecord:
    wrong = VerdictRecord(
        criterion="INC-07.3d",
        gold="fail",
        got="pass",
        why="98 is low",
        reason="98 is high",
        stage="rule: plt",
        labelled=(("n", 0, 6),),
        read=(("n", 4, 6),),
    )
    return CaseRecord(
        suite="mine",
        case=name,
        patient=name,
        language="en",
        held_out=held_out,
        overall="ineligible",
        verdicts=(wrong, VerdictRecord(criterion="INC-01", gold="pass", got="pass")),
        texts=() if held_out else (("n", TEXT),),
    )


def drawn(*records: CaseRecord | NoteRecord) -> str:
    runs = {"mine": ("screening", records)}
    return page(results(runs, made_by=MADE_BY), runs)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    html = drawn(record("a"), record("b"))
    assert not re.search(r"https?:|<script|<link|<img|@import|url\(", html.replace("&lt;script", ""))
    assert html.count("<svg") >= 2


def test_a_miss_shows_its_note_its_words_and_its_stage() -> None:
    html = drawn(record("a"))
    assert '<mark class="labelled">Plt </mark><mark class="both">98</mark>' in html
    assert "98 is high Label: 98 is low" in html
    assert "rule: plt" in html
    assert "fail called pass" in html
    assert "&lt;script&gt;alert(1)" in html


def test_held_out_notes_are_counted_and_not_shown() -> None:
    html = drawn(record("a", held_out=True))
    assert "1 misses lie in held-out cases" in html
    assert "Plt 98" not in html


def test_a_fact_that_was_missed_is_marked_in_its_note() -> None:
    fact = FactRecord(fact_kind="measurement", name="plt", gold="98", start=4, end=6)
    html = drawn(NoteRecord(suite="mine", case="n-1", language="en", facts=(fact,), text=TEXT))
    assert 'Plt <mark class="labelled">98</mark>' in html
    assert "measurement: missed" in html


def test_marks_at_the_ends_and_beyond() -> None:
    assert str(marked("ab", [("n", 0, 9), ("m", 0, 1)], "n", ())) == '<mark class="labelled">ab</mark>'
    assert str(marked("", [("n", 0, 1)], "n", ())) == ""


def test_the_terminal_says_value_interval_and_stage() -> None:
    found = results({"mine": ("screening", [record("a"), record("b")])}, made_by=MADE_BY)
    text = summary(found)
    assert re.search(r"labelled fail, called pass +1\.000 +1\.000 to 1\.000 +2/2", text)
    assert "verdicts lost by: rule 2" in text
