"""Reads diagnoses, events, states and allergies from one document. Decides nothing about eligibility.

Four readers over one marked-up view: what the terminology names (``diagnoses``), what notes describe instead of naming
(``phrases``), how active the lupus is (``activity``), and allergies (``allergies``).
"""

from __future__ import annotations

from assistant.extraction.conditions import activity, allergies, diagnoses, phrases
from assistant.extraction.conditions.view import View
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame

__all__ = ["read"]


def read(frame: Frame) -> list[DraftFact]:
    """The conditions of one document, each said once."""
    view = View.of(frame)
    drafts = [
        *diagnoses.read(view),
        *phrases.read(view),
        *activity.read(view),
        *allergies.read(view),
    ]
    return _distinct(drafts)


def _distinct(drafts: list[DraftFact]) -> list[DraftFact]:
    """Of drafts that claim the very same, the first, with the words of up to two others as further evidence."""
    merged: dict[tuple[object, ...], DraftFact] = {}
    for draft in drafts:
        key = (draft.name, draft.certainty, draft.subject, draft.source, tuple(sorted(draft.fields.items(), key=_name)))
        if key not in merged:
            merged[key] = draft
    return sorted(merged.values(), key=lambda draft: draft.quotes[0].start)


def _name(item: tuple[str, object]) -> str:
    return item[0]
