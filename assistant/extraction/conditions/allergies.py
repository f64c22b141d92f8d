"""Reads allergies: the substance, the denial, the "nothing else". Says nothing of the severity that would matter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import cast

from assistant.extraction.conditions.allergyless import denied_at_large
from assistant.extraction.conditions.forms import none_ticked, ticked_after
from assistant.extraction.conditions.reactions import anaphylaxis, told
from assistant.extraction.conditions.view import View, grammar, joined
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.exceptions import exempted
from assistant.extraction.late import late
from assistant.extraction.model import Span
from assistant.extraction.topics import reply
from rules.facts import Source

_ITEM = late(r"[^,;.。、\n/]+(?:\([^)]*\))?(?:\.\d[^,;.。、\n]*)?")
_WORDS = late(r"\s*(?:is|are|include[s]?|to|and|only|the|reviewed|drug|food|known|:|-|及|和|与)*\s*", re.IGNORECASE)
_DETAIL = late(r"\s*(?:[(\[:]| - |-\s|--| –|=|->| causing | with |引起|致|后).*")
_FREE = 40
"""The longest free text that can be the name of a substance."""
_AFTER = {"allergy_after": 8, "reaction": 6, "gives_reaction": 24}
"""How far after a substance its allergy word may stand, by label."""
_REACTIONS = ("reaction", "gives_reaction", "anaphylaxis_signs")
_WORDS_OF_ALLERGY = ("allergy", "allergy_to", "allergy_head", "allergy_recorded", *_REACTIONS)
_ANSWERS_NO = ("no", "n", "否")
_HIMSELF = late(r"(?<![a-z])(?:patient|pt|she|he|herself|himself|own)(?![a-z])|本人|患者|自己|自身")
_ONE_REACTION = late(r"过敏反应|allerg\w+ reaction")
_MISTAKEN = late(
    r"[^,;.。\n]{0,12}?(?:过敏(?:史|记录)?|allergy(?: entry| label| record)?"
    r"|entry)[^,;.。\n]{0,14}?(?:误录|录入错误|误记|误写|有误|不属实|不成立|已更正"
    r"|(?:was|is|has been)(?: \w+){0,2} (?:error|mistake|mis-?click|wrong|incorrect|removed|refuted"
    r"|de-?labell?ed|ruled out|excluded))"
)
_NOT_ALLERGIC = late(
    r"(?:、[^,;。\n]{1,12})*?(?:等|这些|那些|之类)?(?:药|药物)?[均都皆也]?(?:不过敏|无过敏|没过敏|没有过敏)"
)
_DENIED_LIST = late(r"[^,;。\n]{0,40}?\)?\s*过敏(?:史)?\s*(?::|-+)\s*(?:未有过|无|没有|否认|从无|未发现|均无)")
_NOT_RECORDED = late(
    r"[\s:\-]*(?:unknown|not (?:recorded|documented|known|asked|available|on file)|unable to|to be|pending"
    r"|see |tbc|\?|不详|未知|未询问|待)"
)
_TAKEN = late(r"\s*(?:prn|\d+ ?mg|daily|bid|qd|otc)\b")
_LOOK_BACK = 300
_NOT_REACH = 30
_KIN = r"(?:brother|sister|mother|father|mum|mom|dad|daughter|son|husband|wife|aunt|uncle|cousin|twin|grand[a-z]+)"
_A_RELATIVES = late(
    rf"\b(?:was|were|is|belongs to|of)\s+(?:actually |in fact |really )?(?:her|his|their)\s+(?:\w+ )?{_KIN}'?s?'"
    r"|(?:是|系|为)(?:其|她|他)?(?:母亲|父亲|姐姐|妹妹|哥哥|弟弟|女儿|儿子|丈夫|妻子)的"
)
_REACTED = late(rf"{_KIN}(?:'s)?\s+(?:also\s+)?(?:had|has|is|was|reacted|reacts|got|gets|developed)\b")
_NO_KNOWN = ("nkda", "nka", "nkfa")


def read(view: View) -> list[DraftFact]:
    """The allergies of one document."""
    if not any(
        cue.label in ("allergy", "allergy_to", "allergy_head", "allergy_recorded", *_REACTIONS) for cue in view.cues
    ):
        return []
    allergens = _allergens(view)
    drafts: list[DraftFact] = []
    listed: list[Span] = []
    for head, span in _lists(view):
        listed.append(span)
        drafts.extend(_from_list(view, head, span, allergens))
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


def _lists(view: View) -> Iterator[tuple[int, Span]]:
    """The stretches that list allergies, with the heading: a section, or the rest of the heading's line."""
    for section in view.frame.sections:
        if section.id == "allergies" and section.subject == "patient":
            yield section.head_start, Span(section.start, section.end)
    for cue in view.cues:
        if cue.label != "allergy_head" or view.frame.section_at(cue.start).id == "allergies":
            continue
        after = view.frame.lower[cue.end : cue.end + 12]
        if view.frame.lower[cue.end - 1] == ":" or after.lstrip().startswith((":", "□", "☑", "|", "(-)")):
            line = view.frame.lower.find("\n", cue.end)
            yield cue.start, Span(cue.end, len(view.frame.lower) if line < 0 else line)


