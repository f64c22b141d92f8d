"""Long charts are read in overlapping passages: whole, each thing once, and only from what was shown."""

from __future__ import annotations

import json
import threading
import time
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import screening
from assistant.documents import Document, read_chart
from assistant.extraction.text import normalised_note
from assistant.llm.chunks import Passage, halves, passages, shown
from assistant.llm.claims import Answer, ResultClaim, lenient
from assistant.llm.extractor import LlmExtractor
from assistant.llm.quoting import Place, places
from assistant.llm.server import Reply
from assistant.llm.settings import LlmSettings
from prompts import Prompt

WORDS = st.text(alphabet=st.sampled_from(list("ab .\n,;。，\t1")), max_size=600)


def documents(*texts: str) -> tuple[Document, ...]:
    return tuple(read_chart([(f"{number}.txt", text) for number, text in enumerate(texts, 1)], None, None))


@given(st.lists(WORDS.filter(str.strip), min_size=1, max_size=4), st.integers(20, 200), st.integers(0, 19))
def test_every_character_is_shown_and_no_passage_is_too_long(texts: list[str], size: int, overlap: int) -> None:
    chart = documents(*texts)
    made = passages(chart, size, overlap)
    assert all(passage.length <= size for passage in made)
    for number, document in enumerate(chart):
        pieces = [piece for passage in made for piece in passage.pieces if piece.note == number]
        assert pieces[0].start == 0
        assert pieces[-1].end == len(document.text)
        for before, after in pairwise(pieces):
            assert before.start < after.start <= before.end


@given(WORDS.filter(lambda text: len(text) > 410 and text.strip()), st.integers(0, 100))
def test_halves_hold_all_of_a_passage_and_are_shorter(text: str, overlap: int) -> None:
    chart = documents(text)
    whole = Passage((Place(0, 0, len(chart[0].text)),))
    parts = halves(whole, chart, overlap)
    if whole.length > 400:
        assert parts[0].pieces[0].start == 0
        assert parts[-1].pieces[-1].end == len(chart[0].text)
        assert all(part.length < whole.length for part in parts)


def test_a_note_is_cut_at_a_blank_line_before_a_line_and_a_line_before_a_sentence() -> None:
    sections = "\n\n".join("A line of words.\nAnother line of words. And more." for _ in range(20))
    for passage in passages(documents(sections), 200, 0)[:-1]:
        piece = passage.pieces[0]
        assert sections[: piece.end].endswith("\n\n")


def test_short_notes_go_together_and_each_keeps_its_number_title_and_date() -> None:
    text = "=== NOTE: Visit 2026-03-01 ===\nWBC 4.1\n=== NOTE: Ward 2026-03-05 ===\nWBC 4.2\n"
    chart = tuple(read_chart([("chart.txt", text)], None, None))
    (passage,) = passages(chart, 1000, 100)
    told = shown(passage, chart)
    assert told.count("<note ") == told.count("</note>") == 2
    assert '<note number="2" title="Ward 2026-03-05" written="2026-03-05">' in told


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        pytest.param("WBC 4.1", "wbc  4.1 today", ["wbc  4.1"], id="case and white space are forgiven"),
        pytest.param("WBC 4.1", "ＷＢＣ　４．１", ["ＷＢＣ　４．１"], id="full-width forms are forgiven"),
        pytest.param("WBC\n4.1", "WBC 4.1", ["WBC 4.1"], id="a line break is white space"),
        pytest.param("WBC 4.1", "WBC 4.12", [], id="part of a number"),
        pytest.param("12", "124 and 3.12 and 12.4", [], id="parts of numbers"),
        pytest.param("RA", "ORAL RA", ["RA"], id="whole words"),
        pytest.param("WBC: 4.1", "WBC 4.1", [], id="another sign"),
        pytest.param("WBC was 4.1", "WBC 4.1", [], id="a word more"),
        pytest.param("WBC 4.1 ... Hb 12", "WBC 4.1, ALT 20, Hb 12", [], id="glued from two places"),
        pytest.param("", "WBC", [], id="nothing"),
        pytest.param("no", "no " * 60, [], id="words that stand everywhere"),
        pytest.param("否认结核", "患者否认 结核", [], id="white space inside a Chinese word"),
        pytest.param("a" * 3000, "a" * 3000, [], id="longer than any quote"),
        pytest.param(".*", "WBC 4.1", [], id="a pattern is only its letters"),
    ],
)
def test_where_a_quote_stands(quote: str, text: str, found: list[str]) -> None:
    plain = normalised_note(text)
    assert [text[place.start : place.end] for place in places(quote, [plain], [Place(0, 0, len(text))])] == found


