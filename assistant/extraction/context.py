"""Says for each name found whether it is stated, suspected or denied, of whom, by whom and when. Makes no facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.extraction.model import Hit, Mention

if TYPE_CHECKING:
    from assistant.extraction.frame import Frame

_NO = re.compile(r"\b(?:no|not|never|denies|denied|without)\b|否认|无|未|没")


def mentions_in_context(frame: Frame, hits: Sequence[Hit]) -> tuple[Mention, ...]:
    """The hits with their context."""
    made = []
    for hit in hits:
        sentence = frame.sentence_at(hit.start)
        span = frame.sentences[sentence]
        cue = _NO.search(frame.lower, span.start, hit.start)
        section = frame.section_at(hit.start)
        made.append(
            Mention(
                concept=hit.concept,
                start=hit.start,
                end=hit.end,
                sentence=sentence,
                clause=frame.clause_at(hit.start),
                section=section.id,
                certainty="denied" if cue else "stated",
                subject=section.subject,
                reach="ever" if cue else None,
                cues=((cue.start(), cue.end()),) if cue else (),
                form=hit.form,
                ambiguous=hit.ambiguous,
            )
        )
    return tuple(made)