def _from_list(view: View, head: int, span: Span, allergens: Sequence[Cue]) -> list[DraftFact]:
    """The items of a list; it ends with the first sentence that no longer speaks of allergies."""
    drafts: list[DraftFact] = []
    none = none_ticked(view.frame.text, span.start)
    if none is not None:
        return [view.draft("allergy", ((head, none),), {"reach": "ever"}, "denied")]
    form = ticked_after(view.frame.text, span.start)
    if form is not None:
        if form.certainty == "denied":
            return [view.draft("allergy", ((head, form.end),), {"reach": "ever"}, "denied")]
        if not any(span.start <= cue.start < span.end for cue in allergens):
            return []
    first = True
    for sentence in _sentences(view, span):
        inside = [cue for cue in allergens if sentence.start <= cue.start < sentence.end]
        theirs = [cue for cue in inside if _of_relative(view, cue, sentence)]
        inside = [cue for cue in inside if cue not in theirs]
        labels = view.labels_in(sentence.start, sentence.end)
        if not first and not inside and not labels & {"no_other_allergy", "allergy", "allergy_after"}:
            break
        drafts.extend(_items(view, sentence, inside, head if first and not theirs else None))
        first = False
    return drafts


def _sentences(view: View, span: Span) -> Iterator[Span]:
    for sentence in view.frame.sentences:
        if sentence.end > span.start and sentence.start < span.end:
            yield Span(max(sentence.start, span.start), min(sentence.end, span.end))


def _items(view: View, sentence: Span, allergens: Sequence[Cue], head: int | None) -> Iterator[DraftFact]:
    """One draft for each item of an allergy list; ``head`` is where its heading begins, in its first sentence."""
    other = _first(view, sentence, "no_other_allergy")
    none = _first(view, sentence, "no_allergy")
    left_out = _left_out(view, sentence, allergens)
    if other is not None:
        yield _others(view, other)
    for cue in allergens:
        if _TAKEN.match(view.frame.lower, cue.end) or _tolerated(view, cue, sentence):
            continue
        if cue not in left_out and _denied(view, cue, sentence):
            yield view.draft("allergy", ((cue.start, cue.end),), {"substance": cue.label, "reach": "ever"}, "denied")
        else:
            yield _stated(view, cue.label, (cue.start, cue.end), sentence)
    if allergens or other is not None:
        return
    if none is not None:
        spans = joined((none.start if head is None else head, none.end), longest=60)
        excepted = bool(exempted(view.frame.lower, sentence.start, sentence.end))
        yield view.draft("allergy", spans, {"reach": "ever", "others_only": excepted}, "denied")
    elif head is not None:
        yield from _free_items(view, sentence)


