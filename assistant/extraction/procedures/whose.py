"""Says whose operation, transplant or vaccine a mention tells of where the sentence also names a relative."""

from __future__ import annotations

from assistant.extraction.frame import Frame, Mention
from assistant.extraction.procedures.words import words
from rules.frozen import replace

_TURN_REACH = 70
_DONOR_REACH = 30


def own_mention(frame: Frame, mention: Mention) -> Mention:
    """The mention as whose it is: a relative's named behind it, the patient's where one only gave an organ."""
    if mention.subject != "family":
        if mention.certainty != "stated" or _of_donor(frame, mention):
            return mention
        child = frame.terminology.is_a(mention.concept.id, "vaccine") and (
            _of_child(frame, mention) or words().patterns["to_child"].match(frame.lower, mention.end) is not None
        )
        theirs = child or words().patterns["of_relative"].match(frame.lower, mention.end) is not None
        return replace(mention, subject="family") if theirs else mention
    own = words().patterns["own_word"].match(frame.lower, mention.end)
    if mention.certainty == "denied" and (own or _after_family(frame, mention)):
        return replace(mention, subject="patient")
    turned = words().patterns["to_patient"].search(frame.lower, max(0, mention.start - _TURN_REACH), mention.start)
    return replace(mention, subject="patient") if turned or _of_donor(frame, mention) else mention


def _of_child(frame: Frame, mention: Mention) -> bool:
    """Whether a child is named just before a vaccine, and no word turns to the patient."""
    start = max(frame.sentences[mention.sentence].start, mention.start - _TURN_REACH)
    patterns = words().patterns
    child = patterns["child"].search(frame.lower, start, mention.start)
    return child is not None and patterns["to_patient"].search(frame.lower, child.end() - 20, mention.start) is None


def _after_family(frame: Frame, mention: Mention) -> bool:
    """Whether a denied operation follows a family history on the same line, with no relative in its sentence."""
    section, sentence = frame.section_at(mention.start), frame.sentences[mention.sentence]
    headed = section.subject == "family" and section.start < sentence.start
    if not headed or "\n" in frame.text[section.start : sentence.start].strip():
        return False
    return words().patterns["relative"].search(frame.lower, sentence.start, sentence.end) is None


def _of_donor(frame: Frame, mention: Mention) -> bool:
    """Whether the relative named beside a transplant only gave the organ."""
    low, high = max(0, mention.start - _DONOR_REACH), mention.end + _DONOR_REACH
    return frame.terminology.is_a(mention.concept.id, "transplant") and bool(
        words().patterns["donor"].search(frame.lower, low, high)
    )
