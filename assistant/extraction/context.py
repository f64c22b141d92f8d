"""Says for each name found whether it is stated, suspected or denied, of whom, by whom and when. Makes no facts.

Every cue governs a scope of its sentence (``scopes.py``); a name takes the marks of all cues whose scopes hold it.
Doubt beats denial unless the denial governs the doubt itself ("no suspicion of"). A plain "no X" reaches ``ever``
outside examinations and results, where it reaches ``now``; times named with a denial become its ``period``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from assistant.extraction.checkboxes import Ticked, find_ticks
from assistant.extraction.cuewords import CueWord, find_cues
from assistant.extraction.denials import how_far
from assistant.extraction.model import Hit, Mention, Section
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scopes import Range, Sentence, backward, forward, governs, make_sentence
from assistant.extraction.speakers import declared_others, is_question
from assistant.extraction.text import is_cjk

if TYPE_CHECKING:
    from assistant.extraction.frame import Frame

    _Handler = Callable[[Sentence, CueWord, Sequence["_Marks"]], None]

_ACTS = frozenset({"treatment", "procedure"})
_PLAIN = frozenset({"no", "none", "nil", "无", "没有过"})
"""Denials that stand behind a name only where punctuation follows them."""
_DENY_BEFORE = ("deny_ever", "deny_recent", "deny_now", "deny_before")


@dataclass(slots=True)
class _Marks:
    """What the cues say of one name."""

    denials: list[tuple[CueWord, list[Range]]] = field(default_factory=list)
    doubts: list[CueWord] = field(default_factory=list)
    planned: bool = False
    refused: bool = False
    historical: bool = False
    subject: str | None = None
    source: str = "chart"
    cues: list[CueWord] = field(default_factory=list)


def mentions_in_context(frame: Frame, hits: Sequence[Hit]) -> tuple[Mention, ...]:
    """The hits with their context, those in words addressed to software left out."""
    kept = [hit for hit in hits if not frame.is_ignored(hit.start)]
    cues = find_cues(frame.lower, [(hit.start, hit.end) for hit in kept])
    cue_starts = [cue.start for cue in cues]
    ticks = find_ticks(frame.lower)
    others = declared_others(frame.lower)
    made: list[Mention] = []
    at = 0
    while at < len(kept):
        index = frame.sentence_at(kept[at].start)
        span = frame.sentences[index]
        last = at
        while last < len(kept) and kept[last].start < span.end:
            last += 1
        last = max(last, at + 1)
        group = kept[at:last]
        within = _outside_heading(frame, cues[bisect_left(cue_starts, span.start) : bisect_left(cue_starts, span.end)])
        times = frame.in_span(frame.times, span.start, span.end)
        sentence = make_sentence(frame.lower, span, group, _directed(frame.lower, within), times)
        made.extend(_mentions(frame, sentence, index, ticks, others))
        at = last
    return tuple(made)


def _mentions(
    frame: Frame, sentence: Sentence, index: int, ticks: Sequence[Ticked], others: re.Pattern[str] | None
) -> Iterable[Mention]:
    marks = [_Marks() for _ in sentence.hits]
    for cue in sentence.cues:
        _apply(sentence, cue, marks)
    asked = is_question(frame.lower, sentence.start, sentence.end)
    foreign = others is not None and others.search(frame.lower, *_line(frame, sentence.start)) is not None
    for hit, mark in zip(sentence.hits, marks, strict=True):
        section = frame.section_at(hit.start)
        mention = _mention(frame, sentence, index, hit, mark, section)
        mention = _ticked(mention, ticks)
        if asked:
            mention = replace(mention, certainty="stated", planned=True, reach=None, period=None)
        if foreign:
            mention = replace(mention, subject="other")
        yield mention


def _line(frame: Frame, position: int) -> tuple[int, int]:
    span = frame.lines[frame.line_at(position)]
    return span.start, span.end


def _outside_heading(frame: Frame, cues: Sequence[CueWord]) -> list[CueWord]:
    """The cues without the words of headings ("Prior treatment:", "Assessment and plan:"), but "Denies:" counts."""
    return [
        cue for cue in cues if cue.has(*_DENY_BEFORE, "deny_either") or cue.start >= frame.section_at(cue.start).start
    ]


def _directed(lower: str, cues: Sequence[CueWord]) -> list[CueWord]:
    """The cues with one direction each: "none." and "无。" stand behind, "无X" before; "?X" before, "X?" behind."""
    made = []
    for cue in cues:
        labels = set(cue.labels)
        following = lower[cue.end : cue.end + 1]
        if "deny_either" in labels:
            behind = (
                not following
                or following in ".,;。、)(\n/|"
                or lower[cue.end : cue.end + 2] in (" (", " /", "  ", "\t")
            )
            ahead = {"deny_before"} if lower[cue.start : cue.end] in _PLAIN else {"deny_before", "deny_after"}
            labels = (labels - {"deny_either"}) | ({"deny_after"} if behind else ahead)
        if lower[cue.start : cue.end] == "?":
            labels = {"suspect_before"} if following and (following.isalnum()) else {"suspect_after"}
        made.append(replace(cue, labels=frozenset(labels)))
    return made


def _apply(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for label in sorted(cue.labels):
        handler = _HANDLERS.get(label)
        if handler is not None:
            handler(sentence, cue, marks)


def _governed(sentence: Sentence, ranges: list[Range], marks: Sequence[_Marks]) -> list[tuple[Hit, _Marks]]:
    return [(hit, mark) for hit, mark in zip(sentence.hits, marks, strict=True) if governs(ranges, hit)]


def _deny_before(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    ranges = forward(sentence, cue)
    for hit, mark in _governed(sentence, ranges, marks):
        if hit.concept.kind not in _ACTS or not _parted(sentence.lower[cue.end : hit.start]):
            mark.denials.append((cue, ranges))


@cache
def _partings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("context")
    return (
        re.compile(rf"(?<![a-z])(?:{any_of(words['part_not'])})(?![a-z])"),
        re.compile(rf"(?<![a-z])(?:{any_of(words['part'])})(?![a-z])"),
    )


def _parted(between: str) -> bool:
    """Whether the words between a denial and a treatment deny something else of it ("no reaction to rituximab")."""
    whole, part = _partings()
    last = re.split(r"[,;]|\bor\b|\band\b|\bnor\b", between)[-1]
    return part.search(whole.sub(" ", last)) is not None


def _deny_after(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    if cue.has("deny_before") and sentence.hits_in(cue.end, _segment_end(sentence, cue)):
        return
    ranges = backward(sentence, cue)
    if not any(governs(ranges, hit) for hit in sentence.hits):
        near = [hit for hit in sentence.hits if cue.end <= hit.start <= cue.end + 3]
        ranges = forward(sentence, cue) if near else []
    elif sentence.lower[cue.start : cue.end] in ("none", "nil", "never"):
        ranges = [*ranges, *forward(sentence, cue)]
    result = sentence.lower[cue.start : cue.end] in load_words("context")["results"]
    for hit, mark in _governed(sentence, ranges, marks):
        if not (result and hit.concept.kind in _ACTS):
            mark.denials.append((cue, ranges))


def _segment_end(sentence: Sentence, cue: CueWord) -> int:
    return sentence.segments[sentence.segment_at(cue.start)][1]


def _doubt_before(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for _, mark in _governed(sentence, forward(sentence, cue), marks):
        mark.doubts.append(cue)


def _doubt_after(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    near = sentence.lower[cue.start : cue.end] == "?"
    for hit, mark in _governed(sentence, backward(sentence, cue), marks):
        if not near or cue.start - hit.end <= 2:
            mark.doubts.append(cue)


def _consider(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for hit, mark in _governed(sentence, forward(sentence, cue), marks):
        if hit.concept.kind in _ACTS:
            mark.planned = True
            mark.cues.append(cue)
        elif hit.concept.kind == "condition":
            mark.doubts.append(cue)


def _plan_before(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    _plan(sentence, cue, forward(sentence, cue), marks)


def _plan_after(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    _plan(sentence, cue, backward(sentence, cue), marks)


def _plan(sentence: Sentence, cue: CueWord, ranges: list[Range], marks: Sequence[_Marks]) -> None:
    states_too = sentence.lower[cue.start : cue.end] in load_words("context")["states_too"]
    for hit, mark in _governed(sentence, ranges, marks):
        if states_too or hit.concept.kind != "condition":
            mark.planned = True
            mark.cues.append(cue)


def _hypothetical(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    word = sentence.lower[cue.start : cue.end]
    whole = word in load_words("context")["whole_sentence"]
    hard = min((start for start in sentence.hard if start > cue.end), default=sentence.end)
    ranges = [(cue.end, hard)] if whole else forward(sentence, cue)
    for _, mark in _governed(sentence, ranges, marks):
        mark.planned = True
        mark.cues.append(cue)


def _refuse_before(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for _, mark in _governed(sentence, forward(sentence, cue), marks):
        mark.refused = True
        mark.cues.append(cue)


def _refuse_after(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    """What was declined stands before, in the same segment or, with "it", in the one before."""
    if sentence.hits_in(cue.end, _segment_end(sentence, cue)) and cue.has("refuse_before"):
        return
    index = sentence.segment_at(cue.start)
    found = _governed(sentence, [(sentence.segments[index][0], cue.start)], marks)
    if not found and index > 0:
        found = _governed(sentence, [sentence.segments[index - 1]], marks)
    found = found or _governed(sentence, forward(sentence, cue), marks)
    for hit, mark in found:
        if hit.concept.kind in _ACTS:
            mark.refused = True
            mark.cues.append(cue)


def _past_before(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for _, mark in _governed(sentence, forward(sentence, cue), marks):
        mark.historical = True
        mark.cues.append(cue)


def _past_after(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for _, mark in _governed(sentence, backward(sentence, cue), marks):
        mark.historical = True


@cache
def _of_relative() -> re.Pattern[str]:
    return re.compile(
        r"(?:\b(?:in|of|from|for)\s+(?:her|his|the|a|an|one|maternal|paternal)?\s*"
        r"|\((?:that is |this is |it is )?(?:her|his|in)?\s*)$"
    )


def _family(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    word = sentence.lower[cue.start : cue.end]
    before = sentence.lower[max(0, cue.start - 20) : cue.start]
    own_segment = sentence.segments[sentence.segment_at(cue.start)]
    end = min((start for start in sentence.hard if start > cue.end), default=sentence.end)
    for other in sentence.cues_in(cue.end, end, "self"):
        end = min(end, other.start)
    if (is_cjk(word[-1]) and not word.startswith("家族")) or before.endswith("whose "):
        end = min(end, own_segment[1])
    ranges = [(cue.end, end)]
    if _of_relative().search(before) or word == "家族史":
        ranges.append((own_segment[0], cue.start))
    for _, mark in _governed(sentence, ranges, marks):
        mark.subject = "family"
        mark.cues.append(cue)


def _other(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
    for mark in marks:
        mark.subject = "other"
        mark.cues.append(cue)


def _says(source: str) -> _Handler:
    def handle(sentence: Sentence, cue: CueWord, marks: Sequence[_Marks]) -> None:
        in_brackets = sentence.lower[cue.start : cue.end].startswith("(")
        ranges = [(max(sentence.start, cue.start - 16), cue.start)] if in_brackets else [(cue.end, sentence.end)]
        for _, mark in _governed(sentence, ranges, marks):
            mark.source = source

    return handle


_HANDLERS: dict[str, _Handler] = {
    "deny_ever": _deny_before,
    "deny_recent": _deny_before,
    "deny_now": _deny_before,
    "deny_before": _deny_before,
    "deny_after": _deny_after,
    "suspect_before": _doubt_before,
    "suspect_after": _doubt_after,
    "consider_before": _consider,
    "plan_before": _plan_before,
    "plan_after": _plan_after,
    "hypothetical_before": _hypothetical,
    "refuse_before": _refuse_before,
    "refuse_after": _refuse_after,
    "past_before": _past_before,
    "past_after": _past_after,
    "family": _family,
    "other_subject": _other,
    "says": _says("patient"),
    "says_relative": _says("relative"),
    "says_laboratory": _says("laboratory"),
    "says_coordinator": _says("coordinator"),
}


def _mention(frame: Frame, sentence: Sentence, index: int, hit: Hit, mark: _Marks, section: Section) -> Mention:
    denial = mark.denials[-1] if mark.denials else None
    doubt = next((cue for cue in mark.doubts if not _denied_itself(cue, mark)), None)
    certainty = "suspected" if doubt else "denied" if denial else "stated"
    reach, period = None, None
    if certainty == "denied" and denial is not None:
        reach, period = how_far(frame, sentence, hit, *denial, section)
    used = [*([doubt] if doubt else []), *([denial[0]] if denial else []), *mark.cues]
    return Mention(
        concept=hit.concept,
        start=hit.start,
        end=hit.end,
        sentence=index,
        clause=frame.clause_at(hit.start),
        section=section.id,
        certainty=certainty,
        subject=mark.subject or section.subject,
        source=mark.source,
        planned=mark.planned,
        refused=mark.refused,
        historical=mark.historical,
        others_only=certainty == "denied" and _is_other(sentence.lower, hit),
        reach=reach,
        period=period,
        cues=tuple((cue.start, cue.end) for cue in used),
        form=hit.form,
        ambiguous=hit.ambiguous,
    )


def _denied_itself(doubt: CueWord, mark: _Marks) -> bool:
    """Whether a doubt is what is denied: "no suspicion of", 未见可疑."""
    if not doubt.has("suspect_before", "consider_before"):
        return False
    return any(cue.end <= doubt.start <= cue.end + 25 and cue.has(*_DENY_BEFORE) for cue, _ in mark.denials)


@cache
def _other_words() -> re.Pattern[str]:
    words = load_words("context")["others"]
    latin, chinese = any_of(w for w in words if w.isascii()), any_of(w for w in words if not w.isascii())
    return re.compile(rf"(?:(?<![a-z])(?:{latin})\s+(?:[a-z-]+\s+){{0,2}}|(?:{chinese})[^,。;、\n]{{0,4}})$")


def _is_other(lower: str, hit: Hit) -> bool:
    return _other_words().search(lower[max(0, hit.start - 30) : hit.start]) is not None


def _ticked(mention: Mention, ticks: Sequence[Ticked]) -> Mention:
    for tick in ticks:
        if tick.start <= mention.start and mention.end <= tick.end:
            cues = (*mention.cues, tick.box)
            if tick.answer == "no":
                return replace(mention, certainty="denied", reach=mention.reach or "ever", cues=cues)
            if tick.answer == "yes":
                return replace(mention, certainty="stated", reach=None, period=None, planned=False, cues=cues)
            if tick.answer == "open":
                return replace(mention, certainty="suspected", reach=None, period=None, cues=cues)
            return replace(mention, planned=True, cues=cues)
    return mention
