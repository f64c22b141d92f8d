"""Shows a model masked notes, and brings its claims back to the notes' true words. Masks and matches nothing itself.

A claim whose quote or date stands nowhere in what was shown, or may mean two things, is left without a quote: the gate
refuses it like any other quote that it doesn't find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from assistant.documents import Document
from assistant.extraction.dateforms import written_dates
from assistant.extraction.text import normalise
from assistant.llm.chunks import Passage, shown
from assistant.llm.claims import Claim, PersonClaim
from assistant.llm.quoting import Place
from assistant.privacy.masking import Mask

_DATES = ("date", "started", "last_given")
_NOWHERE = ""


class Veil:
    """The masked notes of one chart.

    Raises:
        PrivacyError: something looks like a date and is not understood.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self._mask = Mask(documents)

    @property
    def counts(self) -> Mapping[str, int]:
        """How much was taken out of the chart, by kind."""
        return self._mask.counts

    def shown(self, passage: Passage) -> str:
        """The passage as the model sees it, masked."""
        return shown(self._hidden(passage), self._mask.documents)

    def back(self, claims: Iterable[Claim], passage: Passage) -> tuple[Claim, ...]:
        """The claims about a masked passage in the notes' true words; without a quote where they stand nowhere."""
        pieces = self._hidden(passage).pieces
        return tuple(self._back(claim, pieces) for claim in claims)

    def _hidden(self, passage: Passage) -> Passage:
        """The same stretches in the masked notes."""
        return Passage(
            tuple(
                Place(piece.note, *self._mask.notes[piece.note].at(piece.start, piece.end)) for piece in passage.pieces
            )
        )

    def _back(self, claim: Claim, pieces: Sequence[Place]) -> Claim:
        for piece in pieces:
            note = self._mask.notes[piece.note]
            quote = note.back(claim.quote, piece.start, piece.end)
            if quote is not None:
                near = Place(piece.note, *(note.find(claim.quote, piece.start, piece.end) or (piece.start, piece.end)))
                fields = {name: self._said(claim, name, [near, *pieces]) for name in _told(claim)}
                if any(value is None for value in fields.values()):
                    break
                return claim.model_copy(update={**fields, "quote": quote})
        return claim.model_copy(update={"quote": _NOWHERE})

    def _said(self, claim: Claim, name: str, places: Iterable[Place]) -> str | None:
        """The true words of a date or an age: those in the quote, else those of the passage."""
        said: str = getattr(claim, name)
        for place in places:
            true = self._mask.notes[place.note].back(said, place.start, place.end)
            if true is not None:
                return true
        day = self._mask.date_back(said)
        if day is not None or not _dated(said):
            return day or said  # "3 weeks ago" in the model's own words is true before and after
        return None


def _told(claim: Claim) -> Iterator[str]:
    """The fields of the claim that may hold what was moved or masked."""
    for name in _DATES:
        if getattr(claim, name, None):
            yield name
    if isinstance(claim, PersonClaim) and claim.name != "sex":
        yield "value"


def _dated(said: str) -> bool:
    """Whether the words name a day or a month."""
    return any(one.month is not None for one in written_dates(normalise(said), "zh", "mdy"))
