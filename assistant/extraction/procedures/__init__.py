"""Reads operations, transplants, phototherapy and vaccines with day, size and recovery, and injuries as conditions.

It does not read drugs, examinations or their results.
"""

from __future__ import annotations

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.procedures.denials import plain_denials
from assistant.extraction.procedures.happened import read_mention
from assistant.extraction.procedures.recovery import lone_recovery
from assistant.extraction.procedures.vaccines import dispensed_vaccines, named_by_disease
from assistant.extraction.procedures.words import find_cues, wanted


def read(frame: Frame) -> list[DraftFact]:
    """All procedure facts of a document, and its injuries."""
    cues = find_cues(frame)
    mentions = wanted(frame)
    listed = dispensed_vaccines(frame, mentions)
    rows = {fact.quotes[0].start: fact.quotes[0].end for fact in listed}
    prose = [m for m in mentions if not any(start <= m.start < end for start, end in rows.items())]
    facts = [fact for mention in prose if (fact := read_mention(frame, cues, mention, prose)) is not None]
    facts += named_by_disease(frame, cues, prose)
    facts += plain_denials(frame, cues)
    facts += lone_recovery(frame, cues, prose)
    return sorted([*facts, *listed], key=lambda fact: fact.quotes[0].start)
