"""Finds the topic that a denial answers: "Cancer, stroke: none", 移植(器官、骨髓):均无, "Any operations? No."

Says neither that it is denied nor how far; a denial whose own words go on ("RA: no erosions") answers no topic.
"""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.cuewords import CueWord
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Hit
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scopes import DENIALS, Range, Sentence, is_item
from assistant.extraction.text import is_cjk
from assistant.extraction.threads import numbered_answer

_SEPARATOR = late(r":|--+|\s-\s|\?\s|\t|\s{2,}|\.{3,}|(?<=[\u3400-\u9fff)]) (?=[\u3400-\u9fff])")
_WIDE = late(r"\s{3,}|\t")
_COMMA = late(r",(?=\s*(?:never|none|nil|denied|no|not ever|neither)(?:,? (?:ever|at all|to date))?\s*(?:[.;\n]|$))")
"""A comma before a bare answer: "Biologics, never."."""
_CLOSED = late(r"$|[.,;。\n)(|/、]|\s+/|\s+(?:--?|\u2013|\u2014|\()| {2}|\t|\s[(\[]?a?\d{1,2}[.)\]]\s")
"""What must follow a "no" for it to be the whole answer."""
_VERDICT = late(r"不支持|不成立|不考虑|已?排除|not supported|not confirmed|excluded|ruled out")
"""Words that judge a diagnosis: whatever stands between, they answer the topic of their sentence."""
_THESE = late(r"\s*(?:这些|上述|以上|这几种|这几个|these|those|(?:all )?the above)")
"""Words that take up the list before them: A B C 这些免疫病都没有."""
_ZH_GAP = 12
_LETTERS = late(r"[a-z\u3400-\u9fff]")
"""How many Chinese letters that name nothing may stand between a topic and its answer."""


def topic(sentence: Sentence, cue: CueWord) -> list[Range]:
    """What a denial answers as a whole; empty if it is no bare answer behind a colon, dash or gap."""
    verdict = _VERDICT.fullmatch(sentence.lower, cue.start, cue.end) is not None
    floor = _hard(sentence, cue) if verdict else _floor(sentence, cue)
    marks = list(_SEPARATOR.finditer(sentence.lower, floor, cue.start + 1))
    if not marks:
        marks = list(_COMMA.finditer(sentence.lower, floor, cue.end + 12))
    for mark in reversed(marks):
        if mark.end() > cue.start or not sentence.lower[floor : mark.start()].strip():
            continue
        if _THESE.match(sentence.lower, mark.end(), cue.start):
            return [*_stretch(sentence, floor, mark.start()), (mark.end(), cue.start)]
        if sentence.hits_in(mark.end(), cue.start):
            return []
        if not verdict and not _is_filler(sentence.lower[mark.end() : cue.start]):
            return []
        if sentence.hits_in(floor, mark.start()) and not _is_ratio(sentence.lower, mark.start()):
            return _stretch(sentence, floor, mark.start())
    return []


def answers(sentence: Sentence, cue: CueWord) -> bool:
    """Whether nothing that matters follows a denial in its segment: "never had any", "none to date"."""
    end = sentence.segments[sentence.segment_at(cue.start)][1]
    if sentence.hits_in(cue.end, end):
        return False
    rest = sentence.lower[cue.end : end]
    for time in sentence.times:
        if cue.end <= time.start and time.end <= end:
            rest = rest.replace(sentence.lower[time.start : time.end], " ")
    return _is_filler(rest.split("(")[0].split(". ")[0])


def _hard(sentence: Sentence, cue: CueWord) -> int:
    return max([start for start in sentence.hard if start <= cue.start], default=sentence.start)


def _floor(sentence: Sentence, cue: CueWord) -> int:
    floor = _hard(sentence, cue)
    for other in sentence.cues:
        if floor <= other.start < cue.start and other.has("stop", "deny_after", "deny_either", "suspect_after"):
            floor = other.end
    return floor


def _is_ratio(lower: str, at: int) -> bool:
    return lower[at - 1 : at].isdigit() and lower[at + 1 : at + 2].isdigit()


def _stretch(sentence: Sentence, floor: int, end: int) -> list[Range]:
    """The topic: its segment, and the items of the list before it if they are bare and of one kind."""
    index = sentence.segment_at(end - 1)
    start = max(floor, sentence.segments[index][0])
    while index > 0 and start > floor and start not in sentence.hard and _is_small(sentence.lower[start:end]):
        if is_item(sentence, *sentence.segments[index - 1]):
            break
        index -= 1  # "MI, stroke or TIA, ever: NO"
        start = max(floor, sentence.segments[index][0])
    gaps = [gap.end() for gap in _WIDE.finditer(sentence.lower, start, end) if sentence.hits_in(gap.end(), end)]
    if gaps and sentence.hits_in(start, gaps[-1]):
        return [(gaps[-1], end)]  # a cell of its own
    kinds = {hit.concept.kind for hit in sentence.hits_in(start, end)}
    ranges = [(start, end)]
    while index > 0 and start not in sentence.hard:
        index -= 1
        left, right = sentence.segments[index]
        names = sentence.hits_in(left, right)
        bare = is_item(sentence, left, right) and not sentence.cues_in(
            left, right, "past_before", "past_after", "family"
        )
        dated = any(left <= time.start < right for time in sentence.times)
        parted = any(
            _LETTERS.search(sentence.lower, left, one.start())
            for one in _SEPARATOR.finditer(sentence.lower, left + 1, right)
        )
        if left < floor or not bare or dated or parted:
            break
        if kinds and any(hit.concept.kind not in kinds and not is_category(hit) for hit in names):
            break
        kinds |= {hit.concept.kind for hit in names}
        ranges.append((left, right))
        start = left
    return ranges


