"""Dates each reading: its own date, the head it stands under, the section, else the note. Finds no dates itself."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Collection, Sequence

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.pasts import of_diagnosis, told_past
from assistant.extraction.measurements.provenance import time_told_after
from assistant.extraction.measurements.stays import Stay, find_stay
from assistant.extraction.model import TimeMention
from rules.dates import DateInterval
from rules.frozen import dataclass

_SAME_DAY = late(r"\b(?:that|same) (?:day|week|visit)\b|当日|同日|同周")
_NOW = late(
    r"\b(?:today|now|currently|at present|this morning|this visit)\b"
    r"|今日|今天|目前|(?<![出发表体实呈显重])现(?!病史|象|实)|本次"
)
_THEN = late(
    r"\b(?:then|at that time|at the time|at diagnosis|at onset"
    r"|initially|originally|when diagnosed)\b|当时|起病时|确诊时|既往|曾"
)
_HEAD_GAP = late(r"[^\n]{0,48}?")
_STUDY_REACH = 160


_BEDSIDE = frozenset({"temperature", "systolic_bp", "diastolic_bp", "weight", "height"})
"""Taken at the visit; a heading of laboratory results does not date them."""


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A date that governs what follows it, up to ``end``; ``study`` limits it to the values of a tracing or echo."""

    start: int
    end: int
    time: TimeMention | None
    study: str | None = None
    lead: bool = False
    """At the head of a line without a word for results."""


def date_all(page: Page, readings: Sequence[Reading]) -> None:
    """Give every reading its day, or mark it as undated history."""
    _share_all(page, readings)
    for reading in readings:
        if reading.time is None and not reading.table:
            reading.time = time_told_after(page, reading)
    _share_trailing(page, readings)
    _before_pending(readings)
    heads = _heads(page)
    studies = _studies(page)
    stay = find_stay(page)
    owned = {one.time.start for one in readings if one.time is not None and one.time.start >= one.end}
    for reading in readings:
        if reading.time is None and told_past(page, reading):
            reading.past = True
            lead = _leading(page, reading, owned)
            if lead is None or not _dated_stay(page, reading, lead):
                continue
            reading.time, reading.past = lead, False
        time = (
            _own(page, reading, heads)
            or _study_time(reading, studies)
            or _leading(page, reading, owned)
            or _study_before(page, reading, studies)
            or _head_time(page, reading, heads)
        )
        if time is not None:
            reading.day, reading.day_span = _known_by(page, _resolved(page, time)), (time.start, time.end)
            continue
        if reading.past:
            continue
        _by_default(page, reading, stay)


def _own(page: Page, reading: Reading, heads: Sequence[_Anchor]) -> TimeMention | None:
    """The reading's own date; "today" in an addendum is the day of the addendum, not that of the note."""
    time = reading.time
    if time is not None and time.kind == "relative" and time.interval == page.frame.document.written_on:
        line = page.line(reading.name.start)[0]
        own = [head for head in heads if line <= head.start <= reading.name.start < head.end]
        if own and own[-1].time is not None and _ADDED.search(page.lower, line, own[-1].start):
            return own[-1].time
    return time


def _before_pending(readings: Sequence[Reading]) -> None:
    """A titre or virology without a day is no result of a note that says the test is not back."""
    waiting = {reading.analyte for reading in readings if reading.validity == "pending"}
    for reading in readings:
        told = reading.name.analyte.titre or reading.name.analyte.qualitative
        if told and reading.analyte in waiting and reading.validity == "valid" and reading.time is None:
            reading.told_past = True


_ADDED = late(r"\b(?:addendum|late entry|added|update)\b|补登|补记|追加|补充")


