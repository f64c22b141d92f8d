"""Reads lupus serology that is given in words alone: "C3/C4 low, dsDNA high", 补体C3、C4均低. Reads no numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extraction.late import late
from assistant.extraction.measurements.page import Page, Reading
from assistant.extraction.measurements.tails import FLAGGED, flag_of, read_tail

_JOIN = late(r"[\s,/、&+()]*(?:and|和|及|与)?\s*")
_FLAG = late(
    r"[\s:(=-]*(?:抗体|水平|levels?|titres?|titers?)?[\s:]*(?:(?:is|are|was|were|both|remains?|still|均|都|仍|明显|显著|轻度|偏|markedly|slightly|mildly|persistently)\s*)*"
    r"(?:[↓↑]+|低于正常|高于正常|降低|减低|下降|偏低|减少|升高|增高|偏高|[低高](?![\u3400-\u9fff])|(?:low|reduced|depressed|decreased|down|high|raised|elevated|increased|up)\b)"
)
_NOT = late(r"\b(?:not|no|never|normal)\b|不|未|无")


def read_flags(page: Page, readings: Sequence[Reading], taken: Sequence[tuple[int, int]]) -> list[Reading]:
    """A low complement or a high antibody for every such name outside the taken stretches that has no value."""
    told = {reading.name.start for reading in readings}
    made: list[Reading] = []
    names = [name for name in page.names if name.analyte.id in FLAGGED]
    for index, name in enumerate(names):
        if name.start in told or any(start <= name.start < end for start, end in taken):
            continue
        end, following = name.end, index + 1
        while following < len(names) and _JOIN.fullmatch(page.lower, end, names[following].start):
            end, following = names[following].end, following + 1
        match = _FLAG.match(page.lower, end, min(page.line(end)[1], end + 48))
        if match is None or _NOT.search(match[0]):
            continue
        flag = flag_of(re.sub(r"\bdown\b", "low", re.sub(r"\bup\b", "high", match[0])))
        wanted = "high" if name.analyte.id == "anti_dsdna" else "low"
        if flag != wanted:
            continue
        reading = Reading(
            analyte=name.analyte.id, name=name, start=name.start, end=match.end(),
            value="positive" if wanted == "high" else "low", written=(name.start, match.end()), tail=match.end(),
        )  # fmt: skip
        read_tail(page, reading, page.sentence_end(match.end() - 1))
        made.append(reading)
    return made
