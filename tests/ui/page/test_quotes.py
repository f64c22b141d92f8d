"""Notes are shown as they are, with each quote at its own place."""

from __future__ import annotations

import html
import random
import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.page import sample
from ui.page.quotes import Marked, marked_spans, note_text, notes_pane, pieces, target_rules
from ui.page.wording import Words

EN = Words("en")


def shown(drawn: str) -> str:
    """What a reader sees of the HTML."""
    return html.unescape(re.sub(r"<[^>]*>", "", drawn))


def span(start: int, end: int, *uses: tuple[str, str]) -> Marked:
    return Marked(start, end, uses or (("EXC-09", "fail"),))


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<b>bold</b> & **bold** _x_ $E=mc^2$ `code` [a](http://x)",
        "Hb < 80 and > 50; 'quoted' \"twice\"",
        "否认器官移植史。\r\n\tWBC 3.2 &lt; 4",
    ],
)
def test_a_note_is_shown_letter_by_letter(text: str) -> None:
    drawn = note_text(text, [span(0, 5)], 0)
    assert shown(drawn) == text
    assert set(re.findall(r"</?(\w+)", drawn)) <= {"span", "mark", "a"}


@given(
    st.text(alphabet=st.sampled_from("ab <>&\"'\n中\U0001f600"), max_size=40),
    st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=6),
)
def test_marks_never_change_the_text(text: str, places: list[tuple[int, int]]) -> None:
    spans = sorted({(start, min(start + size, len(text))) for start, size in places if start < len(text)})
    assert shown(note_text(text, [span(*one) for one in spans], 0)) == text


def test_crossing_quotes_each_cover_their_own_words() -> None:
    spans = [span(0, 6), span(3, 9)]
    assert [(start, end, len(covering)) for start, end, covering in pieces(10, spans)] == [
        (0, 3, 1),
        (3, 6, 2),
        (6, 9, 1),
        (9, 10, 0),
    ]


def test_a_mark_leads_to_the_criterion_that_matters_most() -> None:
    drawn = note_text("belimumab", [Marked(0, 9, (("EXC-03.3", "fail"), ("INC-04a", "pass")))], 0)
    assert '<a href="#c-EXC-03.3" title="EXC-03.3, INC-04a">belimumab</a>' in drawn


def test_every_quote_of_the_report_is_marked_with_its_own_words() -> None:
    report = sample.report()
    for place, document in enumerate(report["documents"]):
        spans = marked_spans(report, document["document"])
        rules = target_rules(spans, place)
        drawn = note_text(document["text"], spans, place)
        for one in spans:
            anchor = f"q-{place}-{one.start}-{one.end}"
            assert f'id="{anchor}"' in drawn
            assert f"#{anchor}:target" in rules
            marks = re.findall(rf'<mark class="[^"]*\b{anchor}\b[^"]*">(.*?)</mark>', drawn, re.DOTALL)
            assert shown("".join(marks)) == document["text"][one.start : one.end]


def test_names_of_files_are_escaped_too() -> None:
    drawn = notes_pane(sample.report(), EN)
    assert "lab <b>" not in drawn
    assert "lab &lt;b&gt;sheet&lt;/b&gt;.txt#1" in drawn


def test_several_notes_can_be_chosen_between() -> None:
    drawn = notes_pane(sample.report(), EN)
    assert '<a href="#d-0">Clinic note</a><a href="#d-1">Laboratory 9 Mar 2026</a>' in drawn


@pytest.mark.parametrize("written", [None, {"earliest": None, "latest": None}])
def test_a_note_without_a_date_says_so(written: Any) -> None:
    report = sample.report()
    report["documents"][0]["written_on"] = written
    assert "without a date" in notes_pane(report, EN)


def test_without_notes_the_pane_says_what_it_is_for() -> None:
    assert "is shown here" in notes_pane(None, EN)


def test_pieces_are_those_of_every_span_looked_at_one_by_one() -> None:
    numbers = random.Random(7)
    for _ in range(200):
        edges = [sorted(numbers.sample(range(60), 2)) for _ in range(numbers.randrange(12))]
        spans = [
            Marked(start, end, ()) for start, end in sorted(map(tuple, edges), key=lambda each: (each[0], -each[1]))
        ]
        drawn = list(pieces(60, spans))
        assert "".join("x" * (end - start) for start, end, _ in drawn) == "x" * 60
        for start, end, covering in drawn:
            assert covering == [span for span in spans if span.start <= start and end <= span.end]


def test_a_note_with_ten_thousand_quotes_is_drawn_in_a_moment() -> None:
    text = "No stroke. " * 10_000
    spans = [Marked(at, at + 9, (("EXC-07c", "pass"),)) for at in range(0, len(text), 11)]
    began = time.perf_counter()
    assert note_text(text, spans, 0).count("<mark") == 10_000
    assert time.perf_counter() - began < 5