def _share_trailing(page: Page, readings: Sequence[Reading]) -> None:
    """A date in brackets after the last of several: "HBsAg neg, HCV Ab neg (10 Nov)" dates both."""
    lists = (
        [reading for reading in readings if isinstance(reading.value, str)],
        [reading for reading in readings if reading.name.analyte.blood and not reading.table and not reading.past],
    )
    tracings: dict[str, list[Reading]] = {}
    for reading in readings:
        if reading.name.analyte.study is not None and not reading.table and not reading.past:
            tracings.setdefault(reading.name.analyte.study, []).append(reading)
    for listed in (*lists, *tracings.values()):
        _share_in(page, sorted(listed, key=lambda reading: reading.start))


_ALL_ABOVE = late(
    r"(?:以上|上述|\ball (?:of )?(?:the )?(?:above|these|labs|results|bloods|tests)|\(all)[^\d;。\n]{0,10}$"
    r"|(?:均|皆|都)[为是系于在采查检测]{0,3}\s?[(]?$"
)


def _share_all(page: Page, readings: Sequence[Reading]) -> None:
    """A day said of everything before it in the line: "(all 22/6)", 以上均为9月21日."""
    for time in page.times:
        if time.kind not in ("day", "month", "year") or not _ALL_ABOVE.search(
            page.lower, max(0, time.start - 24), time.start
        ):
            continue
        start = page.line(time.start)[0]
        for reading in readings:
            if start <= reading.start < time.start and (reading.time is None or reading.time.kind == "relative"):
                reading.time = time


def _share_in(page: Page, ordered: Sequence[Reading]) -> None:
    for earlier, later in reversed(list(itertools.pairwise(ordered))):
        if earlier.name is later.name:
            continue  # "83 (previously 140 on 12/1)": the day is that of the second
        if earlier.time is None and later.time is not None and later.time.start >= later.end:
            gap = page.lower[earlier.tail : later.name.start]
            if len(gap) < 24 and not re.search(r"[.;。\n]", gap):
                earlier.time = later.time


def _known_by(page: Page, day: DateInterval | None) -> DateInterval | None:
    """The days of a result up to the note that tells it: "this week" holds none that are still to come."""
    written = page.frame.document.written_on
    last = None if written is None else written.latest
    if (
        day is None
        or last is None
        or day.latest is None
        or day.earliest is None
        or not day.earliest <= last < day.latest
    ):
        return day
    return DateInterval(day.earliest, last)


def _resolved(page: Page, time: TimeMention) -> DateInterval | None:
    if time.kind == "duration":
        return None
    return time.interval


def _by_default(page: Page, reading: Reading, stay: Stay | None) -> None:
    """Without a date of its own: that of the section's head, none in a history, else the stay's or the note's."""
    position = reading.start
    section = page.frame.section_at(position)
    head_times = page.times_in(section.head_start, section.start) if section.start > section.head_start else ()
    study = section.id.startswith("imaging") and reading.name.analyte.study is None and reading.analyte != "heart_rate"
    study = study or (
        (reading.name.analyte.score or reading.analyte in _BEDSIDE) and page.line(position)[0] > section.start
    )
    since = bool(head_times) and _SINCE.search(page.lower, section.head_start, head_times[-1].start) is not None
    if section.id != "note" and head_times and head_times[-1].kind in _DATED and not study and not since:
        reading.day, reading.day_span = head_times[-1].interval, (head_times[-1].start, head_times[-1].end)
        return
    sentence = page.lower[page.sentence_start(position) : page.sentence_end(position)]
    if _THEN.search(sentence) and not _NOW.search(sentence):
        reading.past = True
        return
    if (section.undated or _in_story(page, reading) or of_diagnosis(page, reading)) and not _NOW.search(sentence):
        reading.past = True
        return
    reading.day = page.frame.document.written_on
    time = stay.day_of(page, position) if stay is not None else None
    if time is not None:
        reading.day, reading.day_span = time.interval, (time.start, time.end)


_DATED = ("day", "month", "relative")
_SINCE = late(r"\b(?:since|last|previous)\b|自|上次|前次")
"""In a heading before the day of another visit."""


