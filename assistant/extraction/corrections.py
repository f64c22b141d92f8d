"""Applies what a chart says of its own errors: withdrawn values, wrong dates, other patients' results.

A patient's word against the chart corrects nothing: both stand, and the checker sees that they differ. Nothing is
removed: the wrong draft is marked, or the right one names it in ``supersedes``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from assistant.extraction.cue_rules import unmasked
from assistant.extraction.cues import Cue, CueSet, load_data
from assistant.extraction.disowned import silence
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.late import late
from assistant.extraction.model import Span, TimeMention
from assistant.extraction.refutations import refute
from assistant.extraction.restated import restate
from assistant.extraction.voided import without_voided
from rules.dates import DateInterval
from rules.frozen import dataclass, replace

_NUMBER = late(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]*\d)")
_DATES = ("date", "started", "changed", "last_given", "stable_since", "onset", "resolved_on")
_NOT = late(r"(?:\bnot|rather than|instead of|而非|不是|并非|非)\W*(?:on |in |the )?$")
_NOT_REACH = 16
_TRIGGERS = ("wrong", "other_patient")


@dataclass(frozen=True, slots=True)
class _Notice:
    """A sentence that says that something in the chart is wrong."""

    frame: Frame
    place: int
    span: Span
    labels: frozenset[str]
    cue: Span
    right: int
    """From here on the notice gives what is right (its end, if it gives nothing)."""
    negated: frozenset[int]
    """Where numbers and dates begin that it denies: ``not 2025``."""
    left: int
    """Where the clause begins that names what is wrong, if what is right stands before it."""
    cited: frozenset[str]
    """The notes that it names by their day ("12-28病历…为笔误")."""

    def is_right(self, position: int) -> bool:
        """Whether a number or date at this place is the right one: "should read X", or the other one of "X, not Y"."""
        if position in self.negated:
            return False
        return bool(self.negated) or position >= self.right or position < self.left

    @property
    def foreign(self) -> bool:
        """Whether the words are said to be about somebody else."""
        return "other_patient" in self.labels


@cache
def _cues() -> CueSet:
    return CueSet(load_data("corrections")["words"])


def correct(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts of a chart with its own corrections applied; in the same order, corrected copies at the end."""
    notices = [notice for place, frame in enumerate(frames) for notice in _notices(frame, place, frames)]
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    made = [draft if draft.draft_id else replace(draft, draft_id=f"draft-{n}") for n, draft in enumerate(drafts, 1)]
    made = refute(without_voided(made, frames), frames)
    for notice in notices:
        made = _apply(notice, made, order)
    return silence(restate(_reassigned(made, frames, order), frames), frames)


_TURNED = late(
    r"\bcorrect(?:ion|ed|s)?\b|\bin error\b|\bby mistake\b"
    r"|\bnot (?:to |of |for )?(?:the )?(?:patient|pt|her own|hers|his)\b"
    r"|更正|纠正|有误|误[录记写]|系其|并非(?:患者)?本人|本人(?:并)?未"
)


def _takes_back(draft: DraftFact) -> bool:
    """Whether a draft, where it corrects, takes an earlier one back: another's procedure, an agreement left open."""
    if draft.kind == "statement":
        return draft.fields.get("value") == "unclear"
    return draft.kind == "procedure" and draft.subject != "patient"


def _reassigned(drafts: list[DraftFact], frames: Sequence[Frame], order: Mapping[str, int]) -> list[DraftFact]:
    """What earlier notes tell, marked as another's where a later note takes it back by way of correction."""
    texts = {frame.document.id: frame for frame in frames}
    theirs: dict[str, int] = {}
    for draft in drafts:
        frame = texts.get(draft.document)
        if frame is None or draft.certainty != "stated" or not _takes_back(draft):
            continue
        line = frame.lines[frame.line_at(draft.quotes[0].start)]
        if _TURNED.search(frame.lower, line.start, line.end):
            theirs[draft.name] = max(theirs.get(draft.name, -1), order[draft.document])
    return [
        replace(draft, subject="other")
        if draft.kind in ("procedure", "statement")
        and draft.subject == "patient"
        and draft.certainty == "stated"
        and order.get(draft.document, 0) < theirs.get(draft.name, -1)
        else draft
        for draft in drafts
    ]


