"""Says which stretch of a sentence a cue governs. Does not say what the cue means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from assistant.extraction.cuewords import CueWord
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Hit, Span, TimeMention
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.text import is_cjk
from rules.frozen import dataclass

Range = tuple[int, int]
_MARKS = late(r"[(),;:\s](?:(?<=[(),;:])|(?<=\s)-\s|(?<=[\u3400-\u9fff] )(?=[\u3400-\u9fff]))")
"""What cuts a sentence into segments, and what may end a scope; Chinese dictation parts its clauses by blanks."""
_VALUE = late(r"\d\s*(?:mg|g/|ml|%|k/|u/|iu|mmol|umol|x\s?10)|\d\.\d")
DENIALS = ("deny_ever", "deny_recent", "deny_now", "deny_before", "deny_either", "deny_after")
"""The labels of the cues that deny."""
_LIST_WORD = late(r"(?<![a-z])(?:or|nor|and)(?![a-z])|[及和或与]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the scopes of one sentence depend on."""

    lower: str
    start: int
    end: int
    hits: Sequence[Hit]
    cues: Sequence[CueWord]
    times: Sequence[TimeMention]
    segments: tuple[Range, ...]
    hard: frozenset[int]
    """Starts of the segments that follow a semicolon."""

    def segment_at(self, position: int) -> int:
        """The index of the segment that holds a position."""
        for index, (_, end) in enumerate(self.segments):
            if position < end:
                return index
        return len(self.segments) - 1

    def hits_in(self, start: int, end: int) -> list[Hit]:
        """The names that lie in a stretch."""
        return [hit for hit in self.hits if start <= hit.start and hit.end <= end]

    def cues_in(self, start: int, end: int, *labels: str) -> list[CueWord]:
        """The cues of these labels that begin in a stretch."""
        return [cue for cue in self.cues if start <= cue.start < end and cue.has(*labels)]


def make_sentence(
    lower: str, span: Span, hits: Sequence[Hit], cues: Sequence[CueWord], times: Sequence[TimeMention]
) -> Sentence:
    """Cut a sentence into segments at commas and semicolons outside brackets."""
    segments: list[Range] = []
    hard: set[int] = set()
    at, depth = span.start, 0
    for match in _MARKS.finditer(lower, span.start, span.end):
        mark, place = match[0], match.start()
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth = max(0, depth - 1)
        elif mark.isspace():
            if depth == 0 and place > at:
                segments.append((at, place))
                at = place + 1
        elif mark == ";" or (mark == "," and depth == 0 and not _inside_number(lower, place)):
            segments.append((at, place))
            at = place + 1
            if mark == ";":
                hard.add(at)
                depth = 0
    segments.append((at, span.end))
    return Sentence(lower, span.start, span.end, hits, cues, times, tuple(segments), frozenset(hard))


def _inside_number(lower: str, place: int) -> bool:
    return lower[place - 1 : place].isdigit() and lower[place + 1 : place + 4].isdigit()


def forward(sentence: Sentence, cue: CueWord) -> list[Range]:
    """What a cue before its names governs: its segment and the list that goes on behind the comma."""
    first = sentence.segment_at(cue.start)
    if opens_list(sentence.lower, cue):
        return _headed(sentence, cue)
    chinese = is_cjk(sentence.lower[cue.end - 1])
    end = sentence.segments[first][1]
    stop = _stop(sentence, cue.end, cue.end, end)
    ranges = [(cue.start, stop)]
    if stop >= end:
        last = _list_end_chinese(sentence, first, cue) if chinese else _list_end(sentence, first, cue)
        if not chinese and last > first and _is_over(sentence, first, last, cue):
            last = first
        for index in range(first + 1, last + 1):
            start, end = sentence.segments[index]
            stop = _stop(sentence, cue.end, start, end)
            ranges.append((start, stop))
            if stop < end:
                break
    return [piece for one in ranges for piece in _without_holes(sentence, cue, one)]


