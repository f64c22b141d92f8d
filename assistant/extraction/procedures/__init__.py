"""Reads operations, transplants, phototherapy and vaccines with day, size and recovery, and injuries as conditions.

It does not read drugs, examinations or their results.
"""

from __future__ import annotations

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.procedures.denials import (
    implied,
    injury_after_brackets,
    none_since_last,
    pattern_denials,
    plain_denials,
    since_event,
)
from assistant.extraction.procedures.happened import GENERAL, read_mention
from assistant.extraction.procedures.lastones import none_since
from assistant.extraction.procedures.named import wanted
from assistant.extraction.procedures.recovery import lone_recovery
from assistant.extraction.procedures.vaccines import dispensed_vaccines, named_by_disease
from assistant.extraction.procedures.words import find_cues


def read(frame: Frame) -> list[DraftFact]:
    """All procedure facts of a document, and its injuries."""
    cues = find_cues(frame)
    mentions = wanted(frame)
    listed = dispensed_vaccines(frame, mentions)
    rows = {fact.quotes[0].start: fact.quotes[0].end for fact in listed}
    prose = [m for m in mentions if not any(start <= m.start < end for start, end in rows.items())]
    by_disease = named_by_disease(frame, cues, prose)
    facts = [fact for mention in prose if (fact := read_mention(frame, cues, mention, prose)) is not None]
    dated = {fact.name for fact in facts if fact.certainty == "stated" and "date" in fact.fields}
    facts = [fact for fact in facts if not _is_repeated(fact, dated)]
    facts = [fact for fact in facts if not _is_covered(frame, fact, [*facts, *by_disease])]
    facts += [*by_disease, *plain_denials(frame, cues), *pattern_denials(frame, cues, mentions)]
    facts += none_since_last(frame, facts)
    facts += none_since(frame)
    facts += implied(frame, cues, facts)
    facts += injury_after_brackets(frame, facts)
    facts = since_event(frame, facts)
    facts += lone_recovery(frame, cues, facts)
    facts = list(
        {
            (f.kind, f.name, f.certainty, f.subject, str(sorted(f.fields.items(), key=str))): f for f in reversed(facts)
        }.values()
    )
    return sorted([*facts, *listed], key=lambda fact: fact.quotes[0].start)


def _is_repeated(fact: DraftFact, dated: set[str]) -> bool:
    """Whether a fact without a day only names again what the note dates elsewhere ("s/p hysterectomy")."""
    told = fact.certainty == "stated" and fact.subject == "patient" and fact.fields.get("status") == "done"
    return told and fact.name in dated and not {"date", "recovered"} & fact.fields.keys()


def _is_covered(frame: Frame, fact: DraftFact, others: list[DraftFact]) -> bool:
    """Whether a general word ("vaccine", "surgery") only announces what the same sentence names more exactly."""
    if fact.certainty == "denied" or fact.name not in GENERAL:
        return False
    sentence = frame.sentence_at(fact.quotes[0].start)
    return any(
        other is not fact
        and other.certainty != "denied"
        and other.name not in GENERAL
        and frame.sentence_at(other.quotes[0].start) == sentence
        and frame.terminology.is_a(other.name, "vaccine") == frame.terminology.is_a(fact.name, "vaccine")
        for other in others
    )
