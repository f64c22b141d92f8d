"""Diagnoses that the chart itself has taken off: struck through, or with their label removed. Reads nothing else."""

from __future__ import annotations

import re

from assistant.extraction.late import late
from assistant.extraction.model import Hit

_LABEL_OF = late(r"\b(?:label|diagnosis|dx|tag) of (?:(?:a|the|secondary|possible|probable|old) )*$")
_GONE = r"(?:removed|withdrawn|dropped|retracted|rescinded|revoked|taken off|refuted|struck|crossed out|deleted)"
_REMOVED = late(rf"(?:'s)?(?:\s+\w+){{0,2}}?\s+(?:(?:was|is|has been|had been|since|later|then)\s+){{0,2}}{_GONE}\b")
_OVERTURNED = late(r"[^。;\n]{0,30}?诊断(?:已被|已经|被|已|予以?)?(?:推翻|撤销|取消|否定|更正|删除)")
_TOOK_BACK = late(
    r"(?:'s)?[^.;\n]{0,50}?\b(?:took|takes|taken|take) (?:it|that|this|the (?:label|diagnosis)) (?:back|off)\b"
)


def taken_off(lower: str, hit: Hit, end: int) -> re.Match[str] | None:
    """What says that a diagnosis no longer stands: "~~Sjogren's~~", "the label of RA was removed", 诊断被推翻."""
    if hit.concept.kind != "condition":
        return None
    if lower.startswith("~~", hit.end) or "~~" in lower[max(0, hit.start - 2) : hit.start]:
        return _struck_through(lower, hit)
    if _LABEL_OF.search(lower, max(0, hit.start - 40), hit.start):
        return _REMOVED.match(lower, hit.end, end)
    return _OVERTURNED.match(lower, hit.end, end) or _TOOK_BACK.match(lower, hit.end, end)


_STROKES = late(r"[^~\n]{0,40}?~~")


def _struck_through(lower: str, hit: Hit) -> re.Match[str] | None:
    """The strokes behind a name, where as many stand before it in the line."""
    line = lower.rfind("\n", 0, hit.start) + 1
    return _STROKES.match(lower, hit.end) if lower.count("~~", line, hit.start) % 2 else None
