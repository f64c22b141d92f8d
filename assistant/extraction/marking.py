"""Marks the names of a sentence with what its cue words say (denied, doubted, planned …). Makes no mentions."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from assistant.extraction.cuewords import HOUSEHOLD, CueWord
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Hit
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scopes import Range, Sentence, backward, bracket_of, forward, governs
from assistant.extraction.speakers import speaker
from assistant.extraction.text import is_cjk
from assistant.extraction.topics import answers, is_category, topic

if TYPE_CHECKING:
    from assistant.extraction.frame import Frame

    _Handler = Callable[[Sentence, CueWord, Sequence["Marks"]], None]

_ACTS = frozenset({"treatment", "procedure"})
_PLAIN = frozenset({"no", "none", "nil", "无", "没有过"})
"""Denials that stand behind a name only where punctuation follows them."""
_OPENERS = ("", "\n", '"', "(", ":", "-", "*", ";", ".", ",", "+", "。")
"""Where a question mark opens an item: it doubts what follows, though a blank parts them."""
DENY_BEFORE = ("deny_ever", "deny_recent", "deny_now", "deny_before")


@dataclass(slots=True)
class Marks:
    """What the cues say of one name."""

    denials: list[tuple[CueWord, list[Range]]] = field(default_factory=list)
    doubts: list[CueWord] = field(default_factory=list)
    planned: bool = False
    refused: bool = False
    historical: bool = False
    asked: bool = False
    subject: str | None = None
    source: str = "chart"
    cues: list[CueWord] = field(default_factory=list)


def outside_heading(frame: Frame, cues: Sequence[CueWord]) -> list[CueWord]:
    """The cues without the words of headings ("Prior treatment:", "Assessment and plan:"), but "Denies:" counts."""
    return [
        cue for cue in cues if cue.has(*DENY_BEFORE, "deny_either") or cue.start >= frame.section_at(cue.start).start
    ]


def directed(lower: str, cues: Sequence[CueWord]) -> list[CueWord]:
    """The cues with one direction each: "none." and "无。" stand behind, "无X" before; "?X" before, "X?" behind."""
    made = []
    for cue in cues:
        labels = set(cue.labels)
        following = lower[cue.end : cue.end + 1]
        if "deny_either" in labels:
            chinese = is_cjk(lower[cue.end - 1])
            behind = (
                not following
                or following in ".,;。、)(\n/|"
                or lower[cue.end : cue.end + 2] in (" (", " /", "  ", "\t")
                or lower[cue.end : cue.end + 3] == " - "
                or (chinese and following == " " and lower[cue.start - 1 : cue.start] not in ("", " ", "\n", ",", "。"))
            )
            ahead = (
                {"deny_before"} if chinese or lower[cue.start : cue.end] in _PLAIN else {"deny_before", "deny_after"}
            )
            labels = (labels - {"deny_either"}) | ({"deny_after"} if behind else ahead)
        if lower[cue.start : cue.end] == "?":
            leads = following == " " and lower[max(0, cue.start - 3) : cue.start].rstrip(" \t")[-1:] in _OPENERS
            behind_word = lower[max(0, cue.start - 1) : cue.start].isalnum()
            joined = following.isalnum() and not (behind_word and is_cjk(following))
            labels = {"suspect_before"} if leads or joined else {"suspect_after"}
        made.append(cue if labels == cue.labels else cue._replace(labels=frozenset(labels)))
    return made


def apply(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    """Mark the names that a cue governs."""
    for label in sorted(cue.labels):
        handler = _HANDLERS.get(label)
        if handler is not None:
            handler(sentence, cue, marks)


def _governed(sentence: Sentence, ranges: list[Range], marks: Sequence[Marks]) -> list[tuple[Hit, Marks]]:
    return [(hit, mark) for hit, mark in zip(sentence.hits, marks, strict=True) if governs(ranges, hit)]


_WHICH = late(r"(?<!is )(?<!was )(?<!are )not (?:a|an|the|by)(?![a-z])")
"""Which of two things it is ("a pill, not a shot") says nothing of what was ever done."""


_ADVISED = late(
    r"(?<![a-z])(?:advi[sc]ed?|advice|counsell?ed|recommend(?:ed|ation)?|reminded|instructed|educated)"
    r"(?:\s(?:her|him|the patient|patient|pt|that|to have|to receive|re|regarding|about|against))*\s*[:,-]?\s*$"
)
"""What makes a denial an advice: "advised no live vaccines" tells of none that was not given."""


def _deny_before(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    ranges = forward(sentence, cue)
    if not any(governs(ranges, hit) for hit in sentence.hits) and answers(sentence, cue):
        ranges = topic(sentence, cue)
    which = _WHICH.match(sentence.lower, cue.start) or _ADVISED.search(sentence.lower, sentence.start, cue.start)
    for hit, mark in _governed(sentence, ranges, marks):
        if which and hit.concept.kind in _ACTS:
            continue
        if hit.concept.kind not in _ACTS or not _parted(sentence.lower[cue.end : hit.start]):
            mark.denials.append((cue, ranges))


@cache
def _partings() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("context")
    return (
        compiled(rf"(?<![a-z])(?:{any_of(words['part_not'])})(?![a-z])"),
        compiled(rf"(?<![a-z])(?:{any_of(words['part'])})(?![a-z])"),
    )


def _parted(between: str) -> bool:
    """Whether the words between a denial and a treatment deny something else of it ("no reaction to rituximab")."""
    whole, part = _partings()
    last = re.split(r"[,;]|\bor\b|\band\b|\bnor\b", between)[-1]
    return part.search(whole.sub(" ", last)) is not None


def _deny_after(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    if cue.has("deny_before") and sentence.hits_in(cue.end, _segment_end(sentence, cue)):
        return
    asked = topic(sentence, cue)
    ranges = asked or _said_before(sentence, cue) or backward(sentence, cue)
    if not any(governs(ranges, hit) for hit in sentence.hits):
        near = [hit for hit in sentence.hits if cue.end <= hit.start <= cue.end + 3]
        ranges = forward(sentence, cue) if near else []
    elif sentence.lower[cue.start : cue.end] in ("none", "nil", "never"):
        ranges = [*ranges, *forward(sentence, cue)]
    word = sentence.lower[cue.start : cue.end]
    result = word in load_words("context")["results"]
    for hit, mark in _governed(sentence, ranges, marks):
        answered = is_category(hit) and (word.endswith(")") or asked)
        if not (result and hit.concept.kind in _ACTS) or answered:
            mark.denials.append((cue, ranges))


_BARE_ANSWERS = frozenset({"never", "none", "nil", "denied", "negative", "not ever", "never had"})


def _said_before(sentence: Sentence, cue: CueWord) -> list[Range]:
    """The segment before a bare answer at the end: "Stem cell or organ transplant, never"."""
    index = sentence.segment_at(cue.start)
    start, end = sentence.segments[index]
    word = sentence.lower[cue.start : cue.end]
    bare = sentence.lower[start:end].strip(" .\n") == word and word in _BARE_ANSWERS
    if not bare or index == 0 or start in sentence.hard:
        return []
    left, right = sentence.segments[index - 1]
    told = any(left <= time.start < right for time in sentence.times) or sentence.cues_in(left, right, "positive")
    return [] if told or not sentence.hits_in(left, right) else [(left, right)]


def _deny_topic(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    ranges = topic(sentence, cue)
    end = _segment_end(sentence, cue)
    if ranges and not sentence.lower[cue.end : end].strip(" .;)\n"):
        for _, mark in _governed(sentence, ranges, marks):
            mark.denials.append((cue, ranges))


def _segment_end(sentence: Sentence, cue: CueWord) -> int:
    return sentence.segments[sentence.segment_at(cue.start)][1]


def _doubt_before(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    for _, mark in _governed(sentence, forward(sentence, cue), marks):
        mark.doubts.append(cue)


def _doubt_after(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    if cue.has("suspect_before") and sentence.hits_in(cue.end, _segment_end(sentence, cue)):
        return
    near = sentence.lower[cue.start : cue.end] == "?"
    for hit, mark in _governed(sentence, backward(sentence, cue), marks):
        if _in_own_bracket(sentence.lower, hit, cue):
            continue  # 肾炎(临床活动,IV型可能性大) doubts the class
        if not near or cue.start - hit.end <= 2:
            mark.doubts.append(cue)


def _in_own_bracket(lower: str, hit: Hit, cue: CueWord) -> bool:
    """Whether a doubt stands in a bracket behind the name and speaks of another part of what is told there."""
    opening = lower.find("(", hit.end, cue.start)
    return opening >= 0 and ")" not in lower[opening : cue.start] and "," in lower[opening : cue.start]


def _consider(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    if sentence.lower.startswith(":", cue.end) and is_cjk(sentence.lower[cue.end - 1]):
        return  # 考虑:… heads the conclusion
    for hit, mark in _governed(sentence, forward(sentence, cue), marks):
        if hit.concept.kind in _ACTS:
            mark.planned = True
            mark.cues.append(cue)
        elif hit.concept.kind == "condition":
            mark.doubts.append(cue)


def _plan_before(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    _plan(sentence, cue, forward(sentence, cue), marks)


def _plan_after(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    _plan(sentence, cue, backward(sentence, cue), marks)


def _plan(sentence: Sentence, cue: CueWord, ranges: list[Range], marks: Sequence[Marks]) -> None:
    states_too = sentence.lower[cue.start : cue.end] in load_words("context")["states_too"]
    for hit, mark in _governed(sentence, ranges, marks):
        if states_too or hit.concept.kind != "condition":
            mark.planned = True
            mark.cues.append(cue)


def _hypothetical(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    word = sentence.lower[cue.start : cue.end]
    whole = word in load_words("context")["whole_sentence"]
    hard = min((start for start in sentence.hard if start > cue.end), default=sentence.end)
    ranges = [(cue.end, hard)] if whole else forward(sentence, cue)
    for _, mark in _governed(sentence, ranges, marks):
        mark.planned = True
        mark.cues.append(cue)


def _asked_before(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    hard = min((start for start in sentence.hard if start > cue.end), default=sentence.end)
    for _, mark in _governed(sentence, [(cue.end, hard)], marks):
        mark.asked = True


def _refuse_before(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    for _, mark in _governed(sentence, forward(sentence, cue), marks):
        mark.refused = True
        mark.cues.append(cue)


def _refuse_after(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    """What was declined stands before, in the same segment or, with "it", in the one before."""
    if sentence.hits_in(cue.end, _segment_end(sentence, cue)) and cue.has("refuse_before"):
        return
    index = sentence.segment_at(cue.start)
    found = _governed(sentence, [(max(sentence.segments[index][0], bracket_of(sentence, cue)), cue.start)], marks)
    if not found and index > 0:
        found = _governed(sentence, [sentence.segments[index - 1]], marks)
    found = found or _governed(sentence, forward(sentence, cue), marks)
    for hit, mark in found:
        if hit.concept.kind in _ACTS:
            mark.refused = True
            mark.cues.append(cue)


def _past_before(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    for _, mark in _governed(sentence, forward(sentence, cue), marks):
        mark.historical = True
        mark.cues.append(cue)


def _past_after(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    for _, mark in _governed(sentence, backward(sentence, cue), marks):
        mark.historical = True


@cache
def _of_relative() -> re.Pattern[str]:
    return compiled(
        r"(?:\b(?:is|was|were)\s+(?:in\s+)?(?:actually\s+)?(?:her|his)\s*"
        r"|\b(?:in|of|from|for|belongs to|belonged to|refers to|relates to|that of|those of)"
        r"\s+(?:her|his|the|a|an|one|maternal|paternal)?\s*"
        r"|\((?:that is |this is |it is )?(?:her|his|in)?\s*|(?:是|系|属|属于|来自|指)(?:其|她的?|他的?|患者)?)$"
    )


def _own_words(sentence: Sentence, cue: CueWord) -> int:
    """How far a Chinese word for a relative reaches: its segment, or the next one where only a blank parts them."""
    index = sentence.segment_at(cue.start)
    end = sentence.segments[index][1]
    if end - cue.end <= 1 and index + 1 < len(sentence.segments) and sentence.lower[end : end + 1] == " ":
        return sentence.segments[index + 1][1]
    if sentence.lower.startswith(HOUSEHOLD, cue.start):
        while index + 1 < len(sentence.segments) and _STILL_DENIED.match(sentence.lower, end):
            index += 1
            end = sentence.segments[index][1]
    return end


_STILL_DENIED = late(r",\s*[亦也均]?[无未没](?!见|明显)")
"""A further denial of the same household: 家属近期无发热,无感染."""


def _of_whom(sentence: Sentence, before: str, end: int) -> bool:
    """Whether a relative is the one who has what stands before: "lupus in her aunt", "RA (mother)"."""
    found = _of_relative().search(before)
    if found is not None and is_cjk(found[0][0]):
        return sentence.lower.startswith(("的", "所", "患"), end)
    if found is None or not found[0].startswith("("):
        return found is not None
    closing = sentence.lower.find(")", end, end + 16)
    if closing < 0 or sentence.hits_in(end, closing):
        return False
    told = sentence.lower[end:closing]
    return not re.search(r"\b(?:has|had|have|did|does|keeps|says|reports|confirms|present|agrees|knows)\b|患|有", told)


def _bracket_end(sentence: Sentence, cue: CueWord) -> int:
    """Where the bracket closes in which a relative is named; what follows it is told of somebody else."""
    opening = sentence.lower.rfind("(", sentence.start, cue.end)
    if opening < 0 or sentence.lower.find(")", opening, cue.start) >= 0:
        return sentence.end
    closing = sentence.lower.find(")", cue.end, sentence.end)
    return sentence.end if closing < 0 else closing


def _not_of_relative(lower: str, cue: CueWord, word: str) -> bool:
    """Whether a relative only tells of the patient, or names the patient so: "my mother" in a daughter's line."""
    start, who = speaker(lower, cue.start)
    if not who:
        return False
    words = load_words("context")["tells"]
    return start <= cue.start < start + len(who) or (who.endswith(tuple(words["child"])) and word in words["parent"])


