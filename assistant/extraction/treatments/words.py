"""The words of the treatment reader and where they stand in a note. Decides nothing about drugs or dates."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from assistant.extraction.cues import Cue, CueSet, load_data
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late


@dataclass(frozen=True, slots=True)
class Words:
    """Cue words and word patterns, compiled once."""

    cues: CueSet
    events: frozenset[str]
    before_time: re.Pattern[str]
    after_time: re.Pattern[str]
    at_least: re.Pattern[str]
    nearly: re.Pattern[str]
    coordination: re.Pattern[str]
    last: re.Pattern[str]
    revision: re.Pattern[str]
    """The words behind "last dose" that make it one of change: "last dose revision"."""
    never_used: re.Pattern[str]
    always_refused: re.Pattern[str]
    past_list: re.Pattern[str]
    beside_base: re.Pattern[str]
    base_named: re.Pattern[str]
    classes: tuple[str, ...]
    lupus_classes: frozenset[str]
    study_products: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cues:
    """What was found in one note: what happened to a drug, and what stands beside it."""

    events: Sequence[Cue]
    asides: Sequence[Cue]

    def beside(self, label: str, start: int, end: int) -> Cue | None:
        """The first word of a label inside a stretch."""
        return next((cue for cue in Frame.in_span(self.asides, start, end) if cue.label == label), None)


def _either(words: Sequence[object]) -> str:
    """A pattern of any of the words; Latin words keep their borders."""
    made = []
    for word in sorted((str(item) for item in words), key=len, reverse=True):
        body = re.escape(word).replace(r"\ ", r"\s+")
        made.append(rf"\b{body}\b" if word.isascii() and word[0].isalpha() else body)
    return "|".join(made)


@cache
def words() -> Words:
    """The words of this reader."""
    data = load_data("treatments")
    before = "|".join(f"(?P<{role}>{_either(found)})" for role, found in data["before_time"].items())
    after = "|".join(f"(?P<{role}>{_either(found)})" for role, found in data["after_time"].items())
    filler = (
        r"(?:\s*\b(?:about|approximately|approx|around|at least|the|of|early|mid|late|end of|on|in|a|on or about)\b)*"
    )
    return Words(
        cues=CueSet({**data["events"], **data["aside"]}),
        events=frozenset(data["events"]),
        before_time=compiled(rf"(?:{before}){filler}\s*$"),
        after_time=compiled(rf"\s*(?:{after})"),
        at_least=compiled(_either(data["at_least"])),
        nearly=compiled(_either(data["nearly"])),
        coordination=compiled(rf"(?:{_either(data['coordination'])}|[\s().,·-])*", re.IGNORECASE),
        last=compiled(rf"\b(?:{_either(data['last_lead'])})\s+(?:[\w/-]+\s+){{0,3}}?(?:{_either(data['last_nouns'])})"),
        revision=compiled(rf"\s+(?:{'|'.join(data['revision'])})\w*"),
        never_used=compiled(data["never_used"]),
        always_refused=compiled(data["always_refused"]),
        past_list=compiled(_either(data["past_list"])),
        beside_base=compiled(_either(data["beside_base"])),
        base_named=compiled(rf"\s*(?:{_either(data['base_named'])})"),
        classes=tuple(data["classes"]),
        lupus_classes=frozenset(data["lupus_classes"]),
        study_products=frozenset(data["study_products"]),
    )


def find_cues(frame: Frame) -> Cues:
    """The cue words of a note; of overlapping events the longest one counts, and no word inside a date does."""
    known = words()
    events: list[Cue] = []
    asides: list[Cue] = []
    taken = -1
    hits = [_revised(frame.lower, cue) for cue in (*known.cues.find(frame.lower), *_last(frame.lower), *_off(frame))]
    for cue in sorted(hits, key=lambda cue: (cue.start, -cue.end)):
        if cue.label not in known.events:
            if not _is_false(frame.lower, cue):
                asides.append(cue)
        elif _is_other_word(frame.lower, cue):
            continue
        elif cue.start >= taken:
            events.append(cue)
            taken = cue.end
        elif events and cue.start <= events[-1].start and cue.end > events[-1].end:
            events[-1] = cue
            taken = cue.end
    return Cues(Ordered(_outside(frame, events)), Ordered(_outside(frame, asides)))


_OFF = late(r"(?<!on and )(?<![\w-])off (?:of |all |her |his |the |all her |all his )?")


def _off(frame: Frame) -> Iterator[Cue]:
    """The word "off" right before a drug: "Off Benlysta since March". Before anything else it means other things."""
    if "off " not in frame.lower:
        return
    drugs = {mention.start for mention in frame.mentions_of("treatment")}
    for match in _OFF.finditer(frame.lower):
        if match.end() in drugs:
            yield Cue(match.start(), match.start() + 3, "stop")


def _last(lower: str) -> Iterator[Cue]:
    """The words "last … dose", "last … given"; "last dose revision" is a change."""
    for match in words().last.finditer(lower):
        changed = words().revision.match(lower, match.end())
        yield Cue(match.start(), changed.end(), "change") if changed else Cue(match.start(), match.end(), "last")


_WAS = late(r"\b(?:was|were|been|got|being)\s+$")
"""Before "cut to": that it was done, not ordered."""
_WELL_NOW = late(
    r"在?\s*(?:已|好|愈|没|不|无|未|完全|基本|正常|体温|病情|症状|情况|感觉|恢复)"
    r"|\s+(?:well|fine|resolved|better|cleared|afebrile|asymptomatic|no|off|free|undetectable|back to)\b"
)
"""What is so "now" is then the patient, not the drug: 现在好了, "now well"."""
_NONE_SINCE = late(
    r"(?:一直|均|也)?(?:无|未|没有?)(?:再|见|有|出现|新发)*(?:复发|发作|发热|发烧|感染|反复|类似|不适|症状|咳|皮疹|疼)"
)
"""What is so "until now" is then that the illness stayed away: 至今无复发."""
_NEVER_CHANGED = late(
    r"\s*(?::|-{1,3}|\||\.{2,})\s*(?:无|未|从未|没有|never\b|none\b|nil\b|no\b(?! \w)|n/a)"
    r"|\s+(?:无|从未|没有)(?=\s|$|[;,。])"
    r"|\s*:?\s*(?:□\s*[有是]\s*)?☑\s*[否无]|\s*:?\s*(?:\[ ?\]\s*yes\s*)?\[x\]\s*no\b"
)
"""Behind "last change:" that there was none."""
_REVISION = late(r"(?:的)?(?:剂量)?(?:改动|改量|调整|调量|加量|减量|变动|变更|增量|改)")


def _revised(lower: str, cue: Cue) -> Cue:
    """A "last" before a word of change is that of the last change: 最近一次改动."""
    revised = _REVISION.match(lower, cue.end) if cue.label == "last" else None
    cue = cue if revised is None else Cue(cue.start, revised.end(), "change")
    if cue.label == "order" and _WAS.search(lower, max(0, cue.start - 12), cue.start):
        cue = Cue(cue.start, cue.end, "change")
    never = _NEVER_CHANGED.match(lower, cue.end) if cue.label == "change" else None
    return cue if never is None else Cue(cue.start, never.end(), "stable")


_DOSED_BEFORE = late(r"(?:\d|mg|g|wk|week|day|d|daily|bd|bid|od|qd|weekly|monthly)\s*$")
_ALL_THE_TIME = ("throughout", "all along", "the whole time", "all the time", "the entire time")
_ENDS = late(r"\s*(?:[.,;)\n]|$|since\b|and\b|from\b)")
_EFFECT = late(r"\b(?:response|effect|benefit|improvement|luck|help|reaction|trouble|tolerated|well|success)\s+$")
"""Before "so far": it is the effect that is told, not that the drug goes on."""
_SAME = late(r"\s*(?:$|[.,;:)\"']|for\b|since\b|at\b|x\b|dose|\(|\n|throughout|then|now|until)")


_OF_STILL = late(r"['\u2019]s(?![a-z])| disease")
"""Still's disease is no word for what goes on."""


