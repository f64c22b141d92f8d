"""What a reader sees of one document: its text, parts, names in context and times. Makes no facts."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol, TypeVar

from assistant.documents import Document
from assistant.extraction.checkboxes import Ticked, find_ticks
from assistant.extraction.context import mentions_in_context
from assistant.extraction.covered import Covered
from assistant.extraction.late import late
from assistant.extraction.lexicon import Lexicon
from assistant.extraction.model import Hit, Mention, Section, Span, TimeMention
from assistant.extraction.notices import find_notices
from assistant.extraction.sections import find_sections
from assistant.extraction.sentences import find_clauses, find_lines, find_sentences
from assistant.extraction.stems import with_stems
from assistant.extraction.text import normalise, normalised_note
from assistant.extraction.timex import find_times
from rules.lasting import lasting_now

if TYPE_CHECKING:
    from rules.terminology import Terminology

__all__ = ["Frame", "Hit", "Mention", "Section", "Span", "TimeMention", "build_frame", "names_in"]


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Item = TypeVar("Item", bound=_Placed)
_START = attrgetter("start")


class Ordered(tuple[Item, ...]):
    """Items in the order of the text that know where they begin: readers look stretches up in them at every turn."""

    starts: list[int]

    def __new__(cls, items: Iterable[Item]) -> Ordered[Item]:
        made = super().__new__(cls, items)
        made.starts = [item.start for item in made]
        return made


class Frame:
    """One document, normalised and marked up. Built once, then only read; all offsets are the document's own."""

    def __init__(
        self, document: Document, terminology: Terminology, lexicon: Lexicon, further: Sequence[Hit] = ()
    ) -> None:
        self.document = document
        self.terminology = terminology
        self.text: str = normalised_note(document.text)
        self.lower: str = self.text.lower()
        self.lines: tuple[Span, ...] = find_lines(self.text)
        self.sections: tuple[Section, ...] = find_sections(self.text)
        self.sentences: tuple[Span, ...] = find_sentences(self.text)
        self.clauses: tuple[Span, ...] = find_clauses(self.text, self.sentences)
        self.ticks: tuple[Ticked, ...] = find_ticks(self.lower)
        self.ignored: tuple[Span, ...] = (*_ignored(self.lower, self.sections), *_unticked(self.lower, self.ticks))
        self._covered = Covered(self.ignored)
        self._sentence_starts = [span.start for span in self.sentences]
        self._clause_starts = [span.start for span in self.clauses]
        self._line_starts = [span.start for span in self.lines]
        self._section_starts = [section.head_start for section in self.sections]
        self.times: tuple[TimeMention, ...] = Ordered(
            find_times(self.text, document.written_on, document.language, document.date_order, document.years_from)
        )
        hits = with_stems(self.lower, lexicon.hits(self.text, self.lower), terminology)
        if further:
            hits = tuple(sorted((*hits, *further), key=lambda hit: hit.start))
        self.mentions: tuple[Mention, ...] = Ordered(mentions_in_context(self, hits))

    @cached_property
    def _by_kind(self) -> dict[str, tuple[Mention, ...]]:
        kinds: dict[str, list[Mention]] = {}
        for mention in self.mentions:
            kinds.setdefault(mention.concept.kind, []).append(mention)
        return {kind: Ordered(items) for kind, items in kinds.items()}

    def mentions_of(self, kind: str) -> tuple[Mention, ...]:
        """The mentions of ``measurement``, ``condition``, ``treatment`` or ``procedure``."""
        return self._by_kind.get(kind, ())

    @staticmethod
    def in_span(items: Sequence[Item], start: int, end: int) -> Sequence[Item]:
        """Those of the items (in the order of the text) that begin inside the stretch."""
        if not items:
            return ()
        if isinstance(items, Ordered):
            starts = items.starts
            first = bisect_left(starts, start)
            if first == len(starts) or starts[first] >= end:
                return ()
            return items[first : bisect_left(starts, end, first)]
        first = bisect_left(items, start, key=_START)
        return items[first : bisect_left(items, end, first, key=_START)]

    def section_at(self, position: int) -> Section:
        """The section in which a position lies."""
        place = bisect_right(self._section_starts, position)
        return self.sections[place - 1 if place else 0]

    def sentence_at(self, position: int) -> int:
        """The index of the sentence in which a position lies."""
        place = bisect_right(self._sentence_starts, position)
        return place - 1 if place else 0

    def clause_at(self, position: int) -> int:
        """The index of the clause in which a position lies."""
        place = bisect_right(self._clause_starts, position)
        return place - 1 if place else 0

    def line_at(self, position: int) -> int:
        """The index of the line in which a position lies."""
        return max(0, bisect_right(self._line_starts, position) - 1)

    def time_near(self, start: int, end: int) -> TimeMention | None:
        """The time that belongs to these words: the nearest of the same clause, else of the same sentence."""
        for spans, index in ((self.clauses, self.clause_at(start)), (self.sentences, self.sentence_at(start))):
            if index < len(spans):
                near = _nearest(self.in_span(self.times, spans[index].start, spans[index].end), start, end)
                if near is not None:
                    return near
        return None

    def is_ignored(self, position: int) -> bool:
        """Whether a position lies in words addressed to software, which are no part of the chart."""
        return bool(self.ignored) and self._covered.holds(position)


