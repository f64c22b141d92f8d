"""Reads results from a note: laboratory values, vital signs, tracings, scores. Judges none of them."""

from __future__ import annotations

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.measurements.bare import read_bare
from assistant.extraction.measurements.countrows import as_counts
from assistant.extraction.measurements.dates import date_all
from assistant.extraction.measurements.differentials import read_differentials
from assistant.extraction.measurements.drafting import draft
from assistant.extraction.measurements.multiples import read_multiples
from assistant.extraction.measurements.page import Page
from assistant.extraction.measurements.prose import read_prose
from assistant.extraction.measurements.requirements import without_requirements
from assistant.extraction.measurements.scores import item_spans, read_scores
from assistant.extraction.measurements.serology import read_panels, settle
from assistant.extraction.measurements.sharedlimits import share_limits
from assistant.extraction.measurements.shorthand import read_fishbones, read_shorthand
from assistant.extraction.measurements.specimens import assign_specimens
from assistant.extraction.measurements.subjects import assign_subjects
from assistant.extraction.measurements.tables import read_tables
from assistant.extraction.measurements.thresholds import without_thresholds
from assistant.extraction.measurements.units_guess import guess_units
from assistant.extraction.measurements.validity import judge
from assistant.extraction.measurements.wordflags import read_flags

__all__ = ["read"]


def read(frame: Frame) -> list[DraftFact]:
    """All results of one document."""
    page = Page(frame)
    tables = read_tables(page)
    taken = [(table.start, table.end) for table in tables]
    readings = [reading for table in tables for reading in table.readings]
    readings += read_scores(page, taken)
    taken += item_spans(page)
    cells, spans = read_differentials(page)
    readings += cells
    taken += spans
    readings += read_prose(page, taken)
    share_limits(page, readings)
    readings += read_shorthand(page, readings)
    readings += read_fishbones(page)
    readings += read_multiples(page, readings)
    readings += read_panels(page)
    readings += read_bare(page, readings, taken)
    readings += read_flags(page, readings, taken)
    as_counts(page, readings)
    readings = without_requirements(page, without_thresholds(page, settle(page, readings)))
    date_all(page, readings)
    guess_units(page, readings)
    judge(page, readings)
    assign_subjects(page, readings)
    assign_specimens(page, readings)
    readings.sort(key=lambda reading: reading.start)
    return [made for reading in readings if (made := draft(page, reading)) is not None]
