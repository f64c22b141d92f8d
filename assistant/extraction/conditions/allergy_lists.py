"""Reads lists of allergies: a section, or the rest of a heading's line. Running text is read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.extraction.conditions.allergy_words import (
    DETAIL,
    FREE,
    NO_KNOWN,
    REACTIONS,
    UNTICKED,
    denied_drug,
    first,
    left_out,
    others,
    stated,
    tolerated,
)
from assistant.extraction.conditions.forms import none_ticked, ticked_after
from assistant.extraction.conditions.view import View, grammar, joined
from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.exceptions import exempted
from assistant.extraction.late import late
from assistant.extraction.model import Span

_ITEM = late(r"[^,;.。、\n/]+(?:\([^)]*\))?(?:\.\d[^,;.。、\n]*)?")
_WORDS = late(r"\s*(?:is|are|include[s]?|to|and|only|the|reviewed|drug|food|known|:|-|及|和|与)*\s*", re.IGNORECASE)
_ANSWERS_NO = ("no", "n", "否")
_NOT_RECORDED = late(
    r"[\s:\-]*(?:unknown|not (?:recorded|documented|known|asked|available|on file)|unable to|to be|pending"
    r"|see |tbc|\?|不详|未知|未询问|待)"
)
_DOUBTED = late(
    r"(?:(?<![a-z])(?:suspected|possible|possibly|probable|query|queried|questionable|unconfirmed)|[?？]|可疑|疑似|疑)\s*$"
)
"""Right before a substance of a list: nobody settled whether it is one."""
_TAKEN = late(r"\s*(?:prn|\d+ ?mg|daily|bid|qd|otc)\b")
_LISTING = late(r"\s*(?:[:□☑|]|\(-\)|\.{3,}|\s{3,}|[x√]?\s+(?:否认|无|没有)(?![\u4e00-\u9fff]))")
"""What follows a heading of allergies that lists them or says none."""
_ASKED = late(r"[ \t]*\?[ \t]*[a-z]")
"""A heading that asks, with an answer behind."""
_ASKING = late(r"(?:\W*[#q]?\d{0,2}\W*)(?:(?:do|have|you|any|known|drug|food|medication|med|other|and|or|a|the)[ /]+)*")
_NEXT_HEADING = late(r"\s*[a-z][^:\n]{2,40}:(?!\d)|\s*[\u4e00-\u9fff]{2,8}:")
_LIST_ITEM = 60
"""The longest further line of a list of allergies that need not speak of a reaction."""
_KIN = r"(?:brother|sister|mother|father|mum|mom|dad|daughter|son|husband|wife|aunt|uncle|cousin|twin|grand[a-z]+)"
_A_RELATIVES = late(
    rf"\b(?:was|were|is|belongs to|of)\s+(?:actually |in fact |really )?(?:her|his|their)\s+(?:\w+ )?{_KIN}'?s?'"
    r"|(?:是|系|为)(?:其|她|他)?(?:母亲|父亲|姐姐|妹妹|哥哥|弟弟|女儿|儿子|丈夫|妻子)的"
)
_REACTED = late(rf"{_KIN}(?:'s)?\s+(?:also\s+)?(?:had|has|is|was|reacted|reacts|got|gets|developed)\b")


def lists(view: View) -> Iterator[tuple[int, Span]]:
    """The stretches that list allergies, with the heading: a section, or the rest of the heading's line."""
    for section in view.frame.sections:
        if section.id == "allergies" and section.subject == "patient" and section.title.lower() not in NO_KNOWN:
            yield section.head_start, Span(section.start, section.end)
    for cue in view.cues:
        asked = cue.label == "allergy" and _ASKED.match(view.frame.lower, cue.end) and _asks_any(view, cue)
        if (cue.label != "allergy_head" and not asked) or view.frame.section_at(cue.start).id == "allergies":
            continue
        after = view.frame.lower[cue.end : cue.end + 12]
        line = view.frame.lower.find("\n", cue.end)
        end = len(view.frame.lower) if line < 0 else line
        if view.frame.lower[cue.end - 1] == ":" or _LISTING.match(after):
            yield cue.start, Span(cue.end, end)
        elif _ASKED.match(after) and _names_one(view, cue.end, end):
            yield cue.start, Span(view.frame.lower.index("?", cue.end) + 1, end)


def _asks_any(view: View, cue: Cue) -> bool:
    """Whether a line begins by asking for allergies: "Any allergies?", "7. Do you have any drug allergies?"."""
    line = view.frame.lower.rfind("\n", 0, cue.start) + 1
    return _ASKING.fullmatch(view.frame.lower, line, cue.start) is not None


