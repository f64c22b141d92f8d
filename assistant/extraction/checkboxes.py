"""Reads ticked boxes (□有☑无, [x] no, ☐ yes ☑ no): which words before them are affirmed, denied or left open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import any_of, load_words

_TICKED = r"(?:☑|√|\[[x√]\]|\([x√]\))"
_EMPTY = r"(?:□|\[ ?\]|\( ?\))"


@dataclass(frozen=True, slots=True)
class Ticked:
    """The words at ``start:end`` are ``yes``, ``no`` or ``open``; ``box`` is the span of the boxes."""

    start: int
    end: int
    answer: str
    box: tuple[int, int]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], dict[str, str]]:
    options = load_words("context")["options"]
    answers = {str(word): answer for answer, words in options.items() for word in words}
    word = any_of(answers)
    box = rf"(?:(?P<tick>{_TICKED})|{_EMPTY})\s*(?P<word>{word})(?![a-z])"
    item = compiled(box)
    run = compiled(
        rf"(?:{_TICKED}|{_EMPTY})\s*(?:{word})(?![a-z])(?:[\s/,]{{0,3}}(?:{_TICKED}|{_EMPTY})\s*(?:{word})(?![a-z]))*"
    )
    lone = compiled(rf"(?P<box>{_EMPTY})[ \t]*(?P<label>[^\n□☑√\[]{{2,60}}?)(?=\s{{2,}}|[□☑√\[\n;]|$)")
    return item, run, lone, answers


_SIGNS = late(
    r"[□☑√|✗✘]|x *[=:为] *[无否没不]|\[[ x]?\]"
    r"|\([x√ ]\)|[:.= )] ?[yn](?![a-z0-9])|(?::|…|\.\.\.|__|--) ?[是否](?![\u4e00-\u9fff])"
)
_LEGEND = late(r"(?<![a-z])[x✗✘][\"']?\s*(?:=|:|为|表示|代表)\s*[\"']?(?:无|否|没有|不存在|no\b|none|absent)")
_CELL = late(r"(?<=[|\n])(?P<label>[^|\n]{2,60})\|\s*(?P<mark>x|√)\s*(?=[|\n]|$)")


_MARK = r"(?<![a-z0-9])[x✗✘√](?![a-z0-9])"
_CROSSES = late(
    rf"(?:^|(?<=\n)|(?<=[ \t]{{2}})|(?<=[x√✗✘][ \t]))[ \t]*(?P<label>[^\n✗✘√]{{2,60}}?)[ \t]*"
    rf"(?P<marks>{_MARK}(?:[ \t]*/[ \t]*{_MARK})*)(?=[ \t\n;,。(:]|$)"
)
"""A name and the cross or tick right behind it, on a row or among others."""
_ALL_NO = late(
    r"(?:(?:全部?|均|都)为?(?:否|无)(?=[^\n:。;]{0,14}:[^\n。;]*□)|(?:未勾选?|空白|未打勾)(?:者|项|的)?(?:=|为|即|表示|均为|视为)[无否]"
    r"|all (?:boxes )?(?:answered )?no,? (?:unless|except)"
    r"|(?:unticked|unchecked|blank|empty)(?: box(?:es)?)? ?(?:=|means?|is) ?(?:no|none|absent))"
)
_COMMENT = late(r"[ \t]*\([^()\n□☑√]{0,40}\)[ \t]*|[ \t]*_{2,20}[ \t]*|[ \t]*:[^\n□☑√;。:]{1,24}")
"""What may stand between the boxes of one question."""
_NAME = r"[^\s:;,。□☑√\[\]]"
_BEHIND = late(
    rf"(?:^|(?<=[\s:;,。、]))(?P<label>{_NAME}{{2,20}}(?:/{_NAME}{{1,20}})*)[ \t]?(?P<box>{_EMPTY}|{_TICKED})"
)
"""A name with its box right behind it."""
_TABLE_HEAD = late(
    r"(?m)^[^\n\t|]*(?:[\t|][^\n\t|]*)??[ ]*[\t|][ ]*(?:有|是|yes)[ ]*[\t|][ ]*(?:无|否|no)(?![a-z])[^\n]*\n"
)
_TABLE_ROW = late(
    r"[ |]*(?:\d{1,2}[.、]?[ ]*[\t|])?(?P<label>[^\n\t|√☑]{2,60})[\t|]"
    r"(?P<yes>[ ]*(?:√|☑)?[ ]*)[\t|](?P<no>[ ]*(?:√|☑)?[ ]*)(?=[\t|\n]|$)"
)


def _tabled(lower: str) -> list[Ticked]:
    """Rows of a table with a column for yes and one for no, of which one is ticked."""
    found: list[Ticked] = []
    for head in _TABLE_HEAD.finditer(lower):
        start = head.end()
        for _ in range(_ROWS):
            row = _TABLE_ROW.match(lower, start)
            if row is None:
                break
            yes, no = bool(row["yes"].strip()), bool(row["no"].strip())
            answer = "open" if yes == no else "yes" if yes else "no"
            found.append(Ticked(row.start("label"), row.end("label"), answer, (row.start("yes"), row.end("no"))))
            start = lower.find("\n", row.end()) + 1
            if not start:
                break
    return found


_KEY = late(
    r"(?:☑|√)\s*(?:[=:]|为|表示|代表)?\s*(?:有|是|阳性)[\s,;/、]{0,3}□\s*(?:[=:]|为|表示|代表)?\s*(?:无|否|没有|阴性)[^\n]{0,16}\n"
    r"|(?:未勾选?|空白|未打勾|空框|空格|□)(?:者|项|的)?(?:=|为|即|表示|均为|视为)\s?[无否][^\n□]{0,16}\n"
)
"""The key of a form, at the end of a line: on the rows below an empty box says no."""
_OPTION_BEHIND = late(r"(?:□|☑|√)\s?(?:有|是|无|否|yes|no)(?![a-z])")
_ROWS = 24
_KEYED = late(
    rf"(?:^|(?<=[\n;。□☑√])|(?<=[ \t]{{2}}))[ \t]*(?P<label>[^\n;。□☑√]{{2,40}}?)[ \t]?(?P<box>{_EMPTY}|[☑√])"
)


def _keyed(lower: str) -> list[Ticked]:
    """Boxes behind names on the rows below the key of a form: ``(■有 □无)``, then ``1 心梗 □  2 肿瘤 □``."""
    found: list[Ticked] = []
    for key in _KEY.finditer(lower):
        start = key.end()
        for _ in range(_ROWS):
            end = lower.find("\n", start)
            end = len(lower) if end < 0 else end
            row = lower[start:end]
            if not row.strip() or row.lstrip().startswith(("===", "□", "☑", "√")) or _OPTION_BEHIND.search(row):
                break
            for match in _KEYED.finditer(lower, start, end):
                answer = "no" if re.fullmatch(_EMPTY, match["box"]) else "yes"
                found.append(Ticked(match.start("label"), match.end("label"), answer, match.span("box")))
            start = end + 1
            if start > len(lower):
                break
    return found


_YES_NO_HEAD = late(r"\by(?:es)?\s{1,12}no?\b|[有是]\s{1,12}[无否]")
_PAIR = late(
    rf"(?m)^[ \t]*(?P<label>[^\n□☑\[\]]{{3,60}}?)[ \t]*(?P<yes>{_TICKED}|{_EMPTY})[ \t]+(?P<no>{_TICKED}|{_EMPTY})"
    r"(?=[ \t]{2,}|[ \t]*$)"
)


def _columned(lower: str) -> list[Ticked]:
    """Rows of two bare boxes under a head that says which of them is yes and which no."""
    if not _YES_NO_HEAD.search(lower):
        return []
    found = []
    for match in _PAIR.finditer(lower):
        yes, no = (re.fullmatch(_TICKED, match[key]) is not None for key in ("yes", "no"))
        answer = "open" if yes == no else "yes" if yes else "no"
        found.append(Ticked(match.start("label"), match.end("label"), answer, (match.start("yes"), match.end("no"))))
    return found


_COLUMNS = late(r"\by/n\b|\byes/no\b|\.{3,}\s*[yn](?![a-z0-9])|(?:[^\n]{3,70}?[ \t]{2,}[yn](?![a-z0-9])[^\n]*\n){3}")
_LETTER = late(
    r"(?m)^[ \t]*(?P<label>[^\n]{3,70}?)(?:\s*\.{3,}\s*|[ \t]{2,})(?P<mark>[yn]|dk)(?=[ \t]{2,}|[ \t]*\(|[ \t]*$)"
)
_COLON = late(
    r"(?:^|(?<=[.;。、,\n]))[ \t]*(?P<label>[^\n:.;。]{2,40}?)(?::|\s[-\u2013\u2014=]{1,2}\s|=)[ \t]*"
    r"(?P<mark>[yn]|[是否](?![\u4e00-\u9fff]))(?=[.;,。 )(|\n]|$)"
)


_COLON_SIGN = late(r"[yn是否](?<=[:=\s].)(?=[.;,。 )(|\n]|$)")
"""The answer of such a row."""
_NO_CELL = late(r"(?<=[|\n])(?P<label>[^|\n]{2,60})\|[ \t]*(?P<mark>否)[ \t]*(?=[|\n]|$)")


_LED = late(
    r"(?:^|(?<=[\n;。]))[ \t]*(?:\d{1,2}[.)、] ?)?(?P<label>[^\n:;。….]{2,40}?)[ \t]*(?:…+|\.{3,}|_{3,}|-{3,})"
    r"[ \t]*(?P<mark>[是否])(?=[\s;,。(|]|$)"
)
"""A row of Chinese with 是 or 否 behind a leader: 恶性肿瘤史……否."""
_LETTERS = {"n": "no", "否": "no", "dk": "open"}


_BRACKET_ANSWER = late(
    r"\)[ \t]*(?::|\?|=|-{1,2}|\u2013|\u2014|\.{3,})?[ \t]*"
    r"(?P<mark>[yn])(?=[.;,。)|\n]|[ \t]{2}|[ \t]+[-\u2013(]|$)"
)
"""The letter that answers a question whose examples stand in brackets: "Other autoimmune (APS, RA): N"."""
_BRACKET_LEAD = 60


def _bracketed(lower: str) -> list[Ticked]:
    """Questions with examples in brackets that are answered with the letter Y or N."""
    found = []
    for match in _BRACKET_ANSWER.finditer(lower):
        line = lower.rfind("\n", 0, match.start()) + 1
        opening = lower.rfind("(", line, match.start())
        if opening < 0 or ")" in lower[opening : match.start()]:
            continue
        start = max(line, opening - _BRACKET_LEAD, *(lower.rfind(sign, line, opening) + 1 for sign in ".;:|。"))
        answer = _LETTERS.get(match["mark"], "yes")
        found.append(Ticked(start, match.start() + 1, answer, match.span("mark")))
    return found


def _lettered(lower: str) -> list[Ticked]:
    """Rows that are answered with the letter Y or N, or with 是 or 否 behind a colon."""
    columns = ("y/n" in lower or "..." in lower or "yes/no" in lower or "  n\n" in lower) and _COLUMNS.search(lower)
    found = [
        *(_COLON.finditer(lower) if _COLON_SIGN.search(lower) else ()),
        *(_LETTER.finditer(lower) if columns else ()),
        *(_NO_CELL.finditer(lower) if "否" in lower else ()),
        *(_LED.finditer(lower) if "…" in lower or "..." in lower or "___" in lower or "---" in lower else ()),
    ]
    return [
        Ticked(one.start("label"), one.end("label"), _LETTERS.get(one["mark"], "yes"), one.span("mark"))
        for one in found
    ]


_WORDED = late(
    r"(?m)^[ \t]*(?P<label>[^\n]{3,70}?)(?:\s*\.{3,}[ \t]*|[ \t]{4,}|[ \t]*\t[ \t]*)"
    r"(?P<mark>none|nil|no|neg|negative|never|denie[sd]|n|无|否)(?=[ \t]{2,}|[ \t]*[(|.;]|[ \t]*$)"
)
_WORDED_SIGN = late(r"(?:\.{3}| {4}|\t)[ \t]*[nd无否]")
"""What such an answer stands behind."""
_PIPED = late(
    r"(?m)^[ \t]*\|?[ \t]*(?P<label>[^|\n]{2,70}?)[ \t]*\|[ \t]*"
    r"(?P<mark>none|nil|no|never|denie[sd]|absent)[ \t]*(?=\||$)"
)
_OF_STATE = late(r"ongoing|active|current|still|resolved|recover|treated|status|continu|complet|since|end")
"""What the head of a column asks where its "no" does not mean that there was none."""
_COLUMN = 3
"""So many rows with a lone letter make a column of answers."""


def _table_head(lower: str, at: int) -> tuple[str, int, int]:
    """The lines with strokes above a row, of which the first is the head of its table."""
    start = lower.rfind("\n", 0, at) + 1
    end = start
    while start > 0:
        above = lower.rfind("\n", 0, start - 1) + 1
        if "|" not in lower[above : start - 1]:
            break
        start = above
    line = lower.find("\n", start, end)
    return lower, start, max(start, line)


def _worded(lower: str) -> list[Ticked]:
    """Rows that are answered with a word behind a leader or a wide gap: "Any organ transplant ..... neg"."""
    found = list(_WORDED.finditer(lower)) if _WORDED_SIGN.search(lower) else []
    if "|" in lower:
        found += [one for one in _PIPED.finditer(lower) if not _OF_STATE.search(*_table_head(lower, one.start()))]
    letters = sum(one["mark"] == "n" for one in found)
    return [
        Ticked(one.start("label"), one.end("label"), "none", one.span("mark"))
        for one in found
        if one["mark"] != "n" or letters >= _COLUMN
    ]


def _crossed(lower: str) -> list[Ticked]:
    """Rows of a table whose cell is crossed or ticked, where the table says that a cross means no."""
    if not _LEGEND.search(lower):
        return []
    cells = [
        Ticked(match.start("label"), match.end("label"), "no" if match["mark"] == "x" else "yes", match.span("mark"))
        for match in _CELL.finditer(lower)
    ]
    rows = [
        Ticked(match.start("label"), match.end("label"), _marked(match["marks"]), match.span("marks"))
        for match in _CROSSES.finditer(lower)
    ]
    return [*cells, *rows]


def _all_no(lower: str) -> list[Ticked]:
    """Boxes behind names on lines that say that an empty box means no: 问卷(全否,除外注明):心梗□ 心衰□."""
    found: list[Ticked] = []
    for head in _ALL_NO.finditer(lower):
        line = lower.find("\n", head.end())
        for match in _BEHIND.finditer(lower, head.end(), len(lower) if line < 0 else line):
            answer = "no" if re.fullmatch(_EMPTY, match["box"]) else "yes"
            found.append(Ticked(match.start("label"), match.end("label"), answer, match.span("box")))
    return found


def _marked(marks: str) -> str:
    """What one mark or several of one kind say; marks that differ leave it open."""
    kinds = {mark == "√" for mark in marks if mark in "x✗✘√"}
    return "open" if len(kinds) > 1 else "yes" if kinds.pop() else "no"


_HEAD = r"(?:(?:any|an?|known|past|prior|previous|personal|other|current|active|history of|hx of|h/o)\s+){0,4}"
_BOX_BEFORE = late(rf"{_TICKED}[ \t]*{_HEAD}$")
_ALONE = late(r"(?:[ \t]+(?:history|hx|disease|disorders?))?[ \t]*(?:[.,;:(/\n□☑√\[]|$|  |- )")


def ticked_before(lower: str, start: int, end: int) -> bool:
    """Whether a ticked box stands before the words at ``start:end`` and they are all that it says: "[x] cancer"."""
    found = _BOX_BEFORE.search(lower, max(0, start - 60), start)
    return found is not None and _ALONE.match(lower, end) is not None


_YES_BEHIND = late(
    r"(?:[ \t]+(?:history|hx|disease|disorders?|diagnosis))?(?:[ \t]*\([^()\n]{0,80}\))?"
    r"(?:[ \t]+(?:in the past|ever|at any time))?"
    r"[ \t]*(?:[:?=|]|\.{2,}|…+|_{2,}|-{1,2}|\u2013|[ \t]{3,})[ \t.…_|:]*(?:☑|√|\[[x√]\]|\([x√]\))?[ \t]*"
    r"(?:yes|y|present|positive)(?=[ \t]*(?:[.,;:(|/\n\u2013-]|$)|  )(?![ \t]*/[ \t]*(?:no|n)(?![a-z]))"
)


def yes_behind(lower: str, end: int) -> bool:
    """Whether the words up to ``end`` are a question or row that the next word answers with yes: "cancer ever? Yes"."""
    return _YES_BEHIND.match(lower, end) is not None


_BEGINS_WORDS = late(r" [a-z]{2,}")


def find_ticks(lower: str) -> tuple[Ticked, ...]:
    """All ticked boxes of a lower-case text with what they speak of."""
    rows = _worded(lower)
    if not _SIGNS.search(lower):
        return tuple(rows)
    item, run, lone, answers = _patterns()
    found: list[Ticked] = []
    at = 0
    for match in run.finditer(lower):
        if _BEGINS_WORDS.match(lower, match.end()) and re.fullmatch(rf"{_EMPTY}\s*[a-z]+", match[0]):
            continue  # "[ ] no malignancy": the box of a statement that begins with the word, not of an answer
        ticked = [answers[one["word"]] for one in item.finditer(match[0]) if one["tick"]]
        if found and _COMMENT.fullmatch(lower, at, match.start()) and (ticked == [] or found[-1].answer == "open"):
            # ☑有(乳腺癌2018) □无: the boxes of one question, with a comment between
            said = found[-1].answer if not ticked else ticked[0]
            box = (found[-1].box[0], match.end())
            comment = Ticked(at, match.start(), "empty" if said == "open" else said, box)
            found[-1:] = [comment, Ticked(found[-1].start, found[-1].end, said, box)]
            at = match.end()
            continue
        start = max(at, lower.rfind("\n", 0, match.start()) + 1, *(lower.rfind(s, 0, match.start()) + 1 for s in "。;"))
        found.append(Ticked(start, match.start(), ticked[0] if len(ticked) == 1 else "open", match.span()))
        at = match.end()
    lettered = (*_lettered(lower), *_bracketed(lower))
    found.extend(
        [*_all_no(lower), *_keyed(lower), *_tabled(lower), *_crossed(lower), *lettered, *_columned(lower), *rows]
    )
    taken = [one.box for one in found]
    for match in lone.finditer(lower):
        if not any(start <= match.start() < end for start, end in taken):
            found.append(Ticked(match.start("label"), match.end("label"), "empty", match.span("box")))
    return tuple(found)
