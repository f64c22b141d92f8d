"""Reads diagnoses, events, states and allergies from one document. Decides nothing about eligibility.

Readers over one marked-up view: what the terminology names (``diagnoses``), what notes describe instead of naming
(``phrases``), how active the lupus is (``activity``), a nephritis that its biopsy alone names (``biopsies``), a lupus
that the chart takes back (``withdrawals``), allergies (``allergies``) and those that nobody asked about (``unasked``).
"""

from __future__ import annotations

from assistant.extraction.conditions import (
    activity,
    allergies,
    biopsies,
    breathless,
    diagnoses,
    phrases,
    unasked,
    withdrawals,
)
from assistant.extraction.conditions.view import View
from assistant.extraction.covered import Placed
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame

__all__ = ["read"]


def read(frame: Frame) -> list[DraftFact]:
    """The conditions of one document, each said once."""
    view = View.of(frame)
    described = phrases.read(view)
    told: dict[str, list[DraftFact]] = {}
    for draft in described:
        told.setdefault(draft.name, []).append(draft)
    phrased = {name: Placed(drafts, _first) for name, drafts in told.items()}
    named = [draft for draft in diagnoses.read(view) if not _reread(draft, phrased.get(draft.name))]
    said = {
        (draft.name, draft.certainty, frame.sentence_at(draft.quotes[0].start))
        for draft in named
        if draft.certainty == "denied" or draft.fields.get("status")
    }
    new = [
        draft
        for draft in described
        if (draft.name, draft.certainty, frame.sentence_at(draft.quotes[0].start)) not in said
        or draft.fields.get("others_only")
    ]
    others = (reader.read(view) for reader in (activity, biopsies, breathless, withdrawals, allergies, unasked))
    return _distinct([*named, *new, *(draft for drafts in others for draft in drafts)])


def _first(draft: DraftFact) -> tuple[int, int]:
    return draft.quotes[0].start, draft.quotes[0].end


def _reread(named: DraftFact, phrases: Placed[DraftFact] | None) -> bool:
    inner = named.quotes[0]
    return phrases is not None and any(_rereads(one, named) for one in phrases.around(inner.start, inner.end))


def _rereads(phrase: DraftFact, named: DraftFact) -> bool:
    """Whether a phrase says the opposite of a name that lies inside it: ``stopped nursing``."""
    outer, inner = phrase.quotes[0], named.quotes[0]
    opposite = phrase.name == named.name and phrase.certainty != named.certainty
    return opposite and outer.start <= inner.start and inner.end <= outer.end


def _distinct(drafts: list[DraftFact]) -> list[DraftFact]:
    """Of drafts that claim the very same, the first, in the order of the text."""
    merged: dict[tuple[object, ...], DraftFact] = {}
    for draft in drafts:
        key = (draft.name, draft.certainty, draft.subject, draft.source, tuple(sorted(draft.fields.items(), key=_name)))
        if key not in merged:
            merged[key] = draft
    return sorted(merged.values(), key=lambda draft: draft.quotes[0].start)


def _name(item: tuple[str, object]) -> str:
    return item[0]
