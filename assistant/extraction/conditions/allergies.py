"""Reads allergies: the substance, the denial, the "nothing else". Says nothing of the severity that would matter."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.extraction.conditions.allergy_lists import from_list, lists
from assistant.extraction.conditions.allergy_words import (
    DETAIL,
    FREE,
    MISTAKEN,
    NO_KNOWN,
    REACTIONS,
    UNTICKED,
    denied_between,
    denied_drug,
    first,
    left_out,
    others,
    plain_none,
    source_of,
    stated,
    tolerated,
)
from assistant.extraction.conditions.allergyless import denied_at_large
from assistant.extraction.conditions.reactions import APART, anaphylaxis, antecedent, is_of_the_disease, told
from assistant.extraction.conditions.view import View, grammar, joined
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.exceptions import exempted
from assistant.extraction.late import late
from assistant.extraction.model import Span
from assistant.extraction.topics import reply
from rules.facts import Certainty

_AFTER = {"allergy_after": 8, "reaction": 6, "gives_reaction": 24}
"""How far after a substance its allergy word may stand, by label."""
_HIMSELF = late(r"(?<![a-z])(?:patient|pt|she|he|herself|himself|own)(?![a-z])|本人|患者|自己|自身")
_ONE_REACTION = late(r"过敏反应|allerg\w+ reaction")
_DOUBTED = late(
    r"(?<![a-z])(?:possible|possibly|query|questionable|suspected|uncertain|doubtful|unclear if)\s+(?:[a-z]+\s+){0,2}$"
)
"""What makes a reaction to a drug one that nobody settled."""
_LOOK_BACK = 300
_NOT_REACH = 30


def read(view: View) -> list[DraftFact]:
    """The allergies of one document."""
    if not any(
        cue.label in ("allergy", "allergy_to", "allergy_head", "allergy_recorded", *REACTIONS) for cue in view.cues
    ):
        return []
    allergens = _allergens(view)
    drafts: list[DraftFact] = []
    listed: list[Span] = []
    for head, span in lists(view):
        listed.append(span)
        drafts.extend(from_list(view, head, span, allergens))
    for section in view.frame.sections:
        if section.id == "allergies" and section.title.lower() in NO_KNOWN:  # "NKDA. Non-smoker."
            end = section.head_start + len(section.title)
            drafts.append(view.draft("allergy", ((section.head_start, end),), {"reach": "ever"}, "denied"))
    for sentence in view.frame.sentences:
        if not any(
            span.start <= sentence.start < span.end or sentence.start <= span.start < sentence.end for span in listed
        ):
            drafts.extend(_from_prose(view, sentence, allergens))
    return drafts


def _allergens(view: View) -> list[Cue]:
    """The substances named anywhere: the drugs of the terminology under their ids, the others of the data file."""
    frame = view.frame
    general = {(cue.start, cue.end) for cue in view.cues if cue.label == "no_substance"}
    named = [
        Cue(mention.start, mention.end, mention.concept.id)
        for mention in frame.mentions
        if mention.concept.kind in ("treatment", "substance") and (mention.start, mention.end) not in general
    ]
    return _leftmost_longest([*named, *grammar().allergens.find(frame.lower)], frame.lower)


def _leftmost_longest(cues: Sequence[Cue], lower: str) -> list[Cue]:
    """The cues without those that overlap; of several meanings of one abbreviation the preferred one."""
    preferred = grammar().preferred
    kept: list[Cue] = []
    for cue in sorted(
        cues, key=lambda cue: (cue.start, -cue.end, preferred.get(lower[cue.start : cue.end]) != cue.label)
    ):
        if not kept or cue.start >= kept[-1].end:
            kept.append(cue)
    return kept


def _from_prose(view: View, sentence: Span, allergens: Sequence[Cue]) -> Iterator[DraftFact]:
    """What a sentence of running text says of allergies."""
    labels = view.labels_in(sentence.start, sentence.end)
    if not labels & {"allergy", "allergy_to", "allergy_recorded", *REACTIONS} or _family(view, sentence):
        return
    inside = [cue for cue in allergens if sentence.start <= cue.start < sentence.end]
    relatives = {
        one.start
        for one in view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
        if one.subject != "patient"
    }
    bound = {cue: _bound(view, cue, sentence, allergens) for cue in inside if cue.start not in relatives}
    exempt = left_out(view, sentence, inside)
    yield from (stated(view, cue.label, (cue.start, cue.end), sentence) for cue in exempt)
    found = [(cue, other) for cue, other in bound.items() if other is not None and cue not in exempt]
    found += [pair for pair in [antecedent(view, sentence, allergens)] if pair is not None]
    if not found:
        yield from anaphylaxis(view, sentence, inside)
    for cue, binding in found:
        if binding.label in REACTIONS and is_of_the_disease(view.frame.lower, max(cue.end, binding.start)):
            continue
        spans = joined((cue.start, cue.end), (binding.start, binding.end), longest=60)
        fields = {"substance": cue.label}
        if binding.label != APART and (denied_drug(view, cue, sentence) or _in_denied_list(view, cue, binding)):
            yield view.draft("allergy", spans, {**fields, "reach": "ever"}, "denied")
        else:
            first = min(cue.start, binding.start)
            doubted = _DOUBTED.search(view.frame.lower, max(sentence.start, first - 40), first) is not None
            certainty: Certainty = "suspected" if doubted else "stated"
            yield view.draft("allergy", spans, fields, certainty, source=source_of(view, sentence))
    for cue in inside:  # "Fludarabine hives: entered from another person's list"
        if bound.get(cue) is None and MISTAKEN.match(view.frame.lower, cue.end):
            fields = {"substance": cue.label, "reach": "ever"}
            yield view.draft("allergy", ((cue.start, cue.end),), fields, "denied")
    if labels & {"allergy", "allergy_recorded"}:
        yield from _at_large(view, sentence, allergens, found=bool(found), alone=not relatives)


def _at_large(view: View, sentence: Span, allergens: Sequence[Cue], *, found: bool, alone: bool) -> Iterator[DraftFact]:
    """What a sentence says of allergies beside those to the drugs ``found`` in it."""
    place = (view.frame.lower, sentence.start, sentence.end)
    labels = view.labels_in(sentence.start, sentence.end)
    inside = [cue for cue in allergens if sentence.start <= cue.start < sentence.end]
    answer = None if found else reply(view.frame.lower, sentence.end)
    if answer is not None and answer[0] == "no":
        yield view.draft("allergy", ((sentence.start, answer[1][1]),), {"reach": "ever"}, "denied")
        return
    other = first(view, sentence, "no_other_allergy")
    if other is not None:
        yield others(view, other)
    else:
        denials = list(_denial(view, sentence, found, bool(inside), bool(exempted(*place))))
        span = None if denials else denied_at_large(*place, named=bool(inside))
        if span is not None:
            fields = {"reach": "ever", "others_only": bool(inside)}
            denials = [view.draft("allergy", (span,), fields, "denied", source=source_of(view, sentence))]
        yield from denials
    if not found and "allergy_recorded" in labels and "not" not in labels:
        yield from _looking_back(view, sentence, allergens)
    elif not found and alone:
        yield from _free_after(view, sentence)


def _bound(view: View, cue: Cue, sentence: Span, allergens: Sequence[Cue]) -> Cue | None:
    """The word that ties a drug to an allergy; one that no denial of the drug reaches comes first."""
    reaction = told(view, cue, sentence, allergens)
    apart = reaction is not None and reaction.label == APART
    return reaction if apart else _binding(view, cue, sentence) or reaction


def _binding(view: View, cue: Cue, sentence: Span) -> Cue | None:
    """The word that ties a substance to an allergy: "allergic to X", "X allergy", 吃X起疹子."""
    for other in view.cues_in(sentence.start, sentence.end):
        if other.label == "allergy_to" and 0 <= cue.start - other.end <= 60 and not _broken(view, other.end, cue.start):
            if other.end > other.start + 1 or _followed(view, cue, sentence):
                return other
            continue
        if any(no.label in ("not", "no_allergy") for no in view.cues_in(cue.end, other.start)):
            continue
        reach = _AFTER.get(other.label, -1)
        chinese = view.frame.lower[cue.start] >= CJK
        if 0 <= other.start - cue.end <= reach and (chinese or other.label != "reaction"):
            return other
    return None


def _followed(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether 过敏 comes after 对 + substance."""
    return any(o.label == "allergy" and 0 <= o.start - cue.end <= 20 for o in view.cues_in(cue.end, sentence.end))


