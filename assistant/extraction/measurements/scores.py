"""Reads graded assessments: SLEDAI-2K, stated or as a list of items, and the NYHA class."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.answers import answer_to
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.gaps import is_tight, without_times
from assistant.extraction.measurements.numbers import Number, plain_number
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.scoreitems import find_items
from assistant.extraction.measurements.tails import read_tail
from assistant.extraction.numberwords import NUMBER_WORDS
from assistant.extraction.resources import any_of

_CLASS = late(
    r"(?:[\s:,=()|*_.☑√?\-]|functional|class(?:ification)?|fc|status|grade|was|is|of|at|currently|分级|心功能|为|约|level)*"
    r"(?P<a>iv|iii|ii|i|[ⅰⅱⅲⅳ]|[1-4]|one|two|three|four|[一二三四])(?:\s?级?(?:-|/|to|~|–|或|至|到)\s?(?P<b>iv|iii|ii|i|[ⅰⅱⅲⅳ]|[1-4]|[一二三四]))?"
    r"(?:[ab])?(?![a-z\d]|\.\d)\s*级?"
)
_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "ⅰ": 1,
    "ⅱ": 2,
    "ⅲ": 3,
    "ⅳ": 4,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "一": 1,
    "二": 2,
    "三": 3,
    "四": 4,
    "1": 1,
    "2": 2,
    "3": 3,
    "4": 4,
}
_LATER = late(
    r"(?:\b(?:it|this|that|score|and|previously|prior|which|up from|down from|from|before)\b[\s,]*)*"
    r"(?:was|had been|from|prev\.?|previous|prior|为|曾为|上次|前次"
    r"|(?P<now>(?:today|now|currently|this visit|今[日天]|本次|目前|现)"
    r"(?:(?:is|为|评|评分|:|=|,)?\s*)*))\s*"
)
_TOTAL = late(
    r"(?:\btotal(?:\s*score)?|\bsum|总分|合计|共计?|总计)[\s:=是为]*(\d{1,3}(?!\d|\.\d)|[一二三四五六七八九]?十[一二三四五六七八九]?(?=分)|[一二三四五六七八九](?=分))"
)
_MAX_SCORE = 105


def item_spans(page: Page) -> list[tuple[int, int]]:
    """Where the items of a SLEDAI score are listed, whose words and points are no laboratory values."""
    spans = []
    for name in page.names:
        if name.analyte.id == "sledai_2k":
            items = find_items(page, name.end, _block_end(page, name.end))
            near = [
                item for index, item in enumerate(items) if item[0] - (items[index - 1][1] if index else name.end) < 60
            ]
            spans += [(start, end) for start, end, _ in near]
    return spans


def read_scores(page: Page, taken: Sequence[tuple[int, int]] = ()) -> list[Reading]:
    """Readings of all scores outside the taken stretches (tables)."""
    found: list[Reading] = []
    scores = [name for name in page.names if name.analyte.score]
    names = [name for name in scores if not any(start <= name.start < end for start, end in taken)]
    for index, name in enumerate(names):
        if name.analyte.id == "nyha":
            found += _nyha(page, name)
            continue
        next_start = names[index + 1].start if index + 1 < len(names) else len(page.text)
        found += _sledai(page, name, next_start)
    for reading in found:
        if (
            reading.analyte == "sledai_2k"
            and not reading.validity.startswith("declared")
            and (_is_provisional(page, reading) or _has_two_scorers(page, reading))
        ):
            reading.validity = "pending"
    return found


_DOUBTED = late(r"(?:-ish)?\s*级?\s*[?？]")
_TICKED_CLASS = late(
    r"[\s:：(]*(?:(?:□|\[ ?\]|\( ?\))\s?(?:iv|iii|ii|i|[ⅰⅱⅲⅳ]|[1-4])级?[\s/,]*)+"
    r"(?:☑|√|\[[x√]\]|\([x√]\))\s?(?P<n>iv|iii|ii|i|[ⅰⅱⅲⅳ]|[1-4])(?![a-z\d])"
)
"""Of boxes for the classes the one that is ticked, behind empty ones."""


_OR_MORE = late(
    r"\s*级?\s*(?:(?:or|and|/)\s*(?:higher|above|worse|greater|more|over|beyond)|\+|及其?以上|或以上|以上)(?![a-z])"
)
_CLASS_DENIED = late(
    r"(?:(?<![a-z])(?:no|not|never|denie[sd]|denying|without|nor|absence of) (?:[a-z]+ ){0,4}"
    r"|(?:无|未达到?|未见|没有|不足|否认))$"
)
"""Before a class: what is denied is no class that the patient is in ("no NYHA II or higher symptoms")."""
_REGAINED = late(
    r"(?:(?<![a-z])(?:back|return(?:ed)?|recovered|recovery|improved|improving|improvement|restored|down|regained)"
    r"(?:\s+(?:to|at|in|a|full|good))*\s+|(?:恢复|改善|好转|回升|提高|降)(?:至|到|为|成)\s*)$"
)
"""Before a class: it was a worse one."""


def _nyha(page: Page, name: NameHit) -> Iterator[Reading]:
    match = _CLASS.match(page.lower, name.end)
    before = page.lower[max(page.sentence_start(name.start), name.start - _BEFORE_CLASS) : name.start]
    if match is not None and _CLASS_DENIED.search(before):
        return
    asked = _ASKED.match(page.lower, name.end)
    if asked is not None:
        answer = answer_to(page, asked.end())
        if answer is not None:
            yield from _answered_class(page, name, asked.end("n"), answer, _ROMAN[asked["n"]])
            return
    ticked = _TICKED_CLASS.match(page.lower, name.end)
    if ticked is not None:
        span = ticked.span("n")
        yield Reading("nyha", name, *span, value=float(_ROMAN[ticked["n"]]), written=span, tail=ticked.end())
        return
    words = 0 if match is None else len(page.lower[name.end : match.end()].replace(" ", ""))
    if match is None or words > 60 or _DOUBTED.match(page.lower, match.end()):
        return
    first = _ROMAN[match["a"]]
    scale = match["b"] == "iv" and first < 3  # I/IV: of the four classes the first
    second = _ROMAN[match["b"]] if match["b"] and not scale else first
    end = match.end("b") if match["b"] else match.end("a")
    reading = Reading(
        analyte="nyha", name=name, start=match.start("a"), end=end, written=(match.start("a"), end), tail=match.end()
    )
    if first == second and _OR_MORE.match(page.lower, end):
        reading.low, reading.high = float(first), 4.0
    elif first == second and first < _ROMAN["ii"] and _REGAINED.search(before):
        reading.low, reading.high = float(first), float(_ROMAN["ii"])
    elif first == second:
        reading.value = float(first)
    else:
        reading.low, reading.high = float(min(first, second)), float(max(first, second))
    stop = page.sentence_end(match.start())
    now = _NOW_CLASS.match(page.lower, end, stop)
    if now is not None:
        yield _class_of_today(name, max(first, second), _ROMAN[now["n"]], now)
        return
    read_tail(page, reading, stop)
    yield reading


def _class_of_today(name: NameHit, before: int, today: int, now: re.Match[str]) -> Reading:
    """The class of today; one that was regained leaves open which of the two counts."""
    start, end = now.span("n")
    reading = Reading("nyha", name, start, end, written=(start, end), tail=end)
    if today >= before:
        reading.value = float(today)
    else:
        reading.low, reading.high = float(today), float(before)
    return reading


_BEFORE_CLASS = 40
_NOW_CLASS = late(
    r"[^.\n]{1,40}?(?<![a-z])(?:now|currently|today|at present|presently|to) (?:in |at )?(?:class |fc )?"
    r"(?P<n>iv|iii|ii|i|[1-4])(?![a-z\d/-]|\.\d| (?:am|was|had|have|did|think|would)(?![a-z])|'"
    r"|\s?(?:weeks?|mg|days?|months?))"
)
"""The class of today behind one of the past: "NYHA III in May, now II"."""
_ASKED = late(r"[\s:(]*(?:class|grade|分级|心功能)?\s*(?:>=?|≥|≧)\s*(?P<n>iii|ii|iv|i|[ⅰⅱⅲⅳ]|[1-4])(?![a-z\d])\s*级?")


def _answered_class(page: Page, name: NameHit, end: int, answer: tuple[str, int], bound: int) -> Iterator[Reading]:
    """The classes that "NYHA ≥ II? no" leaves."""
    if answer[0] == "open" or bound < _ROMAN["ii"]:
        return
    reading = Reading(
        analyte="nyha", name=name, start=name.end, end=answer[1], written=(name.end, answer[1]), tail=answer[1]
    )
    reading.low, reading.high = (1.0, float(bound - 1)) if answer[0] == "no" else (float(bound), 4.0)
    read_tail(page, reading, page.line(end)[1])
    yield reading


def _guessed(page: Page, start: int, end: int) -> bool:
    begin = max(page.sentence_start(start), start - 40)
    cues = page.cues_in("guesses", begin, end)
    return any(not re.search(r"[.;。]", page.lower[cue.end : start]) for cue in cues)


def _sledai(page: Page, name: NameHit, next_start: int) -> list[Reading]:
    stop = min(page.answer_end(name.start), next_start)
    items_stop = min(_block_end(page, name.end), next_start)
    total = _said_before(page, name) or _spelled_total(page, name, stop) or _stated(page, name, stop)
    listed = find_items(page, name.end, items_stop)
    if total is None:
        total = _total_of_block(page, name, items_stop)
    if total is None and not listed:
        total = _last_one(page, name, min(next_start, name.end + 120))
    if total is None:
        if not listed or _guessed(page, name.start, stop):
            return []
        span = listed[-1]
        equals = _EQUALS.match(page.lower, span[1], items_stop)
        if equals is not None:
            total = Reading("sledai_2k", name, *equals.span("n"), written=equals.span("n"), tail=equals.end())
            _lead_time(page, total, name.end, listed[0][0])
            return [total]
        summed = float(sum(weight for _, _, weight in listed))
        first = listed[0]
        total = Reading(analyte="sledai_2k", name=name, start=first[0], end=first[1], value=summed, tail=span[1])
        total.items = tuple((start, end) for start, end, _ in listed[1:])
        _lead_time(page, total, name.end, first[0])
        return [total]
    corrected = _corrected(page, total, next_start)
    if corrected is not None:
        total.validity = "declared_false"
        return [total, corrected]
    changed = _changed(page, total)
    return [total, *(changed or _later(page, name, total, next_start))]


_PROVISIONAL = late(
    r"(?<![a-z])(?:provisional\w*|preliminary|interim|(?:isn't|not|is not|not yet) final(?:ised|ized)?|so far"
    r"|not complete"
    r"|incomplete|until (?:the )?(?:complement|c3|dsdna|dna)|minimum of|at least)(?![a-z])"
)
_AWAITED = late(
    r"[^.\n]{0,60}?(?<![a-z])(?:pending|awaited|awaiting|outstanding|not back|weren't back|not yet back"
    r"|to follow)(?![a-z])"
)
_BEFORE_SCORE, _BEHIND_SCORE = 40, 24


_TWO_SCORERS = late(
    r"\d{1,2}\s+(?:by|per|from|according to)\s+[a-z][^\d.;\n]{0,30}(?:\.\s?[a-z]+)?[,;]?\s*(?:and\s+|but\s+)?"
    r"\d{1,2}\s+(?:by|per|from|according to)\s+[a-z]"
    r"|(?<![a-z])i\s+(?:make|made|get|got|scored?|count(?:ed)?|have)\s+(?:it|this|her|him)?\s*(?:at\s+)?\d{1,2}(?!\d)[^.;\n\d]{0,20}"
    r"(?:(?<![a-z])(?:drs?\.?|prof\.?|the (?:fellow|registrar|consultant|attending|resident)|my colleague)(?![a-z]))"
    r"[^;\n\d]{0,24}\d{1,2}(?!\d)"
)
"""Two people who came to different totals: "10 by Dr M, 8 by me"."""


def _has_two_scorers(page: Page, total: Reading) -> bool:
    """Whether two totals by two people are told, and nobody says which counts."""
    stop = min(page.sentence_end(total.start) + _BEHIND_SCORE, len(page.lower))
    found = _TWO_SCORERS.search(page.lower, total.name.start, stop)
    numbers = re.findall(r"\d+", found[0]) if found is not None else []
    return len(numbers) > 1 and numbers[0] != numbers[-1]


def _is_provisional(page: Page, total: Reading) -> bool:
    """Whether a total is called provisional, a part of it being awaited: "8 so far, complement pending"."""
    start = max(page.sentence_start(total.name.start), total.name.start - _BEFORE_SCORE)
    stop = min(page.sentence_end(total.start), total.end + _BEHIND_SCORE)
    stop = max(stop, min(page.sentence_end(total.start), total.name.end + _BEHIND_SCORE))
    return _PROVISIONAL.search(page.lower, start, stop) is not None


_EQUALS = late(r"(?:[^\d;。\n=]|(?<=c)[34]){0,24}=\s?(?P<n>\d{1,3})(?!\d|\.\d)")
"""Behind the last item: "4 (joints) + 2 (rash) = 10"."""
_LAST = late(
    r"(?:\b(?:last|previous(?:ly)?|prior|most recent|latest|before that)\b"
    r"|上次|最近一次|前次|末次|此前)[^\d;。\n]{0,30}$"
)


def _last_one(page: Page, name: NameHit, stop: int) -> Reading | None:
    """An older score where the present one was not taken: "not re-scored today; last 10 on 1/5/26"."""
    for value in page.values_in(name.end, stop)[:1]:
        number = value.number
        before = without_times(page, name.end, number.start)
        if not _LAST.search(before) or number.low > _MAX_SCORE or _guessed(page, name.start, number.start):
            return None
        reading = Reading(
            analyte="sledai_2k",
            name=name,
            start=number.start,
            end=number.end,
            written=(number.at, number.end),
            tail=value.end,
        )
        stops = [match.end() for match in re.finditer(r"[;。]|\.\s", page.lower[name.end : number.start])]
        _lead_time(page, reading, name.end + (stops[-1] if stops else 0), number.start)
        read_tail(page, reading, stop)
        reading.past = reading.time is None
        return reading
    return None


def _lead_time(page: Page, reading: Reading, start: int, end: int) -> None:
    times = [time for time in page.times_in(start, end) if time.kind != "duration"]
    if times:
        reading.time = times[-1]


_SCORED_ON = late(
    r"(?<![a-z])(?:scor(?:es|ed|ing)|scores? of|got|totall?(?:ed|ing)|rated"
    r"|has)\s+(?:an?\s+)?(?P<n>\d{1,2})(?:\s*points?)?"
    r"\s+(?:on|by|using|with|in)\s+(?:the |today's |her |his |a )?$"
)


def _said_before(page: Page, name: NameHit) -> Reading | None:
    """The total before the name: "scored 11 on the SLEDAI-2K this morning"."""
    begin = max(page.sentence_start(name.start), name.start - 40)
    found = _SCORED_ON.search(page.lower[begin : name.start])
    if found is None:
        return None
    start, end = begin + found.start("n"), begin + found.end("n")
    reading = Reading("sledai_2k", name, start, end, written=(start, end), tail=name.end)
    read_tail(page, reading, page.sentence_end(name.end))
    return reading


def _stated(page: Page, name: NameHit, stop: int) -> Reading | None:
    """The total beside the name: "SLEDAI-2K: 10", "on 14 January was 12", "评 13分", "4+2+2 = 8"."""
    added = _ADDED.search(page.lower, name.end, min(stop, name.end + 40))
    if added is not None:
        return _added_up(page, name, added, stop)
    for value in page.values_in(name.end, min(stop, name.end + 80))[:1]:
        number = value.number
        if (value.unit is not None and value.unit.family not in ("points", "other")) or number.low > _MAX_SCORE:
            return None
        if number.low != int(number.low) or _guessed(page, name.start, number.start):
            return None
        if _NO_TOTAL.search(without_times(page, name.end, number.start)) or _of_item(page, name, number, stop):
            return None
        gap = without_times(page, name.end, number.start)
        if not is_tight(page, name.end, number.start) and (gap.count(",") > 2 or len(gap) > 45):
            return None
        if number.comparator is not None and number.comparator != "~":
            return None
        reading = Reading(
            analyte="sledai_2k",
            name=name,
            start=number.start,
            end=number.end,
            written=(number.at, number.end),
            tail=value.end,
        )
        _lead_time(page, reading, name.end, number.start)
        read_tail(page, reading, stop)
        if page.lower[reading.tail : reading.tail + 1] in "(（" and reading.time is None:
            _bracketed_time(page, reading, stop)
        return reading
    return None


def _of_item(page: Page, name: NameHit, number: Number, stop: int) -> bool:
    """Whether a figure is the points of an item: the first of "arthritis 4, rash 2" or of "4 arthritis + 2 rash"."""
    if find_items(page, name.end, number.end):
        return True
    return any(start == number.at for start, _, _ in find_items(page, name.end, stop))


_SPELLED = late(
    r"(?:[\s:=,]|today|now|equals?|is|was|of|at|as|score[ds]?|totals?|comes? to|this morning|this visit|her\b|his\b)*"
    rf"(?<![a-z])(?P<n>{any_of(NUMBER_WORDS)})(?![a-z-])(?! (?:points? (?:higher|lower|more)|weeks?|months?|days?))"
)


def _spelled_total(page: Page, name: NameHit, stop: int) -> Reading | None:
    """A total in words: "scored her SLEDAI-2K today at ten"."""
    match = _SPELLED.match(page.lower, name.end, min(stop, name.end + 60))
    if match is None or _guessed(page, name.start, match.end()):
        return None
    span = match.span("n")
    value = float(NUMBER_WORDS[match["n"]])
    reading = Reading("sledai_2k", name, *span, value=value, written=span, tail=span[1])
    _lead_time(page, reading, name.end, span[0])
    read_tail(page, reading, stop)
    return reading


_NO_TOTAL = late(
    r"[;。]|(?<!\.)\. |not |未|没|>|<"
    r"|\b(?:at least|more than|greater than|less than|over|above|below|under|require[ds]?|need(?:s|ed)?|criterion)\b"
    r"|至少|超过|大于|小于|高于|低于|不足|要求"
)
_CHANGED = late(
    r"\s*(?:分|points?)?\s*(?:to|->|→|=>|-->|降至|降到|降为|升至|升到|升为|减至|变为|至|到)\s*(?P<n>\d{1,3})(?!\d|\.\d|[-/]\d)"
)


def _changed(page: Page, first: Reading) -> list[Reading]:
    """The score that another has become: "from 12 to 8", 由12分降至8分."""
    match = _CHANGED.match(page.lower, first.written[1]) if first.written else None
    if match is None or int(match["n"]) > _MAX_SCORE:
        return []
    made = Reading("sledai_2k", first.name, match.start("n"), match.end("n"), written=match.span("n"), tail=match.end())
    read_tail(page, made, page.sentence_end(match.end() - 1))
    first.past = first.time is None
    return [made]


_RIGHT = late(
    r"(?:\b(?:correct(?:ed|ion)?|revised|adjusted|amended|without (?:it|this|that|them)|actual|true"
    r"|should (?:be|read|have been))\b|更正|修正|纠正|实际|应为|应是|改为)"
    r"(?:[^\d.;。]|\.(?=\d)){0,40}?(?:\b(?:is|was|to|as|of|now|total|score|sledai(?:-2k)?)|[=:为是至])"
    r"\s*(?P<n>\d{1,3})(?!\d|\.\d|[-/]\d|%)"
)


def _corrected(page: Page, first: Reading, next_start: int) -> Reading | None:
    """The total that the same paragraph puts in place of one that it takes back: "without it the total is 6"."""
    end = min(page.line(first.tail)[1], first.tail + 260, next_start)
    match = _RIGHT.search(page.lower, first.tail, end)
    if match is None or int(match["n"]) > _MAX_SCORE:
        return None
    made = Reading("sledai_2k", first.name, match.start("n"), match.end("n"), written=match.span("n"), tail=match.end())
    made.time = first.time
    return made


_ADDED = late(r"(?<![\d+])[1248](?:\s?\+\s?[1248])+(?!\s?[+\d])(?:\s?=\s?(?P<total>\d{1,3})(?!\d))?")


def _added_up(page: Page, name: NameHit, match: re.Match[str], stop: int) -> Reading | None:
    """A total written as a sum of points; a total that is not their sum is left alone."""
    points = [int(number) for number in re.findall(r"\d", match[0].split("=")[0])]
    total = int(match["total"] or sum(points))
    if total != sum(points):
        return None
    start, end = match.span("total") if match["total"] else match.span()
    reading = Reading(
        analyte="sledai_2k", name=name, start=start, end=end, value=float(total), written=(start, end), tail=match.end()
    )
    if not match["total"]:
        spans = [(match.start() + found.start(), match.start() + found.end()) for found in re.finditer(r"\d", match[0])]
        reading.start, reading.end, reading.written = *spans[0], None
        reading.items = tuple(spans[1:])
    _lead_time(page, reading, name.end, match.start())
    read_tail(page, reading, stop)
    return reading


def _bracketed_time(page: Page, reading: Reading, stop: int) -> None:
    """A date after the bracketed items: "12 (arthritis 4, rash 8) on 3/1"."""
    close = page.lower.find(")", reading.tail, stop)
    if close > 0:
        probe = Reading(
            analyte="sledai_2k", name=reading.name, start=reading.start, end=reading.end, tail=close + 1, value=0.0
        )
        read_tail(page, probe, min(stop, close + 30))
        if probe.time is not None:
            reading.time = probe.time


def _later(page: Page, name: NameHit, first: Reading, next_start: int) -> Iterator[Reading]:
    """Reads "It was 6 last August", "(前次8)"."""
    limit = min(next_start, first.tail + 220, _block_end(page, first.tail))
    for value in page.values_in(first.tail, limit):
        number = value.number
        before = page.lower[max(first.tail, number.start - 28) : number.start]
        piece = re.split(r"[.;,(。]\s*", before)[-1]
        said = _LATER.fullmatch(piece.strip() + " ")
        if said is None or number.low > _MAX_SCORE or (value.unit and value.unit.family != "points"):
            continue
        if page.names_in(first.tail, number.start) and any(
            not hit.analyte.score and hit.analyte.id not in _ITEM_NAMES
            for hit in page.names_in(first.tail, number.start)
        ):
            return
        reading = Reading(
            analyte="sledai_2k",
            name=name,
            start=number.start,
            end=number.end,
            written=(number.at, number.end),
            tail=value.end,
        )
        _lead_time(page, reading, number.start - len(piece), number.start)
        read_tail(page, reading, limit)
        reading.past = reading.time is None and not said["now"]
        yield reading
        return


_ITEM_NAMES = frozenset({"anti_dsdna", "plt", "wbc", "other", "temperature", "urine_protein_24h", "lymphocyte_percent"})


def _total_of_block(page: Page, name: NameHit, stop: int) -> Reading | None:
    match = _TOTAL.search(page.lower, name.end, stop)
    number = None if match is None else plain_number(match[1])
    if match is None or number is None or number > _MAX_SCORE or _guessed(page, name.start, name.end):
        return None
    reading = Reading(
        analyte="sledai_2k", name=name, start=match.start(1), end=match.end(1), written=match.span(1), tail=match.end()
    )
    _lead_time(page, reading, name.end, match.start(1))
    return reading


def _block_end(page: Page, position: int) -> int:
    """Where the paragraph ends: at a blank line or after twelve lines."""
    blank = compiled(r"\n[ \t]*\n|\n=").search(page.text, position)
    return min(blank.start() if blank else len(page.text), position + 700)
