"""Reads what follows a value: unit, flags, footnote marks, reference limits, its own date. Makes no facts."""

from __future__ import annotations

import re

from assistant.extraction.late import late
from assistant.extraction.measurements.numbers import match_unit, plain_number
from assistant.extraction.measurements.page import Page, Reading, takes
from assistant.extraction.model import TimeMention

_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3},\d{1,2}(?!\d)|\d+(?:\.\d+)?|\.\d+"
_KEY = (
    r"(?:ref(?:erence)?\.?(?:\s?(?:range|interval|values?|limits?))?|normal(?:\s?(?:range|values?|limits?|is|being))*|nl|nr|n|range|"
    r"uln|upper limit(?: of normal)?|参考(?:值|范围|区间)?|正常(?:值|范围|参考值|参考范围)*)"
)
_UPPER = (
    r"(?:(?:lab(?:oratory)?(?:'s)? |local |our )?"
    r"(?:uln|unl|upper (?:normal )?limit(?: of (?:the )?normal)?|upper normal|upper)"
    r"|(?:with )?(?:a |an )?(?:upper )?limits? (?:of|is)"
    r"|ref(?:erence)?\.? (?:to|upto|up to)|(?:正常|参考)?(?:值|范围)?(?:的)?上限值?)"
)
_LIMITS = late(
    rf"[\s,;]*(?P<open>[\[(])?\s*(?:(?:h|l|high|low|[↑↓]+)\s*[,;]\s*)?(?:(?:both|all|each|均)\s*)?"
    rf"(?:{_UPPER}\s*(?:is|was|of|为|是|[:=<≤])*\s*(?P<upto>{_FIGURE})"
    rf"|(?P<key>{_KEY}\s*[:=]?\s*)?"
    rf"(?:(?P<cmp><\s?=?|>\s?=?|[≤≥≦≧]|less than|below|under|up to|upto|小于|低于)\s*(?P<one>{_FIGURE})(?!\s?:\d)"
    rf"|(?P<low>{_FIGURE})\s*[^\s\d\-~)\]]{{0,6}}\s*(?:-{{1,2}}|~|to|至)\s*(?P<high>{_FIGURE})))"
)
_DAY = late(r"(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12]\d|3[01])")
_CLOSE = late(r"\s*[^\])\n]{0,14}[\])]")
_FLAG = late(
    r"\s*(?:[↑↓▲▼⬆⬇]+|\((?:hh?|ll?|high|low|升高|降低|偏高|偏低|[↑↓]+|critical)\)"
    r"|(?<![a-z])(?:hh?|ll?|\[h\]|\[l\]|\*[hl]\*)(?![a-z0-9%#:=])(?!\s*[:%=]|\s*\d+(?:\.\d+)?(?!\d|\.\d|\s?[-~]))|(?<=[\d\s])(?:high|low|elevated)(?![a-z]))"
)
FLAGGED = frozenset({"c3", "c4", "anti_dsdna"})
"""Serology of lupus activity, which counts as high or low whether or not its limits are printed."""
_TOLD_FLAG = late(
    r"[\s,(]*(?:(?:is|was|both|均|仍|明显|显著|轻度|偏|markedly|slightly|mildly)\s*)?"
    r"(?:低于正常|高于正常|降低|减低|下降|偏低|减少|升高|增高|偏高|[低高](?![\u3400-\u9fff])|(?:low|reduced|depressed|decreased|high|raised|elevated|increased)\b)\s*\)?"
)
_MARK = late(r"\s?(\*{1,3}|[※†‡△§#])(?![\d^])")
_BEFORE_TIME = late(
    r"[\s,]*(?:[\[(]\s*)?(?:(?:then|back|drawn|sent|taken|collected|dated|done|tested|checked|measured|sampled|obtained"
    r"|performed|sample|specimen"
    r"|blood|bloods|echo|tte|ecg|ekg|test|result|report|clinic|visit|screening|review"
    r"|on|in|at|as of|of|from|this|last|past|the|"
    r"当日|于|在|测于|采于|采|查于)[\s,]*)*[\[(]?\s*"
)