def _in_story(page: Page, reading: Reading) -> bool:
    """Whether the sentence before, in the same paragraph, speaks of a time long before the note and nothing of now."""
    written = page.frame.document.written_on
    told = reading.name.analyte.blood or reading.name.analyte.qualitative
    if written is None or written.latest is None or reading.table or not told:
        return False
    index = page.frame.sentence_at(reading.start)
    if index == 0:
        return False
    previous, own = page.frame.sentences[index - 1], page.frame.sentences[index]
    if "\n" in page.text[previous.end - 1 : own.start + 1] or "\n" in page.text[previous.start : own.start].strip("\n"):
        return False
    times = [time for time in page.times_in(previous.start, previous.end) if time.kind in ("year", "month", "day")]
    if not times or times[-1].interval.latest is None or times[-1].relation in ("since", "for"):
        return False
    return (written.latest - times[-1].interval.latest).days > 60 and times[-1].kind == "year"


def _heads(page: Page) -> list[_Anchor]:
    """Dates in headings of results: "Labs 10 Nov:", "Collected 9/16/26", "生化(04-08):", "2026-02-08其余:"."""
    anchors = []
    text = page.lower
    for time in page.times:
        if time.kind not in ("day", "month", "relative"):
            continue
        line_start, line_end = page.line(time.start)
        begin = max(line_start, page.sentence_start(time.start))
        before, after = text[begin : time.start], text[time.end : line_end]
        words = bool(page.cues_in("results_heads", begin, min(line_end, time.end + 12)))
        lead = not re.search(r"[a-z\d\u3400-\u9fff]", before) and time.kind == "day"
        closed = re.match(
            r"[\s)\]]*(?:\([^)\n]{0,24}\)|\d{1,2}:\d\d|[^\s\d:：\n]{0,8}|其余|结果|复查)?[\s)\]]*[:：]", after
        )
        alone = not after.strip(" )].:") or re.fullmatch(
            r"[\s)\]]*(?:\d{1,2}:\d\d)?(?:\s*\([^)\n]{0,40}\))?[\s:.]*", after
        )
        below = words and _goes_on_below(page, time.end, line_end)
        named = [name for name in page.names_in(begin, time.start) if name.analyte.id != "other"]
        short = len(before.strip()) <= 42
        if named or not short or not (words or closed or lead):
            continue
        if not (closed or alone or lead or below) and not page.cues_in("results_heads", begin, time.start):
            continue
        end = _block_end(page, line_end) if alone or below else _paragraph_end(page, time.end)
        anchors.append(_Anchor(time.end, end, time, lead=lead and not (closed or alone or below)))
    return anchors


def _goes_on_below(page: Page, start: int, end: int) -> bool:
    """Whether the rest of a heading tells of no result and ends in a colon: "Labs 2/3/26, LabCorp, no ranges sent:"."""
    rest = page.lower[start:end].rstrip()
    return rest.endswith((":", "：")) and not page.names_in(start, end) and not page.values_in(start, end)


_GAP = 400
"""No more blanks than this stand at the end of a line."""


def _paragraph_end(page: Page, position: int) -> int:
    """The line, and the next one where a list of values goes on."""
    end = page.line(position)[1]
    while (
        end < len(page.text)
        and page.text[max(0, end - _GAP) : end].rstrip(" ").endswith((",", "、"))
        and page.text[end : end + 2] != "\n\n"
    ):
        end = page.line(end + 1)[1]
    return end


def _block_end(page: Page, position: int) -> int:
    blank = compiled(r"\n[ \t]*\n|\n={2,}").search(page.text, position)
    return blank.start() if blank else len(page.text)


def _head_time(page: Page, reading: Reading, heads: Sequence[_Anchor]) -> TimeMention | None:
    governing = [
        head
        for head in heads
        if head.start <= reading.name.start < head.end
        and not (head.lead and _OTHER_TEST.search(page.lower, head.start, reading.name.start))
    ]
    if reading.name.analyte.score or reading.analyte in _BEDSIDE:
        line = page.line(reading.name.start)[0]
        governing = [head for head in governing if head.start >= line]
    return governing[-1].time if governing else None


