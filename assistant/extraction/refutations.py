"""Lets a diagnosis that the chart itself takes back give way to its denial, and a total to the corrected one.

Reads no diagnosis or score of its own: only what other readers found is replaced, and never by the patient's word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from operator import itemgetter
from typing import Any

from assistant.extraction.cues import CueSet, load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import any_of

_SCORE = "sledai_2k"
_NEAR = 320
"""How far behind a total its correction may stand."""
_LONGEST = 600
"""No words that correct a total take up more characters."""
_AROUND = 200
"""How far from a denial the words may stand that say that the entry was wrong."""
_WIDEST = ("autoimmune_disease", "cardiovascular_disease", "infection", "malignancy", "immunodeficiency")
"""Groups whose denial says nothing of one suspected member, for which "any other" may be meant."""
_KEPT = ("sle", "lupus_nephritis", "lupus_manifestation", "infection", "allergy", "pregnancy", "lactation", "trauma")
"""Conditions that come and go: a denial beside a correction takes none of them back."""


@cache
def _cues() -> CueSet:
    return CueSet(load_data("corrections")["refuted"])


@cache
def _totals() -> re.Pattern[str]:
    words: Mapping[str, Sequence[str]] = load_data("corrections")["rescored"]
    true, total = any_of(words["true"]), any_of(words["total"])
    verb, without, unit = any_of(words["verb"]), any_of(words["without"]), any_of(words["unit"])
    links = any_of(words["links"])
    number = rf"(?P<{{}}>\d{{{{1,2}}}})(?![\d.]*\d)(?!\s*(?:{unit}|/))"
    return compiled(
        rf"(?:{true})\s*(?:{total})(?:\s|{links})*{number.format('a')}"
        rf"|(?:{verb})\s*(?:(?:the\s+|her\s+|his\s+)?(?:{total}))?(?:\s|{links})*{number.format('b')}"
        rf"|(?:{without})[^.;。\n\d]{{0,50}}?(?:{total})(?:\s|{links})*{number.format('c')}"
    )


@cache
def _goes_on() -> re.Pattern[str]:
    return compiled(rf"[\s\w]{{0,12}}(?:{any_of(load_data('corrections')['goes_on'])})")


def refute(drafts: Sequence[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts, those that replace others naming them; corrected totals stand at the end."""
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    of_note: dict[str, list[DraftFact]] = {}
    for draft in drafts:
        of_note.setdefault(draft.document, []).append(draft)
    diseases = _diseases(drafts)
    gone: dict[str, list[str]] = {}
    copies: list[DraftFact] = []
    for frame in frames:
        own = of_note.get(frame.document.id, ())
        for denial, wrong in _taken_back(frame, own, diseases, order):
            gone.setdefault(denial.draft_id, []).append(wrong.draft_id)
        if any(draft.name == _SCORE for draft in own):
            copies.extend(_rescored(frame, own, gone))
        copies.extend(_entered_wrongly(frame, drafts, order))
    named = [_superseding(draft, gone[draft.draft_id]) if draft.draft_id in gone else draft for draft in drafts]
    return [*named, *copies]


_QUOTED = late(
    r'["“「『](?P<said>[^"“”「」『』\n]{2,40})["”」』](?:一?[词句项]|的?(?:诊断|记载|记录|字样))?(?:实?[为系属]|均[为系属]|是)?'
    r"(?:误录|误写|误记|误填|误抄|笔误|录入错误|记录错误|错误记录|误诊)"
)


def _entered_wrongly(frame: Frame, drafts: Sequence[DraftFact], order: Mapping[str, int]) -> Iterator[DraftFact]:
    """Denials of the diagnoses that a note quotes only to say that they were entered wrongly: “甲状腺癌”为误录."""
    for match in _QUOTED.finditer(frame.lower) if "误" in frame.lower else ():
        for mention in frame.in_span(frame.mentions_of("condition"), *match.span("said")):
            wrong = [
                draft
                for draft in drafts
                if (draft.kind, draft.name, draft.subject) == ("condition", mention.concept.id, "patient")
                and draft.certainty != "denied"
                and order.get(draft.document, -1) <= order[frame.document.id]
            ]
            if not wrong or any(frame.terminology.is_a(mention.concept.id, kept) for kept in _KEPT):
                continue
            yield DraftFact(
                kind="condition",
                name=mention.concept.id,
                document=frame.document.id,
                quotes=(Quote(*match.span()),),
                fields={"reach": "ever", "supersedes": tuple(draft.draft_id for draft in wrong)},
                certainty="denied",
                reader="corrections",
                draft_id=f"{wrong[-1].draft_id}-entered-wrongly",
            )


def _superseding(draft: DraftFact, ids: Sequence[str]) -> DraftFact:
    known: tuple[str, ...] = tuple(draft.fields.get("supersedes", ()))
    return replace(draft, fields={**draft.fields, "supersedes": known + tuple(ids)})


