"""The embedded extractor: the readers of this folder over every note of a chart. Needs no key, network or model."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from assistant.documents import Document
from assistant.extraction import conditions, corrections, demographics, measurements, procedures, statements, treatments
from assistant.extraction.births import replace_wrong_births
from assistant.extraction.doubted import doubt
from assistant.extraction.drafts import DraftFact
from assistant.extraction.erroneous import replace_errors
from assistant.extraction.frame import Frame, build_frame
from assistant.extraction.rejoined import Rejoined, put_back, rejoined
from assistant.extraction.remeasured import replace_remeasured
from assistant.extraction.treatments.revisions import take_back
from assistant.readers import Reading
from rules import terminology

READERS: tuple[tuple[str, Callable[[Frame], list[DraftFact]]], ...] = (
    ("demographics", demographics.read),
    ("measurements", measurements.read),
    ("conditions", conditions.read),
    ("treatments", treatments.read),
    ("procedures", procedures.read),
    ("statements", statements.read),
)


class EmbeddedExtractor:
    """Reads English and Chinese notes with a lexicon and a small grammar."""

    name = "embedded"

    def read(self, documents: Sequence[Document]) -> Reading:
        """What the notes claim. Costs nothing, and nothing leaves the machine."""
        return Reading(drafts=tuple(self.extract(documents)))

    def extract(self, documents: Iterable[Document]) -> list[DraftFact]:
        """What the notes claim, note by note, with the corrections that later notes make."""
        terms = terminology.load()
        read: list[Document] = []
        changed: dict[str, Rejoined] = {}
        for document in documents:
            if (whole := rejoined(document)) is not None:
                changed[document.id] = whole
            read.append(document if whole is None else whole.document)
        drafts = read_frames([build_frame(document, terms) for document in read])
        return put_back(drafts, changed) if changed else drafts


def read_frames(frames: Sequence[Frame]) -> list[DraftFact]:
    """What the notes of one chart claim, given as frames in the order of the chart."""
    drafts = [(name, draft) for frame in frames for name, read in READERS for draft in read(frame)]
    numbered = [
        replace(draft, reader=draft.reader or name, draft_id=draft.draft_id or f"d{number}")
        for number, (name, draft) in enumerate(drafts, 1)
    ]
    return doubt(
        replace_remeasured(
            replace_errors(
                corrections.correct(replace_wrong_births(take_back(numbered, frames), frames), frames), frames
            ),
            frames,
        ),
        frames,
    )
