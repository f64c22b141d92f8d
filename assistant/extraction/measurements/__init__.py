"""Reads results from a note: laboratory values, vital signs, tracings, scores. Judges none of them."""

from __future__ import annotations

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.measurements.drafting import draft
from assistant.extraction.measurements.page import Page
from assistant.extraction.measurements.prose import read_prose

__all__ = ["read"]


def read(frame: Frame) -> list[DraftFact]:
    """All results of one document."""
    page = Page(frame)
    readings = read_prose(page, ())
    return [made for reading in readings if (made := draft(page, reading)) is not None]
