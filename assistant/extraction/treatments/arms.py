"""Says what a trial's arm means for the drug the trial is named after: "anifrolumab trial (placebo arm)" gave none.

Reads no trial itself; a drug that the note dates or doses beside its trial stays as it was read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.trials import on_active

_TRIAL_NAMED = late(
    r"(?:'s)?[\s-]*(?:\([^()\n]{1,20}\)\s*)?(?:\w+[ -]){0,3}?(?:trials?|stud(?:y|ies)|program(?:me)?|protocol)(?![a-z])"
)
_OF_A_TRIAL = late(
    r"(?<![a-z])(?:trials?|stud(?:y|ies))[^.;,\n]{0,40}(?<![a-z])(?:of|with|for|testing|on|versus|vs)\s+(?:\w+ ){0,2}$"
)


def of_arms(
    frame: Frame, facts: Sequence[DraftFact], told: Sequence[Span], arms: Sequence[DraftFact]
) -> list[DraftFact]:
    """The facts without drugs that only name a trial whose placebo the patient took; those of an active arm dated."""
    kept = list(facts)
    for passage, arm in zip(told, arms, strict=True):
        sentence = frame.sentences[frame.sentence_at(passage.start)]
        last = arm.fields.get("last_given")
        named = [fact for fact in kept if _names_trial(frame, fact, sentence)]
        if arm.fields.get("intent") == "placebo":
            kept = [fact for fact in kept if fact not in named]
        elif last is not None and on_active(frame, passage):
            quote = next((quote for quote in arm.quotes[1:]), arm.quotes[0])
            kept = [_dated(fact, arm, quote) if fact in named and not _is_dated(fact) else fact for fact in kept]
    return [replace(fact, certainty="suspected") if _is_blinded(frame, fact) else fact for fact in kept]


_OR_PLACEBO = late(
    r"(?:'s)?[\s-]*(?:vs\.?|versus|or|against|/)\s*(?:a |the |matching |matched |identical )?placebo(?![a-z])"
    r"|(?:或|与|对比|对照|vs)\s?安慰剂"
)
_PLACEBO_OR = late(r"(?:placebo[\s-]*(?:vs\.?|versus|or|against|/)|安慰剂(?:或|与|对比|对照))\s*$")


def _is_blinded(frame: Frame, fact: DraftFact) -> bool:
    """Whether nobody says which of two the patient took: "telitacicept vs placebo"."""
    if fact.kind != "treatment" or fact.certainty != "stated" or fact.document != frame.document.id:
        return False
    first = fact.quotes[0]
    mention = next(
        (one for one in frame.in_span(frame.mentions, first.start, first.end) if one.concept.id == fact.name), None
    )
    if mention is None:
        return False
    behind = _OR_PLACEBO.match(frame.lower, mention.end) is not None
    return behind or _PLACEBO_OR.search(frame.lower, max(0, mention.start - 16), mention.start) is not None


def _names_trial(frame: Frame, fact: DraftFact, sentence: Span) -> bool:
    first = fact.quotes[0]
    if fact.certainty != "stated" or fact.kind != "treatment" or not sentence.start <= first.start < sentence.end:
        return False
    if fact.fields.get("dose") or fact.fields.get("status") == "ongoing":
        return False
    mention = next(
        (one for one in frame.in_span(frame.mentions, first.start, first.end) if one.concept.id == fact.name), None
    )
    if mention is None:
        return False
    before = _OF_A_TRIAL.search(frame.lower, sentence.start, mention.start)
    return before is not None or _TRIAL_NAMED.match(frame.lower, mention.end) is not None


def _is_dated(fact: DraftFact) -> bool:
    return fact.fields.get("last_given") is not None


def _dated(fact: DraftFact, arm: DraftFact, quote: Quote) -> DraftFact:
    fields = {**fact.fields, "last_given": arm.fields["last_given"]}
    return replace(fact, fields=fields, quotes=(*fact.quotes, Quote(quote.start, quote.end, "date")))
