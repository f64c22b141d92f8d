from __future__ import annotations

import io

import pytest

from ui.cli.layout import Page, columns, in_brief, page_for, printable, shorten, wrap


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("中文", 4), ("ANA滴度", 7), ("e\u0301", 1), ("，", 2)])
def test_a_chinese_character_takes_two_columns(text: str, width: int) -> None:
    assert columns(text) == width


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("one two three", ["one two", "three"], id="words are kept whole"),
        pytest.param("中文中文中文", ["中文中文", "中文"], id="Chinese breaks anywhere"),
        pytest.param("中文中文，文", ["中文中", "文，文"], id="but never before a comma"),
        pytest.param("abcdefghijkl", ["abcdefgh", "ijkl"], id="a word wider than the line is cut"),
        pytest.param("", [""], id="nothing is one empty line"),
    ],
)
def test_wrapping_to_eight_columns(text: str, lines: list[str]) -> None:
    assert wrap(text, 8) == lines


def test_no_line_is_wider_than_the_page() -> None:
    text = "贝利尤单抗末次2026-02-25：距回输23天；须超过54.9-59.4天。Belimumab was last given 23 days before. " * 5
    for width in range(40, 100, 7):
        lines = wrap(text, width, "  · ", "    ")
        assert max(map(columns, lines)) <= width
        assert "".join(lines).replace(" ", "").replace("·", "") == text.replace(" ", "")


def test_what_is_too_long_is_cut_at_a_word() -> None:
    assert shorten("one two three four", 10) == "one two…"
    assert shorten("贝利尤单抗末次输注", 9) == "贝利尤单…"
    assert shorten("short", 10) == "short"


@pytest.mark.parametrize(
    ("width", "text"),
    [
        pytest.param(60, "Hb 101 on 9 Mar; the limit is 80. It is computed.", id="all of it"),
        pytest.param(40, "Hb 101 on 9 Mar; the limit is 80.", id="its first sentence"),
        pytest.param(20, "Hb 101 on 9 Mar…", id="the first clause"),
        pytest.param(10, "", id="not half a clause"),
    ],
)
def test_in_brief_is_what_fits_and_is_whole(width: int, text: str) -> None:
    assert in_brief("Hb 101 on 9 Mar; the limit is 80. It is computed.", width) == text


def test_in_brief_knows_chinese_stops() -> None:
    assert in_brief("血红蛋白 101；界限为80。由计算得出。", 28) == "血红蛋白 101；界限为80。"


def test_nothing_that_a_terminal_obeys_is_printed() -> None:
    assert printable("a\x1b[31mb\r\nc\u202ed\x07") == "a [31mb c d"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "env", "coloured"),
    [
        pytest.param(_Terminal(), {}, True, id="on a terminal"),
        pytest.param(io.StringIO(), {}, False, id="never in a file"),
        pytest.param(_Terminal(), {"NO_COLOR": "1"}, False, id="never with NO_COLOR"),
        pytest.param(_Terminal(), {"TERM": "dumb"}, False, id="never on a dumb terminal"),
    ],
)
def test_colours(stream: io.StringIO, env: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    assert page_for(stream).coloured is coloured


def test_styles_are_left_out_without_colours() -> None:
    assert Page().styled("x", "red") == "x"
    assert Page(coloured=True).styled("x", "bold", "red") == "\x1b[1;31mx\x1b[0m"