def read_tail(page: Page, reading: Reading, stop: int) -> None:
    """Add to a reading what stands after its value."""
    stop = max(stop, reading.tail)
    line_end = page.line(reading.tail)[1]
    stop = min(stop, line_end) if line_end >= reading.tail else stop
    for _ in range(6):
        if not (_flag(page, reading, stop) or _limits(page, reading, stop) or _unit(page, reading, stop)):
            break
    if reading.flag is None and reading.analyte in FLAGGED:
        told = _TOLD_FLAG.match(page.lower, reading.tail, stop)
        if told is not None:
            reading.flag, reading.tail = flag_of(told[0]), told.end()
    _time(page, reading, stop)
    if reading.limits is None and reading.time is not None:
        _limits(page, reading, stop)
    _method(page, reading, stop)


def _method(page: Page, reading: Reading, stop: int) -> None:
    """The formula of a corrected QT interval, where it stands in the name or by the value."""
    if reading.analyte != "qtc":
        return
    start, end = reading.name.start, min(max(stop, reading.tail), reading.tail + 26)
    found = [
        (cue.start, method)
        for method in ("fridericia", "bazett")
        for cue in page.cues_in(f"methods:{method}", start, end)
    ]
    before = [item for item in found if item[0] < reading.start]
    after = [
        item for item in found if item[0] >= reading.tail and not _NEXT_FIGURE.search(page.lower, reading.tail, item[0])
    ]
    if before or after:
        reading.method = (max(before) if before else min(after))[1]


_NEXT_FIGURE = late(r"\d|[,;/]")


def _flag(page: Page, reading: Reading, stop: int) -> bool:
    match = _FLAG.match(page.lower, reading.tail, stop)
    if match is None:
        mark = _MARK.match(page.lower, reading.tail, stop)
        if mark is None or reading.mark:
            return False
        reading.mark, reading.tail = mark[1], mark.end()
        return True
    reading.flag = reading.flag or flag_of(match[0])
    reading.tail = match.end()
    return True


_DOWN = late(r"[↓▼⬇低减降]|\bl{1,2}\b|low|reduced|depressed|decreased")
_UP = late(r"[↑▲⬆高增升]|\bh{1,2}\b|high|elevated|raised|increased|positive")


def flag_of(words: str) -> str | None:
    """``high`` or ``low`` where the words say only one of them."""
    down, up = _DOWN.search(words) is not None, _UP.search(words) is not None
    return None if down == up else "low" if down else "high"


def _unit(page: Page, reading: Reading, stop: int) -> bool:
    """A unit that stands apart from its value, after a flag or the limits."""
    if reading.unit is not None or reading.value is not None:
        return False
    unit = match_unit(page.lower, reading.tail, wide=True)
    if unit is None or unit.end > stop + 1 or not takes(reading.name.analyte, unit, page.lower):
        return False
    reading.unit, reading.tail = (unit.start, unit.end), unit.end
    return True


def _limits(page: Page, reading: Reading, stop: int) -> bool:
    """Reference limits: in brackets, after a word for them, or as the next column of a row."""
    if reading.limits is not None:
        return False
    match = _LIMITS.match(page.lower, reading.tail, stop)
    if match is None:
        return False
    if page.times_in(match.start(), match.end()) or _is_day(page, reading, match) or _runs_down(match):
        return False
    end = match.end()
    if match["open"]:
        close = _CLOSE.match(page.lower, end, stop + 1)
        if close is None:
            return False
        inner = page.lower[end : close.end() - 1]
        if any(char.isalpha() for char in inner) and match_unit(page.lower, end, wide=True) is None:
            return False
        end = close.end()
    elif not match["key"] and not match["upto"]:
        gap = page.text[reading.tail : match.start("low") if match["low"] else match.start("cmp")]
        bare = match["low"] is None and "\t" not in gap and len(gap) < 2 and match["cmp"] not in ("≤", "≦", "<=")
        if not gap or gap.strip() or bare:
            return False
    low, high = match["low"] or "", match["high"] or match["upto"] or ""
    start = min(begin for begin in (match.start("low"), match.start("cmp"), match.start("upto")) if begin >= 0)
    if match["one"]:
        above = match["cmp"].startswith((">", "≥", "≧"))
        low, high = (match["one"], "") if above else ("", match["one"])
    reading.limits = (start, match.end())
    reading.limit_texts = (low, high)
    reading.tail = end
    return True


