"""Reads drugs and therapies with what was done and when: started, changed, unchanged, stopped, last given, denied.

It does not say whether a drug matters to a trial, and leaves corrections between notes to others.
"""

from __future__ import annotations

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame, Ordered, Span
from assistant.extraction.treatments.arms import of_arms
from assistant.extraction.treatments.denials import denials, is_denial
from assistant.extraction.treatments.dispensing import dispensings
from assistant.extraction.treatments.facts import says_something, to_fact
from assistant.extraction.treatments.formrows import needed_courses
from assistant.extraction.treatments.gather import gather, treatment_mentions
from assistant.extraction.treatments.listing import tables
from assistant.extraction.treatments.logs import of_log
from assistant.extraction.treatments.patientdose import patient_doses
from assistant.extraction.treatments.stepdown import parted
from assistant.extraction.treatments.trials import TRIAL, participations, passages, trial_denials
from assistant.extraction.treatments.walk import walk
from assistant.extraction.treatments.words import find_cues


def read(frame: Frame) -> list[DraftFact]:
    """All treatment facts of a document."""
    cues = find_cues(frame)
    mentions = Ordered(treatment_mentions(frame, cues))
    rows = [*dispensings(frame, mentions), *tables(frame, mentions)]
    listed = {position for row in rows for position in row.places}
    prose = [mention for mention in mentions if mention.start not in listed]
    drugs = [mention for mention in prose if not frame.terminology.is_a(mention.concept.id, TRIAL)]
    told = passages(frame)
    denied = [mention for mention in drugs if is_denial(frame, cues, mention)]
    refused = set(map(id, denied))
    stated = gather(frame, cues, [mention for mention in drugs if id(mention) not in refused])
    closed = [Span(mention.start, mention.end) for mention in denied] + told
    told_of = walk(frame, cues, stated, closed)
    told_of = [*told_of, *parted(frame, cues, told_of)]
    facts = [to_fact(frame, record) for record in told_of if says_something(frame, record)]
    facts += patient_doses(frame, told_of)
    facts += needed_courses(frame)
    facts += denials(frame, cues, denied)
    arms = participations(frame, told)
    facts = [*of_arms(frame, facts, told, arms), *arms, *trial_denials(frame, prose)]
    facts = of_log(frame, [*facts, *(fact for row in rows for fact in row.facts)])
    return sorted(facts, key=lambda fact: fact.quotes[0].start)