def _studies(page: Page) -> list[_Anchor]:
    """Every tracing and echo with the date that stands beside it, if any."""
    anchors = []
    for study in ("ecg", "echo"):
        for cue in page.cues.get(f"studies:{study}", ()):
            end = page.sentence_end(cue.start)
            anchors.append(_Anchor(cue.start, max(end, cue.end), _beside(page, cue.start, cue.end, end), study))
    return sorted(anchors, key=lambda anchor: anchor.start)


_CLOSE_GAP = late(
    r"[\s(（:,\-]*(?:(?:of|on|at|from|in|dated|done|performed|repeat|rest|12[- ]lead|the|于|that|same|with contrast"
    r"|poor windows)\b[\s(,]*)*[\s(（:,]*"
)
_BEFORE_GAP = late(
    r"[\s,:)]*(?:(?:bedside|formal|repeat|a|an|the|her|his|transthoracic|复查|查|行|我院|外院|门诊|心脏|县院)[\s,]*)*"
)


def _beside(page: Page, start: int, end: int, stop: int) -> TimeMention | None:
    for time in page.times_in(end, min(stop, end + 40)):
        if _CLOSE_GAP.fullmatch(page.lower, end, time.start):
            return time
        break
    begin = max(page.sentence_start(start), start - 30)
    before = [time for time in page.times_in(begin, start) if _BEFORE_GAP.fullmatch(page.lower, time.end, start)]
    if before:
        return before[-1]
    if _SAME_DAY.search(page.lower, end, min(stop, end + 14)):
        index = bisect_right(page.times, start, key=lambda time: time.start) - 1
        return page.times[index] if index >= 0 else None
    return None


def _study_time(reading: Reading, studies: Sequence[_Anchor]) -> TimeMention | None:
    study = reading.name.analyte.study or ("ecg" if reading.analyte == "heart_rate" else None)
    if study is None:
        return None
    governing = [
        anchor for anchor in studies if anchor.study == study and anchor.start <= reading.name.start < anchor.end
    ]
    return governing[-1].time if governing else None


def _study_before(page: Page, reading: Reading, studies: Sequence[_Anchor]) -> TimeMention | None:
    """The day of the tracing or echo that an earlier sentence of the line names: "ECG 10 March: sinus. QTc 410"."""
    study = reading.name.analyte.study
    if study is None or reading.past:
        return None
    begin = max(page.line(reading.name.start)[0], reading.name.start - _STUDY_REACH)
    before = [anchor for anchor in studies if begin <= anchor.start < reading.name.start]
    return before[-1].time if before and before[-1].study == study else None


_OTHER_TEST = late(
    r"(?<![a-z])(?:ct|mri|pet|x-?ray|ultrasound|biopsy|endoscopy|surgery|admitted)(?![a-z])|胸片|超声|活检|手术|病理|住院"
)


_OF = late(
    r"(?:,|\b(?:brought|done|tracing|scan|ecg|ekg|echo|one),?) from $"
    r"|\b(?:workup|work-up|results?|labs?|tests?|bloods?|panel|report|records?|letter|sample|those) from $"
)


def _from(page: Page, time: TimeMention) -> bool:
    """Whether "from" says of when something is rather than since when: "your workup from 2023"."""
    return _OF.search(page.lower, max(0, time.start - 20), time.start) is not None


_THE_SAME = late(r"同日|同一天|同一?次住院|那次住院|该次住院|同期|同一?次检查|\b(?:the )?same day\b|\bthat day\b")