def _notices(frame: Frame, place: int, frames: Sequence[Frame]) -> Iterator[_Notice]:
    """The sentences of a document that speak of an error in the chart."""
    cues = Ordered(unmasked(_cues().find(frame.lower)))
    for index, sentence in enumerate(frame.sentences):
        inside = frame.in_span(cues, sentence.start, sentence.end)
        labels = frozenset(cue.label for cue in inside)
        if not labels & set(_TRIGGERS) or "patient_says" in labels or frame.is_ignored(sentence.start):
            continue
        if _is_footnote(frame, sentence):
            continue
        triggers = [cue for cue in inside if cue.label in _TRIGGERS]
        # "Correction: it is 6, the 12 above was in error": the heading does not say which is wrong.
        heads = frame.lower.startswith(_HEADS, triggers[0].start) and len(triggers) > 1
        trigger = triggers[-1] if heads else triggers[0]
        span = _with_next(frame, index, cues)
        first = triggers[0].end if heads else span.start
        rights = [cue.end for cue in frame.in_span(cues, first, span.end) if cue.label == "right"]
        right = rights[0] if rights else _turn(frame, span, trigger)
        mark = Span(trigger.start, trigger.end)
        left = _left(frame, span, trigger)
        yield _Notice(
            frame, place, span, labels, mark, right, _negated(frame, span), left, _cited(frame, span, frames[:place])
        )


_HEADS = ("correction", "corrected", "更正", "订正", "勘误")


_FOOTNOTE = late(r"[ \t]*([#*†‡※§]{1,3})[ \t]*[^\s#*†‡※§]")


def _is_footnote(frame: Frame, sentence: Span) -> bool:
    """Whether a sentence stands in the footnote of results that carry its mark: it takes back none but theirs."""
    line = frame.lines[frame.line_at(sentence.start)]
    mark = _FOOTNOTE.match(frame.text, line.start, line.end)
    return mark is not None and re.search(rf"\d[ \t]?{re.escape(mark[1])}", frame.text[: line.start]) is not None


_CLAUSE = late(r"[,;。]")
_OF_A_NOTE = late(
    r"[\s日]*(?:的)?(?:病历|病程|记录|门诊|小结|首页|医嘱|note|letter|entry|record|clinic|summary|report)"
)


def _left(frame: Frame, span: Span, trigger: Cue) -> int:
    """Where "last on 15 May; "9-15" is a slip" comes to what is wrong: 0 where nothing right stands before it."""
    cuts = [cut.end() for cut in _CLAUSE.finditer(frame.text, span.start, trigger.start)]
    if not cuts:
        return 0
    if frame.in_span(frame.times, span.start, cuts[-1]) and frame.in_span(frame.times, cuts[-1], trigger.start):
        return cuts[-1]
    both = _NUMBER.search(frame.lower, span.start, cuts[-1]) and _NUMBER.search(frame.lower, cuts[-1], trigger.start)
    return cuts[-1] if both and not frame.in_span(frame.times, span.start, trigger.start) else 0


def _cited(frame: Frame, span: Span, earlier: Sequence[Frame]) -> frozenset[str]:
    days = {
        time.interval.day
        for time in frame.in_span(frame.times, span.start, span.end)
        if time.interval.day is not None and _OF_A_NOTE.match(frame.lower, time.end)
    }
    named = [one.document for one in earlier if one.document.written_on is not None]
    return frozenset(one.id for one in named if one.written_on is not None and one.written_on.day in days)


def _turn(frame: Frame, span: Span, trigger: Cue) -> int:
    """Where "X is wrong, it began Y" goes over to what is right; the end where nothing stands before the word."""
    said = frame.in_span(frame.times, span.start, trigger.start) or _NUMBER.search(
        frame.lower, span.start, trigger.start
    )
    return trigger.end if said else span.end


def _negated(frame: Frame, span: Span) -> frozenset[int]:
    starts = {time.start for time in frame.in_span(frame.times, span.start, span.end)}
    starts |= {match.start() for match in _NUMBER.finditer(frame.lower, span.start, span.end)}
    return frozenset(at for at in starts if _NOT.search(frame.lower[max(span.start, at - _NOT_REACH) : at]))


def _with_next(frame: Frame, index: int, cues: Sequence[Cue]) -> Span:
    """The sentence, and the next one where that gives the right value ("It was this January")."""
    sentence = frame.sentences[index]
    if index + 1 < len(frame.sentences):
        after = frame.sentences[index + 1]
        near = frame.in_span(cues, after.start, after.start + 40)
        if any(cue.label == "right" for cue in near) and not any(cue.label in _TRIGGERS for cue in near):
            return Span(sentence.start, after.end)
    return sentence