def test_a_quote_is_looked_for_only_in_what_was_shown() -> None:
    text = "WBC 4.1 in March. WBC 4.1 in May."
    shown_part = [Place(0, 0, 17)]
    assert places("WBC 4.1", [text], shown_part) == (Place(0, 0, 7),)
    assert places("in May", [text], shown_part) == ()


class Told:
    """Claims every result of its list that it is shown, and notes how many calls ran at once."""

    def __init__(self, quotes: list[str]) -> None:
        self.quotes, self.calls, self.at_once, self.most = quotes, 0, 0, 0
        self.lock = threading.Lock()

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        with self.lock:
            self.calls += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        time.sleep(0.02)
        with self.lock:
            self.at_once -= 1
        found = [self._claim(quote) for quote in self.quotes if quote in notes]
        claims, unfit = lenient(json.loads(json.dumps({"results": found})))
        assert all(isinstance(claim, ResultClaim) for claim in claims)
        return Reply(claims=claims, unfit=unfit, input_tokens=10, output_tokens=5)

    @staticmethod
    def _claim(quote: str) -> dict[str, Any]:
        return {"name": "wbc", "value": quote.split()[1], "unit": None, "date": None, "quote": quote}


FILLER = "The patient slept well and ate little, and nothing else was of note that day.\n"


def test_a_long_chart_is_read_whole_several_passages_at_once_and_each_result_once() -> None:
    notes = [
        f"Visit of 2026-0{month}-11\n"
        + "".join(f"WBC {month}.{day} on 2026-0{month}-0{day}.\n" + FILLER * 5 for day in range(1, 9))
        for month in range(1, 5)
    ]
    quotes = [f"WBC {month}.{day} on" for month in range(1, 5) for day in range(1, 9)]
    told = Told([quote.removesuffix(" on") for quote in quotes])
    settings = LlmSettings(base_url="http://127.0.0.1:9/v1", model="m", chunk=900, overlap=500, concurrency=4)
    extraction = screening.read(documents(*notes), LlmExtractor(settings, told))
    results = [fact for fact in extraction.facts if fact.name == "wbc"]
    assert len(results) == len(quotes)
    assert not any(fact.unconfirmed for fact in results)
    assert len({(item.document, item.start) for fact in results for item in fact.evidence[:1]}) == len(quotes)
    assert told.calls > 16
    assert 1 < told.most <= 4
    data = extraction.to_json()
    assert (data["calls"], data["input_tokens"], data["output_tokens"]) == (told.calls, 10 * told.calls, 5 * told.calls)
    assert data["refused"] == data["problems"] == []


def test_the_plan_for_small_models_asks_three_times() -> None:
    told = Told(["WBC 4.1"])
    settings = LlmSettings(base_url="http://127.0.0.1:9/v1", model="m", plan="small_model")
    extraction = screening.read(documents("WBC 4.1 on 2026-03-02"), LlmExtractor(settings, told)).to_json()
    assert told.calls == extraction["calls"] == 3
    assert extraction["plan"] == "small_model"
    assert sorted(extraction["prompts"]) == ["read_in_parts"]