def _named_day(page: Page, reading: Reading, begin: int) -> TimeMention | None:
    """The day named last before "same day", 同日."""
    if not _THE_SAME.search(page.lower, max(begin, reading.name.start - 60), reading.name.start):
        return None
    kinds = ("day", "month") if _SAME_STAY.search(page.lower, begin, reading.name.start) else ("day",)
    days = [time for time in page.times_in(max(0, begin - 400), reading.name.start) if time.kind in kinds]
    return days[-1] if days else None


_SAME_STAY = late(r"次住院|同期|次检查")


def _dated_stay(page: Page, reading: Reading, lead: TimeMention) -> bool:
    """Whether the word for an earlier time has its day right before it: 10-17住院时: HBsAg阴性."""
    between = page.lower[lead.end : reading.name.start]
    return lead.kind == "day" and len(between) <= _STAY_WORDS and not re.search(r"[,;。]", between)


_STAY_WORDS = 10
_HEADED = late(r"\s?[)\]]\s?[:：]")
"""Behind a day in brackets that heads what follows: "echo (Feb 2026): LVEF 55%"."""


def _closed(between: str) -> bool:
    return between.count(")") + between.count("]") > between.count("(") + between.count("[")


def _opens_bracket(page: Page, time: TimeMention, between: str) -> bool:
    """Whether a day heads the results of its brackets: "PLT 63 (28 Feb, on ceftriaxone: PLT 47)"."""
    return (
        page.lower[max(0, time.start - 2) : time.start].rstrip()[-1:] == "(" and ")" not in between and ":" in between
    )


_HEAD_WORDS = 3


_PANEL = 5
"""So many results in one sentence are a panel of one sample; a history names one or two."""


def _in_the_middle(page: Page, begin: int, time: TimeMention) -> bool:
    """Whether a year stands in running words before a panel: it dates the words, not the sample."""
    if len(page.lower[begin : time.start].split()) <= _HEAD_WORDS:
        return False
    following = page.names_in(time.end, page.sentence_end(time.end))
    return sum(name.analyte.id != "other" for name in following) >= _PANEL


def _leading(page: Page, reading: Reading, owned: Collection[int]) -> TimeMention | None:
    """A date at the head of the sentence or clause: "On 10/05/2026 platelets were …"."""
    begin = page.sentence_start(reading.name.start)
    line_start = page.line(reading.name.start)[0]
    if reading.table:
        return None
    begin = max(begin, line_start)
    times = [
        time
        for time in page.times_in(begin, reading.name.start)
        if time.kind != "duration" and (time.relation not in ("since", "for", "until") or _from(page, time))
    ]
    if not times or _SAME_STAY.search(page.lower, times[-1].end, reading.name.start):
        return _named_day(page, reading, begin)
    last = times[-1]
    between = page.lower[last.end : reading.name.start]
    own_before = page.names_in(begin, last.start)
    if ("." in between and re.search(r"\.\s", between)) or re.search(r"[;；]", between):
        return None
    if (
        _closed(between)
        and not _HEADED.match(between)
        and any(name.analyte.id != "other" for name in page.names_in(begin, last.start))
    ):
        # The brackets in which the date stands belong to the result before: "ANA 1:1000 (May: the same), dsDNA 80".
        return None
    if between.count(")") > between.count("(") + 1 or between.count("]") > between.count("["):
        return None
    if last.kind in ("month", "year") and not _from(page, last) and _in_the_middle(page, begin, last):
        # A year or month in the middle of a sentence dates what stands there, not the results after it.
        return None
    heads = _HEADED.match(between) is not None or _opens_bracket(page, last, between)
    beside = not heads and (last.start in owned or between.lstrip().startswith((")", ",")))
    if beside and any(name.analyte.id != "other" for name in own_before):
        # The date stands by the value before: "Hb 9 (3/1), PLT 40".
        return None
    if _OTHER_TEST.search(between) and re.search(r"[,，]", between):
        # "On 2 April CT showed …, platelets 45": the day is that of the CT.
        reading.past = reading.past or last.interval != page.frame.document.written_on
        return None
    return last
