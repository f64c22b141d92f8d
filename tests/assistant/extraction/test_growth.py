"""A note of four times the length takes about four times the work, whatever its shape."""

from __future__ import annotations

import cProfile
import pstats
import time

import pytest

from assistant import screening
from assistant.documents import read_chart
from assistant.extraction.longlines import LINE, parted

LENGTH = 4_500
TIMES = 4
SLACK = 1.5
"""Counted calls may grow by so much more than the note: tables are set up once, lines are filled unevenly."""
PATIENCE = 2.5
"""Measured time may, on a busy machine."""

LINES = {
    "short lines": "WBC 3.2\nHb 110 g/L\nNo fever.\nANA +\nplt 210\n",
    "short lines in Chinese": "白细胞 3.2\n血红蛋白110\n无发热。\nANA 阳性\n否认手术史\n",
    "a line of dates": "2025-03-04 2025-11-20 3/14/2025 ",
    "a line of drugs in Chinese": "泼尼松、吗替麦考酚酯、贝利尤单抗、羟氯喹、",
    "a line of diseases in Chinese": "狼疮性肾炎、糖尿病、乙肝、",
    "lines of drugs in Chinese": "2025-03-04起泼尼松10mg qd\n停贝利尤单抗\n未用利妥昔单抗\n",
    "notes in Chinese": "=== NOTE: 复诊 ===\n2025-03-04\n白细胞5.2,泼尼松10mg qd。无发热。\n",
}


def of_length(piece: str, length: int) -> str:
    return piece * (length // len(piece) + 1)


def calls(text: str) -> int:
    """How many functions were called to read a note: the same on every machine."""
    profile = cProfile.Profile()
    profile.runcall(screening.read, read_chart([("note", text)]))
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize("piece", [pytest.param(piece, id=name) for name, piece in LINES.items()])
def test_work_grows_with_the_length_of_a_note(piece: str) -> None:
    calls(of_length(piece, 100))
    few, many = (calls(of_length(piece, length)) for length in (LENGTH, TIMES * LENGTH))
    assert many < SLACK * TIMES * few


@pytest.mark.parametrize("filling", [" ", "\n", "\t", ".", "- ", ". ", "a", "的", "1", "1 ", "(", "|", "\n\n- "])
def test_what_says_nothing_takes_little_time_however_long(filling: str) -> None:
    def seconds(length: int) -> float:
        documents = read_chart([("note", f"WBC 3.2\nnone{of_length(filling, length)}x")])
        begun = time.process_time()
        screening.read(documents)
        return time.process_time() - begun

    seconds(100)
    few = min(seconds(20_000) for _ in range(2))
    assert seconds(TIMES * 20_000) < PATIENCE * TIMES * few


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a" + " " * 150 + "b", "a" + " " * 150 + "b", id="a gap that notes have"),
        pytest.param("a" + " " * 300 + "b", "a" + " " * 100 + "\x02" * 100 + " " * 100 + "b", id="a longer gap"),
        pytest.param("word " * 800, "word " * 800, id="a line that is not too long"),
        pytest.param("x" * (LINE + 5), "x" * (LINE + 5), id="nowhere to part it"),
    ],
)
def test_gaps_and_lines_are_parted_only_where_they_are_too_long(text: str, expected: str) -> None:
    assert parted(text) == expected


@pytest.mark.parametrize("sentence", ["She has had no fever. ", "无发热，无咳嗽。", "a b ", "甲，乙、"])
def test_long_lines_end_with_a_sentence_or_word_and_nothing_moves(sentence: str) -> None:
    text = of_length(sentence, 3 * LINE)
    lines = parted(text).split("\n")
    assert all(len(line) <= LINE for line in lines)
    assert {old for old, new in zip(text, parted(text), strict=True) if old != new} <= set(" 。、")


def test_a_value_is_found_far_inside_a_single_line() -> None:
    text = "She feels well and works full time. " * 2_000 + "Today WBC 3.2 10^9/L. " + "She sleeps well. " * 500
    (document,) = read_chart([("note", text)])
    facts = [fact for fact in screening.read([document]).facts if fact.name == "wbc"]
    assert [fact.evidence[0].quote for fact in facts] == ["WBC 3.2"]