def is_category(hit: Hit) -> bool:
    """Whether a name is a heading of history forms rather than one finding: surgery, cancer, transplant."""
    return hit.concept.id in load_words("context")["categories"]


@cache
def _fillers() -> re.Pattern[str]:
    words = load_words("context")["answer_filler"]
    latin, chinese = any_of(w for w in words if w.isascii()), any_of(w for w in words if not w.isascii())
    return compiled(rf"(?<![a-z])(?:{latin})(?![a-z])|{chinese}")


@cache
def _besides() -> re.Pattern[str]:
    return compiled(any_of(load_words("context")["answer_besides"]))


def _is_filler(gap: str) -> bool:
    """Whether words between a topic and its answer name nothing: "all", "asked and", 近3月, 自幼至今."""
    left = _fillers().sub(" ", gap)
    letters = [char for char in left if is_cjk(char)]
    if re.search(r"[a-z]", left) or (letters and ("," in gap or _besides().search(gap))):
        return False
    return len(letters) <= _ZH_GAP


def _is_small(words: str) -> bool:
    """Whether a piece of an English list names nothing: "ever"."""
    return not any(is_cjk(char) for char in words) and _is_filler(words)


_SUMMED = late(
    r"[\s\-\u2013\u2014]*(?P<words>none|nil|no|all (?:no|nil|none|denied|negative|absent)|(?:she |he "
    r"|patient |pt )?denie[sd]"
    r"(?: all(?: of (?:these|them|the above))?)?|no to all(?: of (?:these|them))?|none of (?:these|them|the above)"
    r"(?: (?:apply|applies|present|reported))?|(?:均|都|全部|全|一律|以上均|上述均)(?:无|否|否认|没有"
    r"|阴性))\s*(?:[.。;\n]|$)"
)


def summed(sentence: Sentence) -> Range | None:
    """The words of a sentence of their own that deny the whole list before it: "… cancer, stroke, HIV. None."."""
    if len(sentence.hits) < _LISTED or sentence.lower[sentence.end - 1] not in ".。:;":
        return None
    found = _SUMMED.match(sentence.lower, sentence.end)
    if found is None or "\n\n" in found[0]:
        return None
    told = sentence.cues_in(sentence.start, sentence.end, "positive", "family", *DENIALS)
    return None if told else found.span("words")


_LISTED = 2
"""So many names at least make a list that a sentence of its own can deny."""
_ASKING = ("吗", "吧", "没有", "没", "呢", "过没")
"""How a question of a chat ends that has no question mark, where the next line is the other's."""
_ANSWERING = late(
    r"\s*\[?(?:\d{1,2}:\d\d\]?\s*)?(?:患者|病人|本人|家属|女儿|儿子|妈妈|丈夫|妻子|答)\s*(?:\d{1,2}:\d\d)?\s*:"
)
_REPLY = late(r"[\s.\"'\-\u2013\u2014]*(?:[\[(]?(?:\d{1,2}[/-]\d{1,2}\s+)?\d{1,2}:\d\d[^\n:]{0,24}[:\]]\s*)?")


@cache
def _replies() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("context")
    speaker = rf"(?:(?:{any_of(words['reply_speakers'])})\s*(?:\d{{1,2}}:\d\d)?\s*[:,-]?\s*)?[-:]{{0,2}}\s*"
    return (
        compiled(rf"{speaker}(?:{any_of(words['reply_no'])})(?![a-z])"),
        compiled(rf"{speaker}(?:{any_of(words['reply_yes'])})(?![a-z])"),
    )


def reply(lower: str, end: int) -> tuple[str, Range] | None:
    """What is answered to the question that ends here: ``no`` or ``yes``, with the span of the words."""
    asked = lower[max(0, end - 8) : end].rstrip(" \n\t\"'")
    numbered = numbered_answer(lower, end)
    if numbered is not None:
        return _answer(lower, numbered)
    if not asked.endswith(("?", "..")) and not (asked.endswith(_ASKING) and _ANSWERING.match(lower, end)):
        return None
    lead = _REPLY.match(lower, end)
    return _answer(lower, lead.end() if lead else end)


def _answer(lower: str, at: int) -> tuple[str, Range] | None:
    for answer, pattern in zip(("no", "yes"), _replies(), strict=True):
        match = pattern.match(lower, at)
        if match and (answer == "yes" or _CLOSED.match(lower, match.end()) or _dictated(lower, match)):
            return answer, match.span()
    return None


def _dictated(lower: str, match: re.Match[str]) -> bool:
    """Whether a Chinese answer ends with a blank, as it is dictated or typed in a chat: "没有 就是有时候心慌"."""
    return is_cjk(lower[match.end() - 1]) and lower.startswith(" ", match.end())