_BOX = late(r"\[ ?\]|\( ?\)")
_NO_TASK = late(r"(?:no|never|denies|without|negative)\b|[^\n]{0,40}\b(?:negative|neg)\b")
"""What is claimed and not to be done: an empty box before it is no item of a list of tasks."""


def _unticked(lower: str, ticks: Sequence[Ticked]) -> tuple[Span, ...]:
    """Statements of a form behind an empty bracket: "[ ] HIV negative" says nothing. A task's box is a bullet."""
    found = []
    for one in ticks:
        if one.answer == "empty" and lower[one.box[0]] in "[(":
            start = lower.rfind("\n", 0, one.start) + 1
            end = lower.find("\n", one.start)
            boxes = sum(1 for _ in _BOX.finditer(lower, start, end if end >= 0 else len(lower)))
            if boxes > 1 or _NO_TASK.match(lower, one.start, one.end):
                found.append(Span(one.start, one.end))
    return tuple(found)


def _ignored(lower: str, sections: Sequence[Section]) -> tuple[Span, ...]:
    """Words to software, and sections that tell of no patient: differential diagnoses, pasted criteria."""
    pasted = [
        Span(one.start, one.end)
        for one in sections
        if one.temporality == "hypothetical" and not (one.id == "criteria" and _answered(lower[one.start : one.end]))
    ]
    return tuple(sorted([*find_notices(lower), *pasted], key=lambda span: span.start))


_ANSWER = late(
    r"(?::|--?|\u2013|\u2014|\?|\.{3,}|\t|\||\s{2,}|=|\()\s*(?:no|none|nil|n|yes|y|absent|denied|negative"
    r"|not present|not met|无|否|有|是|没有|不存在)"
    r"(?=[\s.,;)|。]|$)|[☑√■]|\[[x√]\]"
)
_ANSWERED = 2
"""So many answers show that criteria are not pasted but gone through."""


def _answered(text: str) -> bool:
    return sum(1 for _ in zip(_ANSWER.finditer(text), range(_ANSWERED), strict=False)) == _ANSWERED


def _nearest(times: Iterable[TimeMention], start: int, end: int) -> TimeMention | None:
    return min(times, key=lambda time: max(time.start - end, start - time.end), default=None)


_lexicons: dict[int, tuple[Terminology, Lexicon]] = {}


def _lexicon(terminology: Terminology) -> Lexicon:
    """The automaton of a terminology, built once; kept with it, so that its identity stays taken."""
    known = _lexicons.get(id(terminology))
    if known is None:
        known = _lexicons[id(terminology)] = (terminology, Lexicon(terminology))
        lasting_now()
    return known[1]


def build_frame(document: Document, terminology: Terminology, further: Sequence[Hit] = ()) -> Frame:
    """The frame of a document; the automaton over the terminology is built once.

    ``further`` are names that another reader recognised (a misspelt drug, say): they are read in context like the rest.
    """
    return Frame(document, terminology, _lexicon(terminology), further)


def names_in(text: str, terminology: Terminology) -> tuple[Hit, ...]:
    """The names of the terminology in a few words, without any context."""
    plain = normalise(text)
    return _lexicon(terminology).hits(plain, plain.lower())
