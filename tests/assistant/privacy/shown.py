"""What a model would be shown of a text."""

from __future__ import annotations

from assistant.documents import read_documents
from assistant.privacy.masking import Mask

WEEKS = 10


def mask(text: str, weeks: int = WEEKS) -> Mask:
    return Mask(read_documents(text, "note.txt"), weeks=weeks)


def shown(text: str, weeks: int = WEEKS) -> str:
    return "\n".join(note.text for note in mask(text, weeks).notes)
