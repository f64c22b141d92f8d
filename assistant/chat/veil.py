"""What a model elsewhere sees of a conversation: masked as notes are, and brought back to the true words after.

Every text goes through one mask together with the chart and all texts before it, so that the same name has the same
stand-in and every date is moved by the same secret number of weeks. Masks and finds nothing itself.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from assistant.documents import Document, detect_language
from assistant.extraction.dateforms import written_dates
from assistant.extraction.text import normalise
from assistant.privacy.masking import Mask

_WEEKS = range(5, 105)


class ChatVeil:
    """The masked side of one conversation about a chart; ``weeks`` is drawn anew for each unless a test gives it."""

    def __init__(self, documents: Sequence[Document], day: date, weeks: int | None = None) -> None:
        self._weeks = weeks if weeks is not None else secrets.choice(_WEEKS) * secrets.choice((-1, 1))
        self._texts = [replace(document, title="") for document in documents]
        self._day = day
        self._true: dict[str, str | None] = {}
        self._mask: Mask | None = None

    def __repr__(self) -> str:
        """Without the secret."""
        return "ChatVeil()"

    @property
    def counts(self) -> Mapping[str, int]:
        """How much was taken out of all that was shown, by kind."""
        return {} if self._mask is None else self._mask.counts

    def shown(self, text: str) -> str:
        """A text as the model sees it.

        Raises:
            PrivacyError: something looks like a date and is not understood, so that nothing may be sent.
        """
        if not text.strip():
            return text
        self._texts.append(
            Document(
                id="",
                title="",
                text=text,
                written_on=None,
                language=detect_language(text),
                source="typed",
                sha256="",
                years_from=self._day,
            )
        )
        try:
            self._mask = Mask(self._texts, self._weeks)
        except Exception:
            self._texts.pop()  # what could not be masked is asked about in no later turn either
            raise
        note = self._mask.notes[-1]
        for start, end, _ in note.taken():
            first, last = note.at(start, end)
            masked, true = note.text[first:last], text[start:end]
            # The same stand-in for different words says nothing for certain.
            self._true[masked] = true if self._true.get(masked, true) == true else None
        return note.text

    def back(self, sentence: str) -> str:
        """The model's words with the true words in place of stand-ins and moved days; what cannot be told stays."""
        known = sorted((masked for masked, true in self._true.items() if true is not None), key=len, reverse=True)
        if known:
            pattern = re.compile("|".join(_whole(masked) for masked in known))
            parts, at = [], 0
            for match in pattern.finditer(sentence):
                parts += [self._dates_back(sentence[at : match.start()]), str(self._true[match[0]])]
                at = match.end()
            return "".join([*parts, self._dates_back(sentence[at:])])
        return self._dates_back(sentence)

    def _dates_back(self, text: str) -> str:
        """Days that the model writes in a form of its own."""
        for written in reversed(written_dates(normalise(text), "zh", "mdy")):
            true = self._mask.date_back(text[written.start : written.end]) if self._mask is not None else None
            if true is not None:
                text = f"{text[: written.start]}{true}{text[written.end :]}"
        return text


def _whole(words: str) -> str:
    before = r"(?<![A-Za-z0-9])" if words[0].isascii() and words[0].isalnum() else ""
    after = r"(?![A-Za-z0-9])" if words[-1].isascii() and words[-1].isalnum() else ""
    return before + re.escape(words) + after