def _is_other_word(lower: str, cue: Cue) -> bool:
    """Whether "same" is that of "the same day", not of a dose, and "day" or 第 do not count the days of a course."""
    word = lower[cue.start : cue.end]
    if cue.label == "ongoing" and (
        _WELL_NOW.match(lower, cue.end) or (word == "still" and _OF_STILL.match(lower, cue.end))
    ):
        return True
    if cue.label == "to_date" and _NONE_SINCE.match(lower, cue.end):
        return True
    if cue.label == "hold" and word in ("没吃", "没在吃", "未服用") and lower[cue.end : cue.end + 1] == "过":
        return True
    if cue.label == "ongoing" and word in ("day", "第"):
        return re.match(r"\s*#?\d{1,3}(?:\s*[天日]|\b)", lower[cue.end : cue.end + 6]) is None
    if word == "stop" and lower[max(0, cue.start - 5) : cue.start] == "full ":
        return True
    if word == "start":
        return _DOSED_BEFORE.search(lower, max(0, cue.start - 16), cue.start) is None
    if word in ("->", "→", "=>"):
        return re.match(r"\s*\d", lower[cue.end : cue.end + 3]) is None or not re.search(
            r"\d", lower[cue.start - 14 : cue.start]
        )
    if word in _ALL_THE_TIME:
        return _DOSED_BEFORE.search(lower, max(0, cue.start - 16), cue.start) is None or not _ENDS.match(lower, cue.end)
    if cue.label == "to_date" and word in ("so far", "to date"):
        return _EFFECT.search(lower, max(0, cue.start - 30), cue.start) is not None
    return cue.label == "stable" and word in ("same", "the same") and _SAME.match(lower, cue.end) is None


def _is_false(lower: str, cue: Cue) -> bool:
    """Whether a cue is a heading ("Plan:") or the beginning of a longer name ("no IV antibiotics")."""
    following = lower[cue.end : cue.end + 3].lstrip(" #")
    if cue.label == "no_infusion" and lower[cue.start : cue.end] == "no iv":
        return not following.startswith((",", ".", ";"))
    return cue.label == "maybe" and following.startswith(":")


def _outside(frame: Frame, cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Without the cues that are part of a date (the month May, 半月前's 前)."""
    kept = []
    times = iter(frame.times)
    time = next(times, None)
    for cue in cues:
        while time is not None and time.end <= cue.start:
            time = next(times, None)
        if time is None or not (time.start <= cue.start and cue.end <= time.end):
            kept.append(cue)
    return tuple(kept)