def _is_over(sentence: Sentence, first: int, last: int, cue: CueWord) -> bool:
    """Whether a denial ends with a time or cause, no "or" beyond: "no antibiotics since May, lymphoma in 2010"."""
    start, end = sentence.segments[first]
    cut = any(
        sentence.hits_in(cue.end, hole.start) and not _says_again(sentence, cue, hole.start)
        for hole in sentence.cues_in(max(start, cue.end), end, "hole")
    )
    return cut and not _LIST_WORD.search(sentence.lower, end, sentence.segments[last][1])


_OPENS_LIST = late(r"(?:ly)?[\"')]{0,2}(?: (?:for|to))?(?: (?:all|any|the following|all of the following|each))?\s?:")
_BREAKS = ("positive", "says", "says_relative", "stop", "family", *DENIALS)


def opens_list(lower: str, cue: CueWord) -> bool:
    """Whether a denial heads a list behind a colon: "Neg for:", 'all "no":'."""
    return cue.has(*DENIALS) and _OPENS_LIST.match(lower, cue.end) is not None


def _headed(sentence: Sentence, cue: CueWord) -> list[Range]:
    """What a denial with a colon governs: the whole list behind it, semicolons too, up to what tells of something."""
    ranges: list[Range] = []
    start = cue.start
    for left, right in sentence.segments[sentence.segment_at(cue.end) :]:
        begin = max(left, cue.end)
        told = next(iter(sentence.cues_in(begin, right, *_BREAKS)), None)
        if told is not None:
            ranges.append((start, told.start))
            break
        if _VALUE.search(sentence.lower, begin, right):
            break
        ranges.append((min(start, begin), right))
        start = right
    return [piece for one in ranges for piece in _without_holes(sentence, cue, one)]


def _stop(sentence: Sentence, cue_end: int, start: int, end: int) -> int:
    """Where a scope that reaches this segment ends in it."""
    for cue in sentence.cues:
        if cue.start < start or cue.start < cue_end or cue.start >= end:
            continue
        if (
            cue.has("stop", *DENIALS)
            or (cue.has("positive", "says", "says_relative") and sentence.hits_in(cue_end, cue.start))
            or (cue.has("plan_before") and cue.start > cue_end + 12)
        ):
            end = cue.start
            break
    for match in _MARKS.finditer(sentence.lower, max(start, cue_end), end):
        if match[0] not in "(),; " and sentence.hits_in(cue_end, match.start()):
            return match.start()
    return end


def _list_end(sentence: Sentence, first: int, cue: CueWord) -> int:
    """The last segment of an English list: up to "or …", else as long as the items are short names."""
    last = first
    closed = first if _LIST_WORD.search(sentence.lower, *sentence.segments[first]) else -1
    for index in range(first + 1, len(sentence.segments)):
        start, end = sentence.segments[index]
        if not is_item(sentence, start, end):
            break
        last = index
        if _LIST_WORD.search(sentence.lower, start, end):
            closed = index
    if sentence.lower[cue.end : cue.end + 2].lstrip(" ").startswith(":"):
        return last  # "Neg for: A, B, C" is a list of any length
    if closed > first:
        return closed
    longest = _item_words(sentence.lower[cue.start : cue.end])
    if sentence.lower[cue.end : cue.end + 1] == ":":
        longest = max(longest, _HEADED)
    for index in range(first + 1, last + 1):
        start, end = sentence.segments[index]
        if _says_again(sentence, cue, start):
            continue
        words = len(sentence.lower[start:end].split())
        if words > longest - (0 if sentence.hits_in(start, end) else 1):
            return index - 1
    return last


_HEADED = 9
"""How many words an item may have in a list with a denial and a colon at its head."""


def _item_words(cue: str) -> int:
    """How many words an item may have in a list that this denial opens and no "or" closes."""
    known: dict[str, int] = load_words("context")["list_words"]
    return known.get(cue, known.get(cue.split()[0], 0))


@cache
def _lively() -> re.Pattern[str]:
    return compiled(rf"(?<![a-z])(?:{any_of(load_words('context')['findings'])})(?![a-z])")


