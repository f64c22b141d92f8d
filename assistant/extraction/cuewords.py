"""Finds the cue words of context (negation, doubt, plan, family …) in one pass. Applies none of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from assistant.extraction.late import late
from assistant.extraction.resources import load_words
from assistant.extraction.text import is_cjk
from assistant.extraction.wordfinder import WordFinder


class CueWord(NamedTuple):
    """A cue of the text; one word may have several labels."""

    start: int
    end: int
    labels: frozenset[str]

    def has(self, *labels: str) -> bool:
        """Whether it has one of the labels."""
        return not self.labels.isdisjoint(labels)


@cache
def _finder() -> WordFinder[tuple[int, frozenset[str]]]:
    labels: dict[str, set[str]] = {}
    for label, words in load_words("context")["cues"].items():
        for word in words:
            labels.setdefault(str(word).lower(), set()).add(label)
    return WordFinder({word: (len(word), frozenset(found)) for word, found in labels.items()})


_BEHIND = frozenset({"deny_after"})
_BARE_NO = late(
    r"(?:\.{2,}|[:?\t]|[ \t]{2})[ \t.]*(?P<no>(?:n|x)(?:[ \t]*/[ \t]*(?:n|x))*)[ \t]*(?=$|\n|[;,])", re.MULTILINE
)
"""The N or cross that answers a line of a form: "Biologic ever? .. N", 其他试验4周  x."""

_UNRAISED = frozenset({"asked_before"})
_NOT_RAISED = late(
    r"(?:[尚还暂仍并从]?未曾?|[尚还]?没有?|不曾)(?:再|专门|详细|主动|系统|进行|及|来得及){0,2}"
    r"(?:[与和同跟向对就](?:患者|病人|本人|家属|其|她|他|患方){0,2})?(?:进行|专门|详细|具体){0,1}"
    r"(?:谈(?:及|到|过|起)?|讨论过?|[询追查]?问(?!题|诊)(?:及|到|过|起|清)?|提(?:及|到|起|过)|说(?:到|起)|介绍过?|告知|沟通过?"
    r"|联系过?|涉及|了解过?|评估过?|筛查过?(?![出到见])|核实过?|采集|商[量议谈]过?|打听过?|听说过?)"
    r"|(?:[尚还]未|还没有?|尚没有?)考虑过?"
)
"""What was not talked of or asked about: 尚未与患者谈及X says nothing of X."""
_NOT = ("未", "没", "不曾")
_STILL_OPEN = frozenset({"suspect_after"})
_OPEN_AHEAD = frozenset({"suspect_before"})
_SLOWLY = (
    r"(?:\s(?:yet|be|been|fully|formally|completely|entirely|definitively|definitely|confidently"
    r"|reliably|ever|really|so far"
    r"|quite|as yet|absolutely|safely)){0,4}"
)
_NOT_EXCLUDED = late(
    rf"(?<![a-z])(?:can't|cannot|can not|could not|couldn't|not|never|wasn't|weren't|isn't|hasn't|haven't|hadn't"
    rf"|yet to|still to|needs? to|remains to){_SLOWLY}\s"
    r"(?:(?P<told>ruled out|excluded|discounted)|rule out|exclude|discount)(?![a-z])"
)
"""A diagnosis that nobody could rule out: "RA can't be ruled out", "we couldn't exclude vasculitis"."""
_FAMILY = frozenset({"family"})
_OTHER = frozenset({"other_subject"})
_OTHER_BED = late(r"(?:隔壁|邻|同[病室]?房?|对面|旁边)\s?\d{1,3}\s?床|隔壁病[房室]")
_ABOUT_FAMILY = late(
    r"(?<!患者[及和与])(?<!本人[及和与])(?:家属|家里人?|家中(?:其[他它余])?(?:成员|人员)?|同住(?:者|人员|成员|的人)?|室友|同事|同学|陪护(?:者|人员)?|陪人|照护者|密切接触者)"
    r"(?=(?:们|[均都亦也皆全]|近期|最近|近日|目前|现|近来|[近这]?[\d一二两三半]{1,3}个?[天日周月]内?|本人|自身|身体){0,4}"
    r"(?:[无未没有患健]|曾有|体健|健康|出现|发热|感染|感冒))"
)
"""Relatives and housemates of whose own health something is told: 家属无感染, 家中无人感染."""
HOUSEHOLD = ("家属", "家里", "家中", "同住", "室友", "同事", "同学", "陪", "照护", "密切")
"""How the words for them begin."""


def find_cues(lower: str, taken: Sequence[tuple[int, int]]) -> list[CueWord]:
    """The cues of a lower-case text in order, the longest where they overlap, none inside the taken spans."""
    found: list[tuple[int, int, frozenset[str]]] = []
    for last, (length, labels) in _finder().find(lower):
        start = last - length + 1
        if _stands_alone(lower, start, last + 1):
            found.append((start, last + 1, labels))
    found += [(match.start("no"), match.end("no"), _BEHIND) for match in _BARE_NO.finditer(lower)]
    if "exclude" in lower or "rule" in lower or "discount" in lower:
        found += [
            (match.start(), match.end(), _STILL_OPEN if match["told"] else _OPEN_AHEAD)
            for match in _NOT_EXCLUDED.finditer(lower)
        ]
    if any(sign in lower for sign in _NOT):
        found += [(match.start(), match.end(), _UNRAISED) for match in _NOT_RAISED.finditer(lower)]
    if "床" in lower or "隔壁" in lower:
        found += [(match.start(), match.end(), _OTHER) for match in _OTHER_BED.finditer(lower)]
    if any(sign in lower for sign in HOUSEHOLD):
        found += [(match.start(), match.end(), _FAMILY) for match in _ABOUT_FAMILY.finditer(lower)]
    found.sort(key=lambda item: (item[0], -item[1]))
    cues: list[CueWord] = []
    at = 0
    place = 0
    for start, end, labels in found:
        while place < len(taken) and taken[place][1] <= start:
            place += 1
        inside = place < len(taken) and taken[place][0] < end and end - start <= taken[place][1] - taken[place][0]
        if start >= at and (not inside or labels is _BEHIND):
            at = end
            cues.append(CueWord(start, end, labels))
    return cues


def _stands_alone(lower: str, start: int, end: int) -> bool:
    first, last = lower[start], lower[end - 1]
    if first.isalnum() and not is_cjk(first) and start and _joins(lower[start - 1]):
        return False
    return not (last.isalnum() and not is_cjk(last) and end < len(lower) and _joins(lower[end]))


def _joins(char: str) -> bool:
    return char.isalpha() and not is_cjk(char)
