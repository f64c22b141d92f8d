"""Replaces what identifies and moves the dates of a chart, and brings words of the masked notes back to the true ones.

One ``Mask`` serves one chart: the same name gets the same stand-in in every note, the same number of weeks moves every
date. The weeks are secret: drawn anew for each chart, kept in memory only.
"""

from __future__ import annotations

import re
import secrets
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from assistant.documents import Document
from assistant.errors import ExtractionError
from assistant.extraction.text import normalise
from assistant.privacy.finding import Found, again, find, kept
from assistant.privacy.medicine import Medicine
from assistant.privacy.shifting import Shift, not_understood
from assistant.privacy.stretches import Stretch

_WEEKS = range(5, 105)
_FURTHEST = 2000
DATE = "date"
_VERY_OLD = "90+"


class PrivacyError(ExtractionError):
    """Something could not be masked for certain, so that nothing was sent. The message holds no words of the note."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch that was replaced: where it stands in the masked text and in the true one."""

    masked: tuple[int, int]
    true: tuple[int, int]
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text with the way back."""

    text: str
    true: str = field(repr=False)
    _pieces: tuple[_Piece, ...] = field(repr=False)

    def back(self, words: str, start: int = 0, end: int | None = None) -> str | None:
        """The true words for words of the masked text, looked for between two places of it.

        ``None`` where they stand nowhere or mean different things. A part of a stand-in brings back the whole.
        """
        pattern = _whole_words(words)
        if pattern is None:
            return None
        plain, last = normalise(self.text), len(self.text) if end is None else end
        meant: dict[str, tuple[int, int]] = {}
        for match in pattern.finditer(plain, start, last):
            first, stop = self._widened(*match.span())
            meant.setdefault(" ".join(plain[first:stop].lower().split()), (first, stop))
        if len(meant) != 1:
            return None
        first, stop = meant.popitem()[1]
        return self.true[self._place(first, masked=True, first=True) : self._place(stop, masked=True, first=False)]

    def find(self, words: str, start: int, end: int) -> tuple[int, int] | None:
        """Where words first stand between two places of the masked text."""
        pattern = _whole_words(words)
        match = pattern.search(normalise(self.text), start, end) if pattern else None
        return match.span() if match else None

    def at(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the true text stands in the masked one; a stand-in that it touches is in it whole."""
        return self._place(start, masked=False, first=True), self._place(end, masked=False, first=False)

    def taken(self) -> Iterator[tuple[int, int, str]]:
        """The stretches of the true text that were replaced, and their kinds."""
        return ((*piece.true, piece.kind) for piece in self._pieces)

    def _widened(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the masked text with the whole of each stand-in that it touches."""
        for piece in self._pieces:
            first, last = piece.masked
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        return start, end

    def _place(self, position: int, *, masked: bool, first: bool) -> int:
        """The position in the other text; inside a replaced stretch its beginning or its end."""
        ends = [(piece.masked, piece.true) if masked else (piece.true, piece.masked) for piece in self._pieces]
        starts = [here[0] for here, _ in ends]
        at = (bisect_right(starts, position) if first else bisect_left(starts, position)) - 1
        if at < 0:
            return position
        here, there = ends[at]
        if position < here[1]:
            return there[0] if first else there[1]
        return there[1] + position - here[1]


def _whole_words(words: str) -> re.Pattern[str] | None:
    parts = normalise(words).split()
    if not parts or len(words) > _FURTHEST:
        return None
    body = r"\s+".join(re.escape(part) for part in parts)
    opens = r"(?<![A-Za-z0-9.])" if _plain(parts[0][0]) else ""
    closes = r"(?![A-Za-z0-9])(?!\.\d)" if _plain(parts[-1][-1]) else ""
    return re.compile(opens + body + closes, re.IGNORECASE)


def _plain(char: str) -> bool:
    return char.isascii() and char.isalnum()


class Mask:
    """A chart without what identifies, its dates moved.

    Raises:
        PrivacyError: something looks like a date and is not understood.
    """

    def __init__(self, documents: Sequence[Document], weeks: int | None = None) -> None:
        self._shift = Shift(weeks if weeks is not None else secrets.choice(_WEEKS) * secrets.choice((-1, 1)))
        self._stand_ins: dict[tuple[str, str], str] = {}
        known = {text: _Read(normalise(text)) for one in documents for text in (one.text, one.title) if text}
        self._names = kept(
            (name for read in known.values() for name in read.found.names), [read.text for read in known.values()]
        )
        self.notes: tuple[Masked, ...] = tuple(self._masked(one, known) for one in documents)
        titles = [self._masked(replace(one, text=one.title), known).text for one in documents]
        self.documents: tuple[Document, ...] = tuple(
            replace(one, text=note.text, title=title, written_on=self._shift.interval(one.written_on), id="", sha256="")
            for one, note, title in zip(documents, self.notes, titles, strict=True)
        )

    def __repr__(self) -> str:
        """Without the secret."""
        return "Mask()"

    @property
    def counts(self) -> Mapping[str, int]:
        """How many stretches of the chart were replaced, by kind; ``date`` for those that were moved."""
        found = Counter(kind for note in self.notes for _, _, kind in note.taken())
        return dict(sorted(found.items()))

    def date_back(self, words: str) -> str | None:
        """The true day, as ISO, of a moved date that is written in no note as a model writes it."""
        return self._shift.back(words)

    def _masked(self, document: Document, known: Mapping[str, _Read]) -> Masked:
        text = document.text
        if not text:
            return Masked("", "", ())
        read = known[text]
        dates = self._shift.moved(document)
        replaced = [(one.start, one.end, one.text, DATE) for one in dates]
        taken = [(one.start, one.end) for one in dates]
        for start, end, kind in _joined([*read.found.stretches, *again(read.text, self._names, read.medicine)]):
            for left, right in _without(start, end, taken):
                if _tells(text[left:right], cut=right - left < end - start):
                    replaced.append((left, right, self._stand_in(text[left:right], kind), kind))
        everything = [(start, end) for start, end, _, _ in replaced]
        unknown = next(not_understood(text, everything), None)
        if unknown is not None:
            raise PrivacyError("not_masked", place=unknown[0] + 1, length=len(text))
        return _replace(text, sorted(replaced))

    def _stand_in(self, words: str, kind: str) -> str:
        """The same for the same words, so that the text stays readable."""
        if kind == "age":
            return _VERY_OLD
        key = (kind, " ".join(words.split()).lower())
        if key not in self._stand_ins:
            number = sum(each == kind for each, _ in self._stand_ins) + 1
            self._stand_ins[key] = f"[{kind} {number}]"
        return self._stand_ins[key]


class _Read:
    """A text in plain characters with its words of medicine and what identifies in it; offsets are the text's own."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.medicine = Medicine(text)
        self.found: Found = find(text, self.medicine)


_LEFT_OVER = 3


def _tells(words: str, *, cut: bool) -> bool:
    """Whether anything is told by a stretch; of one that a date was cut out of, a mere hour or blank is not."""
    signs = sum(map(str.isalnum, words))
    return signs >= _LEFT_OVER if cut and not any(map(str.isalpha, words)) else signs > 0


def _joined(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Overlapping stretches as one, of the first one's kind; of those that begin together, the longest one's."""
    found: list[Stretch] = []
    for one in sorted(stretches, key=lambda each: (each.start, -each.end)):
        if found and one.start < found[-1].end:
            found[-1] = found[-1]._replace(end=max(one.end, found[-1].end))
        else:
            found.append(one)
    return found


def _without(start: int, end: int, taken: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """What is left of a stretch beside those that are taken."""
    left = [(start, end)]
    for first, last in taken:
        left = [
            part
            for a, b in left
            for part in ((a, min(b, first)), (max(a, last), b))
            if part[0] < part[1] and (part[1] <= first or part[0] >= last)
        ]
    return left


def _replace(text: str, replaced: Sequence[tuple[int, int, str, str]]) -> Masked:
    parts: list[str] = []
    pieces: list[_Piece] = []
    at = length = 0
    for start, end, said, kind in replaced:
        parts += [text[at:start], said]
        begin = length + start - at
        length = begin + len(said)
        pieces.append(_Piece((begin, length), (start, end), kind))
        at = end
    parts.append(text[at:])
    return Masked("".join(parts), text, tuple(pieces))