@dataclass(frozen=True, slots=True)
class _Diseases:
    """What a denial may take back: the patient's own conditions, in the order of the chart."""

    stated: Mapping[str, Sequence[tuple[int, DraftFact]]]
    """By their names, each with its place among them."""
    suspected: Sequence[tuple[int, DraftFact]]


def _diseases(drafts: Sequence[DraftFact]) -> _Diseases:
    stated: dict[str, list[tuple[int, DraftFact]]] = {}
    suspected = []
    for place, draft in enumerate(drafts):
        if (draft.kind, draft.subject) != ("condition", "patient"):
            continue
        if draft.certainty == "suspected":
            suspected.append((place, draft))
        elif draft.certainty == "stated":
            stated.setdefault(draft.name, []).append((place, draft))
    return _Diseases(stated, suspected)


def _taken_back(
    frame: Frame, own: Sequence[DraftFact], diseases: _Diseases, order: Mapping[str, int]
) -> Iterator[tuple[DraftFact, DraftFact]]:
    """Each denial with an earlier suspicion that it settles or, beside words of correction, what it takes back."""
    denials = [draft for draft in own if _denies(frame, draft)]
    if not denials:
        return
    cues = Ordered(_cues().find(frame.lower))
    for denial in denials:
        at = denial.quotes[0].start
        near = frame.in_span(cues, at - _AROUND + 1, at + _AROUND)
        labels = {cue.label for cue in near if _same_part(frame, cue.start, at)}
        stated = diseases.stated.get(denial.name, ()) if "error" in labels else ()
        suspected = [item for item in diseases.suspected if _same(frame, item[1], denial)]
        for _, draft in sorted([*suspected, *stated], key=itemgetter(0)):
            if _before(draft, denial, order):
                yield denial, draft


def _same(frame: Frame, draft: DraftFact, denial: DraftFact) -> bool:
    """Whether a denial is of this disease: by its name, or a suspicion by that of its kind (never the widest)."""
    if draft.name == denial.name:
        return True
    wide = denial.name in _WIDEST or denial.name not in frame.terminology.concepts
    return draft.certainty == "suspected" and not wide and frame.terminology.is_a(draft.name, denial.name)


def _denies(frame: Frame, draft: DraftFact) -> bool:
    """Whether a draft says of a lasting diagnosis of the patient that it never was."""
    if draft.kind != "condition" or draft.certainty != "denied" or draft.subject != "patient":
        return False
    if draft.source != "chart" or draft.fields.get("others_only") or draft.fields.get("reach") not in ("ever", None):
        return False
    if any(frame.terminology.is_a(draft.name, kept) for kept in _KEPT if draft.name in frame.terminology.concepts):
        return False
    return _goes_on().match(frame.lower, max(quote.end for quote in draft.quotes)) is None


def _same_part(frame: Frame, first: int, second: int) -> bool:
    return "\n\n" not in frame.lower[min(first, second) : max(first, second)]


def _before(draft: DraftFact, denial: DraftFact, order: Mapping[str, int]) -> bool:
    place, other = order.get(draft.document, -1), order.get(denial.document, -1)
    return place < other or (place == other and draft.quotes[0].start < denial.quotes[0].start)


def _rescored(frame: Frame, own: Sequence[DraftFact], gone: dict[str, list[str]]) -> Iterator[DraftFact]:
    """Copies of totals with the corrected number; where a reader has that number already, it is named instead."""
    totals = [draft for draft in own if draft.name == _SCORE and draft.subject == "patient" and draft.quotes]
    first = min((draft.quotes[0].start for draft in totals), default=len(frame.lower))
    last = max((draft.quotes[0].start for draft in totals), default=first)
    for match in _totals().finditer(frame.lower, first, last + _NEAR + _LONGEST):
        start, end = match.span(match.lastgroup or 0)
        old = [draft for draft in totals if match.start() - _NEAR < draft.quotes[0].start < match.start()]
        if not old or _about_another(frame, old[-1].quotes[0].end, match.start()):
            continue
        known = next((draft for draft in totals if draft.quotes[0].start <= start < draft.quotes[0].end), None)
        if known is not None and known not in old:
            gone.setdefault(known.draft_id, []).extend(draft.draft_id for draft in old)
            continue
        number = frame.lower[start:end]
        if old[-1].fields.get("value_as_written") == number:
            continue
        fields: dict[str, Any] = {
            **{key: value for key, value in old[-1].fields.items() if key not in ("validity", "value")},
            "value_as_written": number,
            "supersedes": tuple(draft.draft_id for draft in old),
        }
        quotes = (Quote(match.start(), end), *(quote for quote in old[-1].quotes if quote.role == "date"))
        yield replace(
            old[-1], quotes=quotes, fields=fields, draft_id=f"{old[-1].draft_id}-rescored", reader="corrections"
        )


def _about_another(frame: Frame, start: int, end: int) -> bool:
    """Whether a drug or another result is named between a total and words of correction."""
    between = frame.in_span(frame.mentions, start, end)
    return "\n\n" in frame.lower[start:end] or any(one.concept.kind in ("treatment", "measurement") for one in between)