def _family(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    word = sentence.lower[cue.start : cue.end]
    if _not_of_relative(sentence.lower, cue, word):
        return
    before = sentence.lower[max(0, cue.start - 20) : cue.start]
    own_segment = sentence.segments[sentence.segment_at(cue.start)]
    end = min((start for start in sentence.hard if start > cue.end), default=sentence.end)
    end = min(end, _bracket_end(sentence, cue))
    for other in sentence.cues_in(cue.end, end, "self"):
        if not _still_the_relative(sentence.lower, cue.end, other):
            end = min(end, other.start)
    if (is_cjk(word[-1]) and not word.startswith("家族")) or before.endswith("whose "):
        end = min(end, _own_words(sentence, cue))
    ranges = [(cue.end, end)]
    if word == "家族史" or _of_whom(sentence, before, cue.end):
        ranges.append((own_segment[0], cue.start))
    in_brackets = before.rstrip().endswith("(") or word.startswith("(")
    for hit, mark in _governed(sentence, ranges, marks):
        apart = in_brackets or _bracket_between(sentence.lower, hit.end, cue.start)
        if apart and hit.end <= cue.start and mark.denials:
            continue  # "no RA (sister)" denies it of the patient; the bracket tells who has it instead
        mark.subject = "family"
        mark.cues.append(cue)


_REFLEXIVE = frozenset({"herself", "himself", "自己", "自身", "personally"})
_ONE_OF_MANY = late(r"(?<![a-z])an? (?:[a-z'-]+ ){0,2}$")


def _still_the_relative(lower: str, behind: int, other: CueWord) -> bool:
    """Whether words that mostly turn to the patient speak of the relative: 母亲自己, "mother, herself a patient"."""
    if lower[other.start : other.end] in _REFLEXIVE:
        return not lower[behind : other.start].strip(" ,")
    return _ONE_OF_MANY.search(lower, max(behind, other.start - 40), other.start) is not None


def _bracket_between(lower: str, start: int, end: int) -> bool:
    """Whether a bracket opens between two places and is still open: "no vaccines (it was her son …"."""
    opening = lower.rfind("(", start, end)
    return opening >= 0 and ")" not in lower[opening:end]


_PATIENT = late(r"\s*(?:but |however |while )?(?:she|he|pt|patient|the patient|本人|患者|她|他)(?![a-z])")


def _other(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
    own = min(
        (start for start in sentence.hard if start > cue.start and _PATIENT.match(sentence.lower, start)), default=None
    )
    for hit, mark in zip(sentence.hits, marks, strict=True):
        if own is None or hit.start < own:
            mark.subject = "other"
            mark.cues.append(cue)


_CLINICIAN = late(
    r"(?<![a-z])(?:derm\w*|cardio\w*|rheum\w*|neuro\w*|nephro\w*|renal|ophthal\w*|eyes?|ha?em\w*|onco\w*|endo\w*|surg\w*|gastro\w*"
    r"|gp|dr\.? \w+|doctor|consultant|specialist|registrar|fellow|clinic|hospital|radiolog\w*|patholog\w*"
    r"|report|letter|lab|chart"
    r"|notes?|team|nurse|pcp|histology|biopsy|immunolog\w*|allerg(?:y clinic|ist))(?: \w+| \d{4}|'s letter"
    r"| clinic| team| in \d{4}){0,2}\s*$"
)
"""Somebody of the hospital; what he says is the chart's word."""


def _says(source: str) -> _Handler:
    def handle(sentence: Sentence, cue: CueWord, marks: Sequence[Marks]) -> None:
        if source == "patient" and _CLINICIAN.search(sentence.lower, max(sentence.start, cue.start - 32), cue.start):
            return
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
    "deny_topic": _deny_topic,
    "suspect_before": _doubt_before,
    "suspect_after": _doubt_after,
    "consider_before": _consider,
    "plan_before": _plan_before,
    "plan_after": _plan_after,
    "hypothetical_before": _hypothetical,
    "asked_before": _asked_before,
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
