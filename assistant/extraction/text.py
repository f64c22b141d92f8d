"""Normalises a note without changing its length, so offsets stay the note's own. Corrects no spelling.

Full-width forms become half-width, typographic quotes, dashes and blanks plain ones, ``µ`` becomes ``μ`` and ``×``
``x``; superscripts, ``。`` and ``、`` stay. The line breaks of hard-wrapped prose become blanks.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.longlines import parted
from assistant.extraction.resources import load_words

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
_PLAIN = (
    {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
    | {ord(blank): " " for blank in _BLANKS}
    | {ord(key): value for key, value in _PAIRS.items()}
)


@lru_cache(maxsize=4)
def normalised_note(text: str) -> str:
    """The whole text of a note in plain characters. Dating and reading both ask for it, one after the other."""
    return normalise(text)


def normalise(text: str) -> str:
    """The text in plain characters, of the same length."""
    plain = text.replace("\r\n", " \n").translate(_table())
    if len(_QUOTED.findall(plain)) > 1:
        plain = _QUOTED.sub(lambda match: match[0][:-1] + " ", plain)
    if "○" in plain and "●" in plain:
        plain = _CIRCLE.sub(lambda match: "☑" if match[0] == "●" else "□", plain)
    if _DOUBTFUL_SIGN.search(plain):
        plain = _DOUBTFUL.sub(lambda match: _UNREADABLE * len(match[0]), plain)
    return parted(unwrap(boxes_first(plain) if "□" in plain else plain))


_UNREADABLE = "\x02"
_DOUBTFUL_SIGN = late(r"\d\.?[OolIZSBb](?:(?![A-Za-z])|[OolIZSBb])|(?<![A-Za-z])[OolIZSBb]\.?\d")
_DOUBTFUL = late(
    r"(?<![A-Za-z\d./^-])(?:"
    r"\d[\d.,]*[OolIZSBb]+\.?\d[\dOolIZSBb.]*"  # 1O5, 9.l2
    r"|\d[\d.,]*[OSZ](?!\^)|\d[\d.]*l(?!/)|\d{2}[\d.]*[Bb]|\d[\d.]*[Bb](?=\s?%)|\d+\.\d*[Bb]"  # 6S%, 17b
    r"|[OlZSb]\.\d+|[lZb]\d[\d.]*|[SO]\d{2,}[\d.]*|[SB]\d*\.\d+(?=\s*(?:[x*]\s?10|g/|k?g\b|mg/|%))"  # l05, Z4
    r")(?![A-Za-z\d])"
)
"""A number in which a letter stands for a digit (1O5, l2.3, 6S%): nobody can say which, so that it is no number. Names
such as B12, O2 and S3 and the stage 3b are none."""


_QUOTED = late(r"^[ \t]*>(?=[ \t]+[A-Za-z\u3400-\u9fff])", re.MULTILINE)
"""The sign before each line of a quoted note."""
_CIRCLE = late(r"[○●](?=\s?(?:有|无|是|否|能|不能|同意|不同意|已签|未签|适合|不适合|阴性?|阳性?)(?![\u4e00-\u9fff]))")
"""A circle that is a box of a form: ○有 ●无."""


_OPTION = "是|否|有|无|能|不能|能保证|不能保证|同意|不同意|已签|未签|yes|no"
_BOX_BEHIND = late(
    rf"(?<![□☑√])(?<![□☑√] )(?P<one>{_OPTION})(?P<gap>\s?)(?P<box>[□☑√])(?P<sep>[ \t/、,]{{1,4}})"
    rf"(?P<two>{_OPTION})(?P<gap2>\s?)(?P<box2>[□☑√])(?!\s?(?:{_OPTION})(?![a-z]))",
    re.IGNORECASE,
)


def boxes_first(text: str) -> str:
    """The text with boxes that stand behind their words put before them, as most forms have it: 是☑ 否□ is ☑是 □否."""
    return _BOX_BEHIND.sub(r"\g<box>\g<gap>\g<one>\g<sep>\g<box2>\g<gap2>\g<two>", text)


@cache
def _table() -> dict[int, int | str]:
    """What each character becomes; Traditional Chinese becomes simplified, in which the word lists are written."""
    words = load_words("traditional")
    traditional, simplified = (words[key].replace(" ", "") for key in ("traditional", "simplified"))
    return _PLAIN | {ord(old): new for old, new in zip(traditional, simplified, strict=True)}


_MIN_WIDTH = 60
_MIN_WIDTH_CJK = 36
_STRUCTURED = late(r"\S(?: {2,}|\t+)\S|\|[^|\n]*\|")
_ITEM = late(
    r"\s*(?:[-*•·○●□☑√>=#|]|\(?\d{1,2}(?:[)、]|\.(?!\d))|\(?[a-zA-Z][.)] |\[[^\]\n]{0,8}\]"
    r"|[一二三四五六七八九十]+、|【|\d{1,2}[/-]\d{1,2} )"
)
_SENTENCE_DONE = (".", "!", "?", "。", ";", ":", "!", "?", "=")


def unwrap(text: str) -> str:
    """The text with the line breaks of hard-wrapped prose turned into blanks.

    A line is wrapped if the next line's first word would not have fitted into the paragraph's width, it does not end a
    sentence, and neither line is a row of a table, an item of a list or a heading.
    """
    if "\n" not in text:
        return text
    lines = text.split("\n")
    width = 0
    pieces: list[str] = []
    for index, line in enumerate(lines):
        if index == 0 or not lines[index - 1].strip():
            width = _paragraph_width(lines, index)
        pieces.append(line)
        if index + 1 < len(lines):
            pieces.append(" " if _wraps(line, lines[index + 1], width) else "\n")
    return "".join(pieces)


def _paragraph_width(lines: list[str], first: int) -> int:
    """The longest line of a paragraph; of a Chinese one only if several lines are as long."""
    lengths = []
    for place in range(first, len(lines)):
        length = len(lines[place].rstrip())
        if not length:
            break
        lengths.append(length)
    width = max(lengths, default=0)
    chinese = any(is_cjk(char) for char in lines[first][-8:])
    return 0 if chinese and sum(length >= width - 3 for length in lengths) < 3 else width


_NEARLY = 0.85


def _wraps(line: str, following: str, width: int) -> bool:
    body, after = line.rstrip(), following.strip()
    if not body or not after or body.endswith(_SENTENCE_DONE):
        return False
    chinese = is_cjk(body[-1]) or is_cjk(after[0])
    if width < (_MIN_WIDTH_CJK if chinese else _MIN_WIDTH) or width > 200:
        return False
    word = 2 if chinese else len(after.split(None, 1)[0]) + 1
    # Whoever wraps by hand leaves some room; a line that goes on with a small letter is prose all the same.
    by_hand = not chinese and after[0].islower() and len(body) >= width * _NEARLY
    if (len(body) + word <= width and not by_hand) or len(body) < width * 0.6:
        return False
    return not (is_laid_out(body, following) or _heading().match(following))


def is_laid_out(body: str, following: str) -> bool:
    """Whether a line or the next is a row of a table, or the next an item of a list: then it is no wrapped prose."""
    if _STRUCTURED.search(body.lstrip()[12:]) or _STRUCTURED.search(following.strip()):
        return True
    return _ITEM.match(following) is not None


@cache
def _heading() -> re.Pattern[str]:
    # Late, because a class of all Chinese characters takes long to compile and few notes are wrapped.
    return compiled(r"\s*[A-Z\u4e00-\u9fff][^:.。\n]{0,38}:|\s*[A-Z][A-Z /&-]{2,30}(?:[.:]|$)")


def is_cjk(char: str) -> bool:
    """Whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"


@lru_cache(maxsize=8)
def has_cjk(text: str) -> bool:
    """Whether a text may hold Chinese characters; without any, no pattern of Chinese words need be looked for."""
    return max(text, default="") >= "\u3400"