def _broken(view: View, start: int, end: int) -> bool:
    return any(mark in view.frame.lower[start:end] for mark in ";.。\n")


def _in_denied_list(view: View, cue: Cue, binding: Cue) -> bool:
    """Whether the word that ties a list of substances to an allergy is itself denied: "no allergy to X, Y or Z"."""
    if binding.label != "allergy_to" or binding.end > cue.start or view.frame.lower[binding.start] >= CJK:
        return False
    start = max(view.clause(binding.start).start, binding.start - _NOT_REACH)
    return denied_between(view, start, binding.start)


def _denial(view: View, sentence: Span, besides: bool, drugs: bool, excepted: bool) -> Iterator[DraftFact]:
    """A denial of allergies at large; beside a substance it is one of all others, unless it is a plain NKDA."""
    cues = view.cues_in(sentence.start, sentence.end)
    for allergy in (cue for cue in cues if cue.label == "allergy"):
        if UNTICKED.search(view.frame.lower, max(0, allergy.start - 6), allergy.start):
            continue
        if view.frame.lower[allergy.start : allergy.end] in NO_KNOWN:
            fields = {"reach": "ever", "others_only": excepted}
            yield view.draft("allergy", ((allergy.start, allergy.end),), fields, "denied")
            return
        if drugs and _ONE_REACTION.match(view.frame.lower, allergy.start):
            # "Had cyclophosphamide, no allergic reaction" speaks of that drug alone.
            continue
        fitting = [cue for cue in cues if cue.label == "no_allergy" and _negates(view, cue, allergy)]
        near = min(fitting, key=lambda cue: abs(cue.start - allergy.start), default=None)
        if near is not None and drugs and view.frame.lower[near.start : near.end] == "不过敏":
            # 青霉素、头孢均不过敏 speaks of those drugs alone.
            continue
        if near is not None:
            spans = joined((allergy.start, allergy.end), (near.start, near.end))
            fields = {"reach": "ever", "others_only": besides or excepted}
            yield view.draft("allergy", spans, fields, "denied", source=source_of(view, sentence))
            return


