"""Lets a later note that calls a name an error take the place of what an earlier note said by that name.

"The 'melanoma' in the July note is wrong" is read as a denial of its own; without this the two would contradict each
other for ever. A denial in other words takes nobody's place: it may be a patient's against the chart.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.model import Mention
from rules.frozen import replace


def denied_as_error(mention: Mention) -> bool:
    """Whether a name is denied by no word of denial, only by what says that it stands there by mistake."""
    return mention.certainty == "denied" and not mention.cues


def replace_errors(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts, those that call a name an error with what they replace; in the same order."""
    if len(frames) < 2:
        return list(drafts)
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    return [
        replace(draft, fields={**draft.fields, "supersedes": (*draft.fields.get("supersedes", ()), *gone)})
        if (gone := _replaced(draft, drafts, frames, order))
        else draft
        for draft in drafts
    ]


def _replaced(
    draft: DraftFact, drafts: Sequence[DraftFact], frames: Sequence[Frame], order: dict[str, int]
) -> tuple[str, ...]:
    if draft.kind != "condition" or draft.certainty != "denied" or draft.subject != "patient" or not draft.quotes:
        return ()
    place, first = order[draft.document], draft.quotes[0]
    named = frames[place].in_span(frames[place].mentions, first.start, first.end)
    if not any(mention.concept.id == draft.name and denied_as_error(mention) for mention in named):
        return ()
    return tuple(
        other.draft_id
        for other in drafts
        if other.draft_id
        and (other.kind, other.name, other.subject) == (draft.kind, draft.name, draft.subject)
        and other.certainty != "denied"
        and order.get(other.document, place) < place
    )
