from __future__ import annotations

import io

import pytest

from ui.cli.layout import Page, columns, page_for, printable, shorten, wrap


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