def _apply(notice: _Notice, drafts: list[DraftFact], order: Mapping[str, int]) -> list[DraftFact]:
    """The drafts after one notice."""
    before = [draft for draft in drafts if _earlier(notice, draft, order)]
    concepts = _concepts(notice)
    words = _Words(
        concepts,
        _floats(_numbers(notice)),
        of_known=not concepts.isdisjoint(draft.name for draft in drafts),
        of_result=not concepts.isdisjoint(draft.name for draft in drafts if draft.kind == "measurement"),
    )
    wrong = [draft for draft in before if _meant(notice, draft, drafts, words)]
    if not wrong:
        return drafts
    marked = {id(draft) for draft in wrong}
    right = [
        draft
        for draft in drafts
        if _inside(notice, draft) and id(draft) not in marked and not _wrong_time(notice, draft)
    ]
    result: list[DraftFact] = []
    copies: list[DraftFact] = []
    replaced: dict[str, list[str]] = {}
    for draft in drafts:
        if id(draft) not in marked:
            result.append(draft)
            continue
        successor = next((other for other in right if (other.kind, other.name) == (draft.kind, draft.name)), None)
        copy = None if successor or notice.foreign else _redated(notice, draft)
        result.append(_marked(notice, draft))
        if copy is not None:
            copies.append(copy)
        elif successor is not None:
            replaced.setdefault(successor.draft_id, []).append(draft.draft_id)
    return [_superseding(draft, replaced.get(draft.draft_id, ())) for draft in result] + copies


def _superseding(draft: DraftFact, ids: Sequence[str]) -> DraftFact:
    if not ids:
        return draft
    known = tuple(draft.fields.get("supersedes", ()))
    return replace(draft, fields={**draft.fields, "supersedes": known + tuple(ids)})


def _earlier(notice: _Notice, draft: DraftFact, order: Mapping[str, int]) -> bool:
    """Whether a draft was said elsewhere than in the notice, in the same or an earlier note."""
    place = order.get(draft.document, -1)
    if place != notice.place:
        return place < notice.place or notice.foreign
    return not _inside(notice, draft) or _repeats(notice, draft)


def _inside(notice: _Notice, draft: DraftFact) -> bool:
    if draft.document != notice.frame.document.id or not draft.quotes:
        return False
    return notice.span.start <= draft.quotes[0].start < notice.span.end


def _repeats(notice: _Notice, draft: DraftFact) -> bool:
    """Whether a draft of the notice's own words only repeats what is wrong."""
    if draft.kind == "measurement":
        return not notice.is_right(draft.quotes[0].end - 1) and not _panel(notice)
    return _wrong_time(notice, draft) is not None


_PANEL = 3
"""So many results in the sentence of a notice are a panel, of which the reader of results says which one is void."""


def _panel(notice: _Notice) -> bool:
    mentions = notice.frame.in_span(notice.frame.mentions_of("measurement"), notice.span.start, notice.span.end)
    return len({mention.concept.id for mention in mentions}) >= _PANEL


class _Words(NamedTuple):
    """What a notice names: things, and the numbers that it calls wrong."""

    concepts: set[str]
    numbers: set[float]
    of_known: bool
    """Whether the chart tells of one of the things, and whether of its result."""
    of_result: bool


def _meant(notice: _Notice, draft: DraftFact, drafts: Sequence[DraftFact], words: _Words) -> bool:
    """Whether the notice speaks of this draft: its value, its date, its line, or the whole earlier report."""
    named = draft.name in words.concepts
    if draft.kind == "measurement" and _has_number(words.numbers, draft) and (named or not words.of_result):
        return True
    if _wrong_time(notice, draft) is not None and (named or not words.concepts or draft.kind != "measurement"):
        return named or not words.of_known
    if named and draft.kind == "treatment" and draft.document in notice.cited and "last_given" in draft.fields:
        return True
    if "this_line" in notice.labels and _same_line(notice, draft):
        return True
    if "whole_report" in notice.labels and draft.kind == "measurement":
        return draft.document != notice.frame.document.id and _reported_again(notice, draft, drafts)
    return False


def _concepts(notice: _Notice) -> set[str]:
    mentions = notice.frame.in_span(notice.frame.mentions, notice.span.start, notice.span.end)
    named = {mention.concept.id for mention in mentions}
    for match in _SHORT.finditer(notice.frame.lower, notice.span.start, notice.span.end):
        if not notice.is_right(match.start()):
            named |= {"dna": {"hbv_dna"}, "rna": {"hcv_rna"}}.get(match[0], {"hbv_dna", "hcv_rna"})
    return named


_SHORT = late(r"\b(?:dna|rna|viral load)\b")
"""A test named only by what it finds: "the DNA tube was mislabelled"."""


def _has_number(wrong: set[float], draft: DraftFact) -> bool:
    """Whether the value of the draft is among the numbers that a notice calls wrong."""
    written = str(draft.fields.get("value_as_written") or draft.fields.get("value") or "")
    numbers = _NUMBER.findall(written)
    return bool(numbers) and _floats(numbers) <= wrong


