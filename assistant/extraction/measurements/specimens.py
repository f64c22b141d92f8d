"""Says whether a pregnancy test was done in blood or urine, where the note says so. Guesses nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading

_SERUM = late(r"\b(?:serum|blood|quant(?:itative)?)\b|血")
_URINE = late(r"\b(?:urine|urinary|home|dipstick|poc|point[- ]of[- ]care)\b|尿|试纸|验孕")


def assign_specimens(page: Page, readings: Sequence[Reading]) -> None:
    """Name the specimen of pregnancy tests; a concentration is measured in blood."""
    for reading in readings:
        if reading.analyte != "hcg":
            continue
        start = max(page.line(reading.start)[0], reading.name.start - 10)
        before = re.split(r"[.;,。]", page.lower[start : reading.name.start])[-1]
        words = (
            before + re.split(r"[.;。]", page.lower[reading.name.start : max(reading.end, reading.name.end) + 14])[0]
        )
        if _URINE.search(words):
            reading.analyte, reading.specimen = "urine_hcg", "urine"
        elif _SERUM.search(words) or reading.unit is not None:
            reading.analyte, reading.specimen = "serum_hcg", "serum"