def _runs_down(match: re.Match[str]) -> bool:
    """Whether the first figure is larger than the second, as in no pair of limits."""
    low, high = plain_number(match["low"] or ""), plain_number(match["high"] or "")
    return low is not None and high is not None and low > high


def _is_day(page: Page, reading: Reading, match: re.Match[str]) -> bool:
    """Whether figures in brackets far below the value are a day rather than limits: "Scr 105 (3-10)"."""
    plain = match["open"] and match["low"] and not match["key"]
    if not plain or not _DAY.fullmatch(match[0].strip(" ,;([")) or reading.written is None:
        return False
    size = plain_number(page.lower[slice(*reading.written)].split("-")[0])
    return size is not None and size > 4 * float(match["high"])


def _time(page: Page, reading: Reading, stop: int) -> None:
    """The date that stands by the value: "(3 Nov)", "on 10/19/2026", "in Nov", "last August"."""
    if reading.time is not None:
        return
    match = _BEFORE_TIME.match(page.lower, reading.tail, stop)
    at = match.end() if match else reading.tail
    near = page.times_in(at, at + 1)
    if not near:
        return
    time = near[0]
    if time.kind == "duration":
        return
    before = page.lower[reading.tail : time.start]
    if not _belongs(page, before, time, stop):
        return
    time = _arrived(page, reading, time)
    reading.time = time
    reading.tail = time.end
    while reading.tail < len(page.text) and page.text[reading.tail] in ")] ":
        reading.tail += 1


_ARROW = late(r"\s*(?:->|→|=>|>)\s*")


def _arrived(page: Page, reading: Reading, time: TimeMention) -> TimeMention:
    """Of "62 -> 45 (1 Mar -> 11 Mar)" the later value has the later day."""
    if not _ARROW.search(page.lower, max(0, reading.start - 3), reading.start):
        return time
    for following in page.times_in(time.end, time.end + 24):
        if not _ARROW.fullmatch(page.lower, time.end, following.start):
            break
        time = following
    return time


_DETECTION = late(r"[,;]\s*(?:检测|最低|下限|参考|正常|limit|lod|lloq|ref|normal)[^\])\n]*$")
_EVENT = late(
    r"\b(?:booked|planned|scheduled|due|treated|therapy|treatment|started|completed|vaccin\w+)\b"
    r"|预约|拟|计划|治疗|完成|服药|接种|开始|待复查"
)


def _belongs(page: Page, before: str, time: TimeMention, stop: int) -> bool:
    """Whether a date after a value is the value's and not that of what comes next."""
    following = page.lower[time.end : time.end + 24]
    if "(" in before or "[" in before:
        inside = re.split(r"[\])]", page.lower[time.end : time.end + 60])[0]
        if _EVENT.search(inside):
            return False
        inside = _DETECTION.sub("", inside)
        return not re.search(r"\d", re.sub(r"^(?:[\s,]*\d{1,2}:\d\d|\s*(?:->|→)[^,;]*$)", "", inside))
    if following[:1] == ":" or (
        "," in before and not re.search(r",\s*(?:back |drawn |sent |taken )?(?:in|on|at|of)\b", before)
    ):
        return False
    if any(char.isalpha() for char in before) or time.kind == "relative":
        return True
    return not following.strip() or following[0] in ".,;)。"