def _negates(view: View, cue: Cue, allergy: Cue) -> bool:
    """Whether a word of denial belongs to the allergy word and not to a substance between them."""
    beside = -1 <= allergy.start - cue.end <= 24 or 0 <= cue.start - allergy.end <= 6
    inside = cue.start <= allergy.start < cue.end
    start, end = min(cue.start, allergy.start), max(cue.end, allergy.end)
    return (beside or inside) and not _broken(view, start, end - 1) and "," not in view.frame.lower[start:end]


def _looking_back(view: View, sentence: Span, allergens: Sequence[Cue]) -> Iterator[DraftFact]:
    """The drug that a reaction without a name of its own refers to: the last one named shortly before."""
    word = first(view, sentence, "allergy_recorded")
    start = sentence.start if word is None else word.start
    before = [cue for cue in allergens if sentence.start <= cue.start < start and not tolerated(view, cue, sentence)]
    if not before:
        floor = max(sentence.start - _LOOK_BACK, view.frame.lower.rfind("\n", 0, sentence.start) + 1)
        before = [cue for cue in allergens if floor <= cue.start < sentence.start]
    if before and word is not None:
        cue = before[-1]
        spans = ((cue.start, cue.end), (word.start, word.end))
        yield view.draft("allergy", spans, {"substance": cue.label}, source=source_of(view, sentence))


def _free_after(view: View, sentence: Span) -> Iterator[DraftFact]:
    """An unknown substance after "allergic to"."""
    for cue in view.cues_in(sentence.start, sentence.end):
        text = view.frame.lower[cue.start : cue.end]
        if cue.label == "allergy_to" and text.startswith(("allerg", "hypersens", "anaphyl")):
            end = min(view.clause_end(cue.end), cue.end + FREE)
            detail = DETAIL.search(view.frame.text, cue.end, end)
            end = detail.start() if detail else end
            name = view.frame.document.text[cue.end : end].strip()
            if 2 < len(name) < FREE and "not" not in view.labels_in(view.clause(cue.start).start, cue.start):
                begin = (
                    cue.end
                    + len(view.frame.document.text[cue.end : end])
                    - len(view.frame.document.text[cue.end : end].lstrip())
                )
                yield stated(view, name.lower(), (begin, begin + len(name)), sentence)


def _family(view: View, sentence: Span) -> bool:
    mentions = view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
    if view.frame.section_at(sentence.start).subject == "family":
        return True
    plain = next((cue for cue in view.cues_in(sentence.start, sentence.end) if plain_none(view, cue)), None)
    if plain is not None and not any(mention.end <= plain.start for mention in mentions):
        return False
    if mentions and _HIMSELF.search(view.frame.lower, mentions[0].end, sentence.end):
        return False
    return bool(mentions) and all(mention.subject == "family" for mention in mentions)
