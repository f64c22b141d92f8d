"""Reads the answer of a form: ``肿瘤 □有☑无``, ``Cancer [ ] yes [x] no``, ``Infection: none``. Knows no conditions."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.extraction.late import late
from rules.facts import Certainty, Reach

_BOX = r"(?:[□☑√○●]|\[[ xX√]?\]|\([ xX√]\))"
_FORM = late(rf"(?:\s*[?:]\s*|[^\n□☑√\[\(]{{0,6}}?)((?:\s*{_BOX}\s*[^\s□☑√○●\[\]\(\)]{{1,8}})+)")
_OPTION = late(rf"({_BOX})\s*([^\s□☑√○●\[\]\(\)]{{1,8}})")
_TICKED = late(r"[☑√●xX]")
_SAID = late(
    r"\s{0,2}[:=-]\s{0,2}(none|nil|no|never|neg|negative|denied|无|否|没有|阴性)(?![a-z])"
    r"(\s(?:now|currently|current|at present|presently|active|today))?"
    r"(?=\s*(?:[.,;)(\n/|。]|$)|\s{2}| [\u3400-\u9fff])"
)
_ANSWERS: dict[str, Certainty] = {
    "无": "denied", "否": "denied", "没有": "denied", "no": "denied", "n": "denied", "none": "denied", "阴性": "denied",
    "有": "stated", "是": "stated", "yes": "stated", "y": "stated", "present": "stated",
    "待查": "suspected", "待排": "suspected", "疑似": "suspected", "不详": "suspected", "possible": "suspected",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a form says: ``certainty`` is ``None`` where no box, or an unknown one, is ticked."""

    certainty: Certainty | None
    end: int
    reach: Reach = "ever"


def answered_after(lower: str, position: int) -> Ticked | None:
    """The denial that follows a heading at once: ``Infection: none now``, ``肿瘤:无``."""
    match = _SAID.match(lower, position, position + 24)
    return Ticked("denied", match.end(), "now" if match[2] else "ever") if match else None


_NONE_FIRST = late(
    r"[^\n]{0,60}?(?:[☑√]|\[[x√]\]|\([x√]\))\s*(?:none|nil|no known|nkda|无|否认|没有)(?![a-z])", re.IGNORECASE
)
_SOME_TICKED = late(r"[☑√]|\[[xX√]\]|\([xX√]\)")


def none_ticked(text: str, position: int) -> int | None:
    """Where a row of boxes ends whose only ticked one says "none": ``食物□ 药物□ ☑无``, ``[x] None [ ] Yes``."""
    line = text.find("\n", position)
    row = text[position : len(text) if line < 0 else line]
    match = _NONE_FIRST.match(row)
    return position + match.end() if match and len(_SOME_TICKED.findall(row)) == 1 else None


def ticked_after(text: str, position: int) -> Ticked | None:
    """The answer of the boxes that follow at once, if there are any."""
    line = text[position : position + 40]
    if not any(mark in line for mark in "□☑√[("):
        return None
    form = _FORM.match(text, position, position + 40)
    if form is None:
        return None
    chosen = [option for option in _OPTION.finditer(text, form.start(1), form.end(1)) if _TICKED.search(option[1])]
    certainty = _ANSWERS.get(chosen[0][2].strip(".,;。").lower()) if len(chosen) == 1 else None
    return Ticked(certainty, chosen[0].end() if chosen else form.end())