def _of_relative(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether a reaction is told of a relative: "her sister reacted to X", "X - that was his brother's"."""
    stop = view.frame.lower.find(";", cue.end, sentence.end)
    if _A_RELATIVES.search(view.frame.lower, cue.end, sentence.end if stop < 0 else stop):
        return True
    named = view.frame.in_span(view.frame.mentions, cue.start, cue.end)
    start = max(sentence.start, view.frame.lower.rfind(";", sentence.start, cue.start) + 1)
    return any(one.subject == "family" and _REACTED.search(view.frame.lower, start, one.start) for one in named)


def _tolerated(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether the part of the list between semicolons says that this drug gave no trouble."""
    lower = view.frame.lower
    start = max(sentence.start, lower.rfind(";", sentence.start, cue.start) + 1)
    stop = lower.find(";", cue.end, sentence.end)
    cues = view.cues_in(start, sentence.end if stop < 0 else stop)
    fine = [one for one in cues if one.label == "tolerated"]
    bad = [one for one in cues if one.label == "reaction"]
    return bool(fine) and all(any(a.start <= b.start < a.end for a in fine) for b in bad)


def _free_items(view: View, sentence: Span) -> Iterator[DraftFact]:
    """Substances that no table knows, as written; words for reactions are none."""
    if _NOT_RECORDED.match(view.frame.lower, sentence.start, sentence.end):
        return
    for match in _ITEM.finditer(view.frame.text, sentence.start, sentence.end):
        start = _WORDS.match(view.frame.text, match.start(), match.end())
        begin = start.end() if start else match.start()
        detail = _DETAIL.search(view.frame.text, begin, match.end())
        end = detail.start() if detail else match.end()
        text = view.frame.document.text[begin:end].strip()
        reaction = not view.labels_in(begin, end).isdisjoint(("reaction", "no_substance"))
        if text.lower() in _ANSWERS_NO:
            yield view.draft("allergy", ((begin, begin + len(text)),), {"reach": "ever"}, "denied")
            continue
        if 2 <= len(text) <= _FREE and not reaction:
            yield _stated(view, text.lower(), (begin, begin + len(text)), sentence)


def _from_prose(view: View, sentence: Span, allergens: Sequence[Cue]) -> Iterator[DraftFact]:
    """What a sentence of running text says of allergies."""
    labels = view.labels_in(sentence.start, sentence.end)
    if not labels & {"allergy", "allergy_to", "allergy_recorded", *_REACTIONS} or _family(view, sentence):
        return
    inside = [cue for cue in allergens if sentence.start <= cue.start < sentence.end]
    relatives = {
        one.start
        for one in view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
        if one.subject != "patient"
    }
    bound = {
        cue: _binding(view, cue, sentence) or told(view, cue, sentence, allergens)
        for cue in inside
        if cue.start not in relatives
    }
    left_out = _left_out(view, sentence, inside)
    yield from (_stated(view, cue.label, (cue.start, cue.end), sentence) for cue in left_out)
    found = [(cue, other) for cue, other in bound.items() if other is not None and cue not in left_out]
    if not found:
        yield from anaphylaxis(view, sentence, inside)
    for cue, binding in found:
        spans = joined((cue.start, cue.end), (binding.start, binding.end), longest=60)
        fields = {"substance": cue.label}
        if _denied(view, cue, sentence) or _in_denied_list(view, cue, binding):
            yield view.draft("allergy", spans, {**fields, "reach": "ever"}, "denied")
        else:
            yield view.draft("allergy", spans, fields, source=_source(view, sentence))
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
    other = _first(view, sentence, "no_other_allergy")
    if other is not None:
        yield _others(view, other)
    else:
        denials = list(_denial(view, sentence, found, bool(inside), bool(exempted(*place))))
        span = None if denials or inside else denied_at_large(*place)
        if span is not None:
            denials = [view.draft("allergy", (span,), {"reach": "ever"}, "denied", source=_source(view, sentence))]
        yield from denials
    if not found and "allergy_recorded" in labels and "not" not in labels:
        yield from _looking_back(view, sentence, allergens)
    elif not found and alone:
        yield from _free_after(view, sentence)


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


def _denied(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether the substance itself is denied: "not allergic to penicillin", 否认青霉素过敏."""
    clause = view.clause(cue.start)
    start = max(clause.start, sentence.start)
    if view.frame.lower[cue.start] >= CJK:
        # Dictated Chinese parts its clauses by blanks.
        start = max(start, view.frame.lower.rfind(" ", start, cue.start))
    before = any(other.label == "not" for other in view.cues_in(start, cue.start))
    behind = (_NOT_ALLERGIC, _DENIED_LIST, _MISTAKEN)
    return before or any(pattern.match(view.frame.lower, cue.end) for pattern in behind)


def _in_denied_list(view: View, cue: Cue, binding: Cue) -> bool:
    """Whether the word that ties a list of substances to an allergy is itself denied: "no allergy to X, Y or Z"."""
    if binding.label != "allergy_to" or binding.end > cue.start or view.frame.lower[binding.start] >= CJK:
        return False
    start = max(view.clause(binding.start).start, binding.start - _NOT_REACH)
    return any(other.label == "not" for other in view.cues_in(start, binding.start))


def _left_out(view: View, sentence: Span, allergens: Sequence[Cue]) -> list[Cue]:
    """The substances that a denial of allergies leaves out: "no allergies except X"."""
    labels = view.labels_in(sentence.start, sentence.end)
    if not labels & {"no_allergy", "not", "no_other_allergy"} and not any(
        _no_known(view, cue) for cue in view.cues_in(sentence.start, sentence.end)
    ):
        return []
    places = exempted(view.frame.lower, sentence.start, sentence.end)
    return [cue for cue in allergens if any(one.named_from <= cue.start < one.named_to for one in places)]


def _denial(view: View, sentence: Span, besides: bool, drugs: bool, excepted: bool) -> Iterator[DraftFact]:
    """A denial of allergies at large; beside a substance it is one of all others, unless it is a plain NKDA."""
    cues = view.cues_in(sentence.start, sentence.end)
    for allergy in (cue for cue in cues if cue.label == "allergy"):
        if view.frame.lower[allergy.start : allergy.end] in _NO_KNOWN:
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
            yield view.draft("allergy", spans, fields, "denied", source=_source(view, sentence))
            return


def _negates(view: View, cue: Cue, allergy: Cue) -> bool:
    """Whether a word of denial belongs to the allergy word and not to a substance between them."""
    beside = -1 <= allergy.start - cue.end <= 24 or 0 <= cue.start - allergy.end <= 6
    inside = cue.start <= allergy.start < cue.end
    start, end = min(cue.start, allergy.start), max(cue.end, allergy.end)
    return (beside or inside) and not _broken(view, start, end - 1) and "," not in view.frame.lower[start:end]


def _looking_back(view: View, sentence: Span, allergens: Sequence[Cue]) -> Iterator[DraftFact]:
    """The drug that a reaction without a name of its own refers to: the last one named shortly before."""
    word = _first(view, sentence, "allergy_recorded")
    start = sentence.start if word is None else word.start
    before = [cue for cue in allergens if sentence.start <= cue.start < start and not _tolerated(view, cue, sentence)]
    if not before:
        floor = max(sentence.start - _LOOK_BACK, view.frame.lower.rfind("\n", 0, sentence.start) + 1)
        before = [cue for cue in allergens if floor <= cue.start < sentence.start]
    if before and word is not None:
        cue = before[-1]
        spans = ((cue.start, cue.end), (word.start, word.end))
        yield view.draft("allergy", spans, {"substance": cue.label}, source=_source(view, sentence))


def _free_after(view: View, sentence: Span) -> Iterator[DraftFact]:
    """An unknown substance after "allergic to"."""
    for cue in view.cues_in(sentence.start, sentence.end):
        text = view.frame.lower[cue.start : cue.end]
        if cue.label == "allergy_to" and text.startswith(("allerg", "hypersens", "anaphyl")):
            end = min(view.clause_end(cue.end), cue.end + _FREE)
            detail = _DETAIL.search(view.frame.text, cue.end, end)
            end = detail.start() if detail else end
            name = view.frame.document.text[cue.end : end].strip()
            if 2 < len(name) < _FREE and "not" not in view.labels_in(view.clause(cue.start).start, cue.start):
                begin = (
                    cue.end
                    + len(view.frame.document.text[cue.end : end])
                    - len(view.frame.document.text[cue.end : end].lstrip())
                )
                yield _stated(view, name.lower(), (begin, begin + len(name)), sentence)


def _stated(view: View, substance: str, span: tuple[int, int], sentence: Span) -> DraftFact:
    return view.draft("allergy", (span,), {"substance": substance}, source=_source(view, sentence))


def _others(view: View, cue: Cue) -> DraftFact:
    return view.draft("allergy", ((cue.start, cue.end),), {"reach": "ever", "others_only": True}, "denied")


def _first(view: View, sentence: Span, label: str) -> Cue | None:
    return next((cue for cue in view.cues_in(sentence.start, sentence.end) if cue.label == label), None)


def _family(view: View, sentence: Span) -> bool:
    mentions = view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
    if view.frame.section_at(sentence.start).subject == "family":
        return True
    plain = next((cue for cue in view.cues_in(sentence.start, sentence.end) if _no_known(view, cue)), None)
    if plain is not None and not any(mention.end <= plain.start for mention in mentions):
        return False
    if mentions and _HIMSELF.search(view.frame.lower, mentions[0].end, sentence.end):
        return False
    return bool(mentions) and all(mention.subject == "family" for mention in mentions)


def _no_known(view: View, cue: Cue) -> bool:
    return cue.label == "allergy" and view.frame.lower[cue.start : cue.end] in _NO_KNOWN


def _source(view: View, sentence: Span) -> Source:
    mentions = view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
    return cast(Source, mentions[0].source) if mentions else "chart"