def _names_one(view: View, start: int, end: int) -> bool:
    """Whether an answer names a substance or a reaction; what else is said there is none."""
    if view.labels_in(start, end) & {"no_allergy", "not", *REACTIONS}:
        return True
    known = any(one.concept.kind == "substance" for one in view.frame.in_span(view.frame.mentions, start, end))
    return known or any(True for _ in grammar().allergens.find(view.frame.lower[start:end]))


def from_list(view: View, head: int, span: Span, allergens: Sequence[Cue]) -> list[DraftFact]:
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
        if not first and not _goes_on(view, sentence, labels, listed=bool(inside or theirs)):
            break
        drafts.extend(_items(view, sentence, inside, head if first and not theirs else None))
        first = False
    return drafts


def _goes_on(view: View, sentence: Span, labels: set[str], *, listed: bool) -> bool:
    """Whether a further sentence still belongs to a list of allergies."""
    lower = view.frame.lower
    if labels & {"no_other_allergy", "allergy", "allergy_after"}:
        return True
    if "\n\n" in lower[max(0, sentence.start - 3) : sentence.start] or _NEXT_HEADING.match(lower, sentence.start):
        return False
    short = sentence.end - sentence.start <= _LIST_ITEM and "\n" in lower[max(0, sentence.start - 2) : sentence.start]
    return listed and (bool(labels & set(REACTIONS)) or short)


def _sentences(view: View, span: Span) -> Iterator[Span]:
    for sentence in view.frame.sentences:
        if sentence.end > span.start and sentence.start < span.end:
            piece = Span(max(sentence.start, span.start), min(sentence.end, span.end))
            if view.frame.lower[piece.start : piece.end].strip(" .:\n"):
                yield piece


def _items(view: View, sentence: Span, allergens: Sequence[Cue], head: int | None) -> Iterator[DraftFact]:
    """One draft for each item of an allergy list; ``head`` is where its heading begins, in its first sentence."""
    other = first(view, sentence, "no_other_allergy")
    none = first(view, sentence, "no_allergy")
    if none is not None and UNTICKED.search(view.frame.lower, max(0, none.start - 6), none.start):
        if not allergens:
            return
        none = None
    exempt = left_out(view, sentence, allergens)
    if other is not None:
        yield others(view, other)
    for cue in allergens:
        if _TAKEN.match(view.frame.lower, cue.end) or tolerated(view, cue, sentence):
            continue
        if cue not in exempt and denied_drug(view, cue, sentence):
            yield view.draft("allergy", ((cue.start, cue.end),), {"substance": cue.label, "reach": "ever"}, "denied")
        else:
            made = stated(view, cue.label, (cue.start, cue.end), sentence)
            doubted = _DOUBTED.search(view.frame.lower, max(sentence.start, cue.start - 24), cue.start) is not None
            yield replace(made, certainty="suspected") if doubted and made.certainty == "stated" else made
    if allergens or other is not None:
        return
    if none is not None:
        spans = joined((none.start if head is None else head, none.end), longest=60)
        excepted = bool(exempted(view.frame.lower, sentence.start, sentence.end))
        yield view.draft("allergy", spans, {"reach": "ever", "others_only": excepted}, "denied")
    elif head is not None:
        yield from _free_items(view, sentence)


def _free_items(view: View, sentence: Span) -> Iterator[DraftFact]:
    """Substances that no table knows, as written; words for reactions are none."""
    if _NOT_RECORDED.match(view.frame.lower, sentence.start, sentence.end):
        return
    for match in _ITEM.finditer(view.frame.text, sentence.start, sentence.end):
        start = _WORDS.match(view.frame.text, match.start(), match.end())
        begin = start.end() if start else match.start()
        detail = DETAIL.search(view.frame.text, begin, match.end())
        end = detail.start() if detail else match.end()
        text = view.frame.document.text[begin:end].strip()
        reaction = not view.labels_in(begin, end).isdisjoint(("reaction", "no_substance"))
        if text.lower() in _ANSWERS_NO:
            yield view.draft("allergy", ((begin, begin + len(text)),), {"reach": "ever"}, "denied")
            continue
        if 2 <= len(text) <= FREE and not reaction:
            yield stated(view, text.lower(), (begin, begin + len(text)), sentence)


def _of_relative(view: View, cue: Cue, sentence: Span) -> bool:
    """Whether a reaction is told of a relative: "her sister reacted to X", "X - that was his brother's"."""
    stop = view.frame.lower.find(";", cue.end, sentence.end)
    if _A_RELATIVES.search(view.frame.lower, cue.end, sentence.end if stop < 0 else stop):
        return True
    named = view.frame.in_span(view.frame.mentions, cue.start, cue.end)
    start = max(sentence.start, view.frame.lower.rfind(";", sentence.start, cue.start) + 1)
    return any(one.subject == "family" and _REACTED.search(view.frame.lower, start, one.start) for one in named)
