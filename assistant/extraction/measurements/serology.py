"""Makes numbers of qualitative tests positive or negative, and reads panels under one name. Reads no other numbers.

A number is signed by the word or flag beside it, else by the limit printed beside it, else by the usual cut-off of its
unit (``serology`` in measurements.yaml); a number that none of them decides stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.extraction.cues import Cue
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.numbers import plain_number
from assistant.extraction.measurements.page import Page, Reading, within
from assistant.extraction.measurements.tails import read_tail
from assistant.extraction.resources import any_word, load_words

_BESIDE = late(r"[\s,;:()\[\]*]*(?:(?:result|interpretation|结果|判定|定性)[\s:]*)?")
_SIGNED = ("qualities:positive", "qualities:negative", "qualities:indeterminate")


def settle(page: Page, readings: Sequence[Reading]) -> list[Reading]:
    """The readings with a sign for the numbers of qualitative tests; the number stays as it is written.

    A bare whole number is left out: it is a type (HIV 1), a day or a dilution rather than a result.
    """
    cutoffs = load_words("measurements")["serology"]["cutoffs"]
    kept: list[Reading] = []
    for reading in readings:
        kept.append(reading)
        spec = cutoffs.get(reading.analyte)
        if spec is None or reading.written is None or reading.value is not None or reading.validity != "valid":
            continue
        text = page.lower[slice(*reading.written)]
        number = plain_number(text)
        if number is None:
            continue
        cue = _sign_beside(page, reading)
        bare = reading.unit is None and reading.limits is None and reading.comparator is None
        if cue is None and bare and text.isdigit():
            kept.pop()
        elif cue is not None:
            reading.value = cue.label.removeprefix("qualities:")
            reading.notes = (*reading.notes, (cue.start, cue.end))
        else:
            reading.value = _sign(number, reading.comparator, _cutoff(page, reading, spec))
        if reading.value is not None:
            reading.comparator = None
    return kept


def _sign_beside(page: Page, reading: Reading) -> Cue | None:
    """The word for the result that follows a number, its unit and limits."""
    end = page.line(reading.start)[1]
    for cue in within(page.qualities, reading.end, min(end, reading.tail + 24)):
        gap = page.lower[max(reading.tail, reading.end) : cue.start] if cue.start >= reading.tail else ""
        if cue.label in _SIGNED and _BESIDE.fullmatch(gap) and not page.names_in(reading.end, cue.start):
            return cue
        return None
    return None


def _cutoff(page: Page, reading: Reading, spec: dict[str, float]) -> float | tuple[float, float] | None:
    """The printed upper limit, else the usual cut-off of the unit; without a unit both ends of what is usual."""
    if reading.limit_texts is not None and (upper := plain_number(reading.limit_texts[1])) is not None:
        return upper
    if reading.unit is None:
        return (min(spec.values()), max(spec.values()))
    unit = page.lower[slice(*reading.unit)].replace(" ", "")
    return spec.get("iu" if "iu" in unit or "/ml" in unit else "index")


def _sign(number: float, comparator: str | None, cutoff: float | tuple[float, float] | None) -> str | None:
    if cutoff is None:
        return None
    low, high = cutoff if isinstance(cutoff, tuple) else (cutoff, cutoff)
    if comparator in (None, "~", "<", "<=") and (number < low or (comparator in ("<", "<=") and number <= low)):
        return "negative"
    return "positive" if comparator not in ("<", "<=") and number >= high else None


# --- panels ---------------------------------------------------------------------------------------------------------

_MARKERS = ("hbsag", None, None, None, "anti_hbc")
"""The five markers of hepatitis B in the order in which China prints them."""
_GAP = late(
    r"[\s:,(\[)\]-]*(?:(?:the|was|were|is|are|all|screen(?:ing)?|tests?|serolog(?:y|ies)|panel|results?|and|both|on|均|全部?|都|皆|各项|结果|检查|检测|筛查|示|为|是"
    r"|提示|回报|复查)[\s:,()]*)*"
)
_SIGNS = late(r"[\s:(\[]*((?:[+-][\s,、/;]*){5})(?![\d+-])")
_NUMBERED = late(r"[\s:(\[第]*((?:[1-5][\s,、/和及.]*)+)(?:项)?\s*(?:均|为|是)?\s*[\(]?(?:阳性?|\+|positive|pos)")


_NEGATIVE = late(r"[\s:(\[第]*((?:[1-5][\s,、/和及.]*)+)(?:项)?\s*(?:均|为|是)?\s*[\(]?阴性?")


def read_panels(page: Page) -> list[Reading]:
    """The results of tests named together: 输血前四项阴性, 乙肝两对半1、4、5阳性, 小三阳."""
    panels = [reading for match in _panels().finditer(page.lower) for reading in _panel(page, match)]
    lists = [*_ALL_OF.finditer(page.lower), *_LIST_CLEAR.finditer(page.lower)]
    return panels + [reading for match in lists for reading in _of_list(page, match)]


_ALL_OF = late(r"(?:全部?|均|都|皆|俱)(?:为|是|呈)?阴性?\s*[(]\s*(?P<names>[^()\n。;\d]{4,60})[)]")
"""A list in brackets behind what is true of all of it: 全阴(乙肝表抗原、丙肝抗体、艾滋抗体)."""


_LIST_CLEAR = late(
    r"(?<![a-z])(?:viral|virus|virology|bbv|blood-?borne|hepatitis|infection|serolog\w*|screen\w*)\b[^().;\n]{0,40}"
    r"[(](?P<names>[^()\n.;\d]{4,60})[)][\s:,-]*(?:(?:was|were|is|are|all|both|came back)\s+)*"
    r"(?:clear|unremarkable|nad|ok)(?![a-z])"
)
"""A screen with its tests in brackets that was clear: "virus screen on 1 March (HBsAg, HCV Ab, HIV) clear"."""


def _of_list(page: Page, match: re.Match[str]) -> Iterator[Reading]:
    for name in page.names_in(*match.span("names")):
        if name.analyte.qualitative and not within(page.qualities, *match.span("names")):
            reading = _made(page, (name.start, name.end), name.analyte.id, "negative", match.span())
            reading.time = reading.time or page.own_time(page.sentence_start(match.start()), match.start())
            yield reading


@cache
def _panels() -> re.Pattern[str]:
    words = load_words("measurements")["serology"]["panels"]
    return compiled(rf"(?:{any_word(words)})(?![a-z])")


def _panel(page: Page, match: re.Match[str]) -> Iterator[Reading]:
    words = load_words("measurements")["serology"]
    name = re.sub(r"\s+", " ", match[0])
    covered: list[str] = words["panels"][name]
    stop = page.line(match.start())[1]
    if name in words["states"]:
        for analyte in covered:
            yield _made(page, match.span(), analyte, "positive", match.span())
        return
    if name in words["five_markers"]:
        yield from _five(page, match, stop)
    yield from _rest(page, match, covered, stop)
    end = _after_times(page, match.end(), stop)
    for cue in within(page.qualities, end, min(stop, end + 24)):
        if cue.label in _SIGNED[:2] and _GAP.fullmatch(page.lower, end, cue.start) and cue.end - cue.start > 1:
            for analyte in covered:
                yield _made(page, match.span(), analyte, cue.label.removeprefix("qualities:"), (cue.start, cue.end))
        return


_REST = late(
    r"(?:其?余|其它|其他|余项|(?:the )?(?:rest|others|remainder|remaining)\b)[\s均皆都为是项指标各:]*"
    r"(?:\b(?:all|is|are|were|was)\s+)*(?P<sign>阴性?|[(]-[)]|-|neg(?:ative)?\b|non-?reactive\b)"
)


_ONLY = late(
    r"(?:仅有?|只有|除)\s*(?:(?:乙肝)?(?:表面|核心|e|s)?抗体|抗-?hb[sce]|hb[sce]ab)"
    r"(?:(?:[、和及/,]|\s)*(?:(?:乙肝)?(?:表面|核心|e)?抗体|抗-?hb[sce]|hb[sce]ab))*\s*[:为]?\s*(?:阳性?|[(]?\+[)]?)"
)
"""Where only antibodies are positive: 两对半仅表面抗体阳性."""


def _rest(page: Page, match: re.Match[str], covered: Sequence[str], stop: int) -> Iterator[Reading]:
    """The tests of a panel that are said to be negative with the rest: 乙肝五项: HBsAb+, 余阴性."""
    ends = compiled(r"[。;\n]|\.\s").search(page.lower, match.end(), stop)
    until = min(ends.start() if ends else stop, match.end() + 60)
    rest = _REST.search(page.lower, match.end(), until) or _ONLY.search(page.lower, match.end(), until)
    if rest is None:
        return
    named = {name.analyte.id for name in page.names_in(match.end(), max(rest.start(), rest.end()))}
    for analyte in covered:
        if analyte not in named:
            yield _made(page, match.span(), analyte, "negative", rest.span())


def _after_times(page: Page, start: int, stop: int) -> int:
    """Where a panel's date ends, if one follows its name."""
    for time in page.times_in(start, min(stop, start + 4)):
        return time.end
    return start


