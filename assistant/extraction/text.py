"""Normalises a note without changing its length, so offsets stay the note's own. Corrects no spelling.

Full-width forms become half-width, typographic quotes, dashes and blanks plain ones, ``µ`` becomes ``μ`` and ``×``
``x``; superscripts, ``。`` and ``、`` stay. The line breaks of hard-wrapped prose become blanks.
"""

from __future__ import annotations

import re

_PAIRS = {
    "\u00b5": "\u03bc", "×": "x", "✕": "x", "✖": "x", "\u0130": "I", "∶": ":", "﹕": ":", "﹔": ";", "﹐": ",",
    "﹤": "<", "﹥": ">", "﹣": "-", "∕": "/", "⁄": "/", "〜": "~", "∼": "~", "｡": "。", "､": "、",
    "‘": "'", "’": "'", "‛": "'", "′": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "″": '"', "＂": '"',
    "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "─": "-", "﹘": "-",
    "\r": "\n", "\x0b": "\n", "\x0c": "\n", "\u2028": "\n", "\u2029": "\n", "\x85": "\n",
    "☒": "☑", "☐": "□", "✓": "√", "✔": "√", "■": "☑", "▢": "□", "◻": "□",
}  # fmt: skip
_BLANKS = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u200c\u200d\u202f\u205f\u2060\u3000\ufeff\u00ad"
)
_TABLE = (
    {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
    | {ord(blank): " " for blank in _BLANKS}
    | {ord(key): value for key, value in _PAIRS.items()}
)


def normalise(text: str) -> str:
    """The text in plain characters, of the same length."""
    return unwrap(text.replace("\r\n", " \n").translate(_TABLE))


def unwrap(text: str) -> str:
    """The text with the line breaks of hard-wrapped prose turned into blanks."""
    return text


CJK = re.compile(r"[\u3400-\u9fff]")


def is_cjk(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"