def _numbers(notice: _Notice) -> list[str]:
    """The numbers that the notice calls wrong, apart from those of dates."""
    times = notice.frame.in_span(notice.frame.times, notice.span.start, notice.span.end)
    found = []
    for match in _NUMBER.finditer(notice.frame.lower, notice.span.start, notice.span.end):
        in_time = any(time.start <= match.start() < time.end for time in times)
        if not in_time and not notice.is_right(match.start()) and not _of_a_pair(notice.frame.lower, match.span()):
            found.append(match.group())
    return found


_PAIRED = late(r"\d{1,2}[-/]\d{1,2}(?!\d)")


def _of_a_pair(lower: str, span: tuple[int, int]) -> bool:
    """Whether a number is the month or day of a note that is named so: 8-04及8-18病历."""
    start, end = span
    behind = lower[start - 1 : start] in ("-", "/") and lower[start - 2 : start - 1].isdigit()
    return behind or _PAIRED.match(lower, start, end + 4) is not None


def _floats(numbers: Sequence[str]) -> set[float]:
    return {float(number) for number in numbers}


def _wrong_time(notice: _Notice, draft: DraftFact) -> TimeMention | None:
    """The time that the notice calls wrong and that is a date of the draft."""
    times = notice.frame.in_span(notice.frame.times, notice.span.start, notice.span.end)
    wrong = [time for time in times if not notice.is_right(time.start)]
    if not wrong:
        return None
    dates = [draft.fields[key] for key in _DATES if isinstance(draft.fields.get(key), DateInterval)]
    return next((time for time in wrong if any(_same(time.interval, date) for date in dates)), None)


def _same(first: DateInterval, second: DateInterval) -> bool:
    """Whether two dates are the same one: equal, or of the same days except for an open end."""
    if first == second:
        return True
    ends = ((first.earliest, second.earliest), (first.latest, second.latest))
    return any(a is not None and a == b for a, b in ends) and all(a is None or b is None or a == b for a, b in ends)


def _same_line(notice: _Notice, draft: DraftFact) -> bool:
    """Whether the draft stands on the line of the notice or, if the notice fills its line, on the one before."""
    if draft.document != notice.frame.document.id or not draft.quotes:
        return False
    frame = notice.frame
    line = frame.line_at(notice.span.start)
    alone = frame.lower[frame.lines[line].start : notice.span.start].strip(" (*※-[") == ""
    at = frame.line_at(draft.quotes[0].start)
    return at == (line - 1 if alone and line else line) and not _inside(notice, draft)


def _reported_again(notice: _Notice, draft: DraftFact, drafts: Sequence[DraftFact]) -> bool:
    """Whether the correcting note gives the same analyte for a date that may be the same."""
    date = draft.fields.get("date")
    for other in drafts:
        if other.document == notice.frame.document.id and (other.kind, other.name) == (draft.kind, draft.name):
            again = other.fields.get("date")
            if date is None or again is None or _same(date, again):
                return True
    return False


def _marked(notice: _Notice, draft: DraftFact) -> DraftFact:
    """The wrong draft: another's, or declared false; the words of the notice go with it as evidence."""
    quotes = (*draft.quotes, Quote(notice.cue.start, notice.cue.end, "subject", document=notice.frame.document.id))
    if notice.foreign:
        return replace(draft, subject="other", quotes=quotes)
    if draft.kind == "measurement":
        return replace(draft, quotes=quotes, fields={**draft.fields, "validity": "declared_false"})
    return draft


def _redated(notice: _Notice, draft: DraftFact) -> DraftFact | None:
    """The draft with the right date, which the notice gives beside the wrong one."""
    wrong = _wrong_time(notice, draft)
    if wrong is None:
        return None
    times = notice.frame.in_span(notice.frame.times, notice.span.start, notice.span.end)
    others = [time for time in times if time != wrong and time.kind != "duration"]
    right = next((time for time in others if notice.is_right(time.start)), others[0] if others else None)
    if right is None:
        return None
    dates = {
        key: right.interval
        for key in _DATES
        if isinstance(draft.fields.get(key), DateInterval) and _same(draft.fields[key], wrong.interval)
    }
    return replace(
        draft,
        document=notice.frame.document.id,
        quotes=(*_said_before(draft), Quote(right.start, right.end, "date")),
        fields={**draft.fields, **dates, "supersedes": (draft.draft_id,)},
        draft_id=f"{draft.draft_id}-corrected",
        reader="corrections",
    )


def _said_before(draft: DraftFact) -> tuple[Quote, ...]:
    """The words that name the thing, in the note that got the date wrong."""
    return tuple(
        replace(quote, document=quote.document or draft.document) for quote in draft.quotes if quote.role == "value"
    )