def is_item(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a segment can be a further item of a list of things denied."""
    parted = _PARTED.search(sentence.lower, start, end)
    if parted is not None and sentence.hits_in(start, parted.start()):
        end = parted.start()
    opening = sentence.lower.find("(", start, end)
    plain = end if opening < 0 or ")" not in sentence.lower[opening:end] else opening
    told = next(iter(sentence.cues_in(start, plain, "positive", "says", "stop", "self", *DENIALS)), None)
    if start in sentence.hard or (told is not None and not _joined(sentence, start, told)):
        return False
    end = plain if told is None else min(plain, told.start)
    words = sentence.lower[start:end].split()
    if not words or len(words) > 9 or _VALUE.search(sentence.lower, start, end):
        return False
    return _lively().search(sentence.lower, start, end) is None


_AGAIN = late(r"[\s,;]*(?:(?:and|or|nor)\s+)?(?:nor\s+)?")


def _says_again(sentence: Sentence, cue: CueWord, position: int) -> bool:
    """Whether an item begins with the denial's own last word, which carries it on: "negative for A, for B, for C"."""
    word = sentence.lower[cue.start : cue.end].split()[-1]
    if word not in ("for", "of"):
        return False
    start = sentence.segments[sentence.segment_at(position)][0]
    begins = _AGAIN.match(sentence.lower, start)
    return begins is not None and sentence.lower.startswith(f"{word} ", begins.end())


_PARTED = late(r":\s|\s-\s")
"""What ends the last item of a list where the sentence goes on: "refused X, Y and Z every time: only ever took W"."""
_JOINED = late(
    r"\s*(?:,|and|but)(?:\s+(?:s?he|the patient))?(?:\s+(?:carries|has|is|was|takes|lives|remains|gives"
    r"|shows))?\s*"
)
"""What stands between the last item of a list and another statement: "… or stroke and has never smoked"."""


def _joined(sentence: Sentence, start: int, cue: CueWord) -> bool:
    """Whether a segment begins with an item and only then tells of something else."""
    names = sentence.hits_in(start, cue.start)
    return bool(names) and _JOINED.fullmatch(sentence.lower, names[-1].end, cue.start) is not None


@cache
def _small_words() -> frozenset[str]:
    return frozenset(load_words("context")["small_words"])


@cache
def _filler() -> frozenset[str]:
    return frozenset(load_words("context")["list_filler"])


def _list_end_chinese(sentence: Sentence, first: int, cue: CueWord) -> int:
    """The last segment of a Chinese list: bare names, closed by 史 or 等 unless the cue is 否认."""
    last = first
    for index in range(first + 1, len(sentence.segments)):
        start, end = sentence.segments[index]
        if start in sentence.hard or not sentence.hits_in(start, end) or not is_bare(sentence, start, end):
            break
        last = index
    if last == first or "否认" in sentence.lower[cue.start : cue.end]:
        return last
    closing = sentence.lower[slice(*sentence.segments[last])].strip(" 。)\n")
    return last if closing.endswith(tuple(load_words("context")["list_end"])) else first


def is_bare(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a stretch holds names and little else."""
    left, at = [], start
    for hit in sentence.hits:
        if start <= hit.start and hit.end <= end and hit.start >= at:
            left.append(sentence.lower[at : hit.start])
            at = hit.end
    left.append(sentence.lower[at:end])
    rest = " ".join(left)
    chinese = [char for char in rest if is_cjk(char) and char not in _filler()]
    latin = [word for word in re.findall(r"[a-z0-9]+", rest) if word not in _small_words()]
    return len(chinese) <= 2 and len(latin) == 0


def _without_holes(sentence: Sentence, cue: CueWord, one: Range) -> list[Range]:
    """The stretch without "since …" and without brackets that tell of something else."""
    start, end = one
    pieces: list[Range] = []
    for opening in re.finditer(r"\(", sentence.lower[start:end]):
        left = start + opening.start()
        right = sentence.lower.find(")", left, end)
        right = end if right < 0 else right + 1
        told = sentence.cues_in(left, right, "positive", "past_before", "family") or any(
            left <= time.start < right for time in sentence.times
        )
        if told and sentence.hits_in(cue.end, left):
            pieces.append((start, left))
            start = right
    for hole in sentence.cues_in(start, end, "hole"):
        if sentence.hits_in(cue.end, hole.start) and not _says_again(sentence, cue, hole.start):
            pieces.append((start, hole.start))
            return pieces
    pieces.append((start, end))
    return pieces


def bracket_of(sentence: Sentence, cue: CueWord) -> int:
    """Where the bracket begins that a cue stands in, if it names something: "none (offered X, declined)"; else 0."""
    opening = sentence.lower.rfind("(", sentence.start, cue.start)
    if opening < 0 or ")" in sentence.lower[opening : cue.start]:
        return 0
    closing = sentence.lower.find(")", cue.end, sentence.end)
    return opening + 1 if sentence.hits_in(opening, closing if closing >= 0 else cue.start) else 0


_WIDE = late(r"\s{3,}|\t")
_ASKED = late(
    r"(?:查过|已查|查了|筛过|筛查(?:过|了)?|排查(?:过|了)?|问过|问了|询问|核过|核对(?:过)?|检查(?:过|了)?|追问|筛了|做过筛查)(?:了)?$"
    r"|(?<![a-z])(?:screened(?: for)?|checked|asked(?: about)?|tested(?: for)?|looked for|searched for)$"
)
"""What ends a list that the next words answer: SS、RA、APS查过,无."""
_ALL = late(r"\s*(?:[均皆都全俱]|(?:all|both|each)\b).*")


def backward(sentence: Sentence, cue: CueWord) -> list[Range]:
    """What a cue behind its names governs: its segment back to the cue before it, and a bare list before that."""
    index = sentence.segment_at(cue.start)
    start = sentence.segments[index][0]
    for other in sentence.cues:
        if start <= other.start < cue.start and other.has("stop", "deny_after", "deny_either", "suspect_after"):
            start = other.end
    colon = sentence.lower.rfind(":", start, cue.start)
    if (
        colon >= 0
        and sentence.lower[colon + 1 : cue.start].replace("all", "").strip(" 均皆都")
        and not _colon_is_value(sentence, colon)
    ):
        start = colon + 1
    start = max(start, bracket_of(sentence, cue))
    gaps = list(_WIDE.finditer(sentence.lower, start, cue.start))
    if gaps and sentence.hits_in(gaps[-1].end(), cue.start):
        start = gaps[-1].end()  # the next column, not the drug of the one before
    asked = index > 0 and _ASKED.search(sentence.lower[slice(*sentence.segments[index - 1])].rstrip())
    alone = not sentence.lower[start : cue.start].strip() and not sentence.hits_in(cue.end, sentence.segments[index][1])
    if (
        index > 0
        and start not in sentence.hard
        and ((asked and alone) or _ALL.fullmatch(sentence.lower[start : cue.end]))
    ):
        # "A, B and C, all negative"; 干燥、类风湿逐项核过,均不成立
        index -= 1
        start = sentence.segments[index][0]
    ranges = [(start, cue.start)]
    own = sentence.hits_in(start, cue.start)
    if own and start == sentence.segments[index][0] and is_bare(sentence, start, cue.start):
        kind = own[0].concept.kind
        while index > 0 and start not in sentence.hard:
            index -= 1
            left, right = sentence.segments[index]
            names = sentence.hits_in(left, right)
            if not names or not is_bare(sentence, left, right) or any(hit.concept.kind != kind for hit in names):
                break
            ranges.append((left, right))
            start = left
    return ranges


def _colon_is_value(sentence: Sentence, colon: int) -> bool:
    """Whether a colon is that of a ratio (1:80)."""
    return sentence.lower[colon - 1 : colon].isdigit() and sentence.lower[colon + 1 : colon + 2].isdigit()


def governs(ranges: Sequence[Range], hit: Hit) -> bool:
    """Whether a name lies in a scope."""
    return any(start <= hit.start and hit.end <= end for start, end in ranges)