def _five(page: Page, match: re.Match[str], stop: int) -> Iterator[Reading]:
    end = _after_times(page, match.end(), stop)
    signs = _SIGNS.match(page.lower, end, stop)
    numbered = _NUMBERED.match(page.lower, end, stop)
    negative = _NEGATIVE.match(page.lower, end, stop)
    if signs is not None:
        positive = [sign == "+" for sign in re.findall(r"[+-]", signs[1])]
        span = signs.span(1)
    elif numbered is not None:
        positive = [str(number) in numbered[1] for number in range(1, 6)]
        span = numbered.span()
    elif negative is not None:
        for number, analyte in enumerate(_MARKERS, start=1):
            if analyte is not None and str(number) in negative[1]:
                yield _made(page, match.span(), analyte, "negative", negative.span())
        return
    else:
        return
    for analyte, sign in zip(_MARKERS, positive, strict=True):
        if analyte is not None:
            yield _made(page, match.span(), analyte, "positive" if sign else "negative", span)


def _made(page: Page, name: tuple[int, int], analyte: str, value: str, words: tuple[int, int]) -> Reading:
    hit = NameHit(*name, page.catalogue.analytes[analyte])
    reading = Reading(analyte=analyte, name=hit, start=words[0], end=words[1], value=value, written=words)
    reading.tail = max(words[1], name[1])
    reading.time = page.own_time(name[1], words[0]) if name[1] < words[0] else None
    read_tail(page, reading, page.sentence_end(words[0]))
    return reading
