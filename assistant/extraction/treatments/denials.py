"""Reads what a note says was never given: "never on biologics", 没输液, "her only biologic". Dates no drug."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.exceptions import FIRST_DAY, is_until
from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from assistant.extraction.treatments.facts import READER
from assistant.extraction.treatments.gather import route
from assistant.extraction.treatments.words import Cues
from rules.dates import DateInterval

_EXCEPT = late(r"\s*(?:other than|except|besides|apart from|aside from)\b")
_KINDS = ("antibacterial", "antiviral", "antifungal")
_RECENT = ("近", "这", "过去", "past", "last")
_ABOUT_A_CHANGE = frozenset({"stop", "hold", "change", "stable", "unbroken"})
_OWN_WORDS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "no_infusion": ("anti_infective", {"route": "iv"}),
    "only": ("biologic", {"others_only": True, "reach": "ever"}),
    "nothing_stronger": ("immunosuppressant", {"reach": "ever"}),
}
"""Words that deny a class without naming it, and what they deny."""


def denials(frame: Frame, cues: Cues, mentions: Sequence[Mention]) -> list[DraftFact]:
    """The drugs and classes that the note denies."""
    made = [_denied(frame, cues, mention, mentions) for mention in mentions]
    given = [_given_then(frame, mention, fact) for mention, fact in zip(mentions, made, strict=True)]
    wider = [*_all_kinds(frame, made), *_and_the_like(frame, made)]
    return [*made, *filter(None, given), *wider, *_by_own_words(frame, cues), *_only_ever(frame)]


_ONLY_SIGN = late(
    r"only ever|anything (?:but|other|except|besides|apart)|nothing (?:but|other than|except|besides)|ever "
)
_ONLY_EVER = late(
    r"(?<!had )\bonly ever (?:been (?:on|given|prescribed|treated with)|taken"
    r"|took|had|has|used|received|needed|tried)\b"
    r"|\b(?:never|not ever)\b[^.;:,\n]{0,30}\banything (?:but|other than|except(?: for)?|besides|apart from)\b"
    r"|\b(?:taken|had|used|received|been on|on|given)\b[^.;:,\n]{0,12}\bnothing (?:but|other than|except|besides)\b"
    r"|(?:\b(?:are|is|were)|'s) (?:all|the only (?:lupus |sle )?"
    r"(?:drugs?|medicines?|medications?|meds|treatments?|things?))"
    r" (?:that )?(?:s?he|i|the patient|pt)(?: has| have|'s|'ve) ever (?:been on|taken|had|used|received|needed|tried)\b"
)
_NOT_TO_DATE = late(
    r"\b(?:until|till|before|when|while|prior|then|that time|year|month|week|recent\w*|lately|had only)\b"
)
_THESE = late(r"\W*(?:that|those|these|they|this)\b")
_ONLY_REACH = 90
_STRONGER = ("immunosuppressant", "biologic")


def _only_ever(frame: Frame) -> Iterator[DraftFact]:
    """Reads "has only ever taken prednisone and hydroxychloroquine": no immunosuppressant and no biologic."""
    done = -1
    for sign in _ONLY_SIGN.finditer(frame.lower):
        sentence = frame.sentences[frame.sentence_at(sign.start())]
        match = _ONLY_EVER.search(frame.lower, sentence.start, sentence.end)
        if sentence.start <= done or match is None or frame.is_ignored(match.start()):
            continue
        done = sentence.start
        backward = match[0].startswith(("are", "is", "were", "'s"))
        start, end = (sentence.start, match.start()) if backward else (match.end(), sentence.end)
        if backward and _THESE.match(frame.lower, sentence.start) and (index := frame.sentence_at(sentence.start)):
            start = frame.sentences[index - 1].start
        start, end = max(start, match.start() - _ONLY_REACH), min(end, match.end() + _ONLY_REACH)
        named = frame.in_span(frame.mentions_of("treatment"), start, end)
        kinds = frame.terminology
        of_lupus = [one for one in named if kinds.is_a(one.concept.id, "glucocorticoid")]
        of_lupus += [one for one in named if kinds.is_a(one.concept.id, "antimalarial")]
        told = (min(start, match.start()), max(match.end(), max((one.end for one in of_lupus), default=0)))
        if (
            not of_lupus
            or _NOT_TO_DATE.search(frame.lower, sentence.start, sentence.end)
            or any(one.subject != "patient" for one in named)
        ):
            continue
        for name in _STRONGER:
            if not any(kinds.is_a(one.concept.id, name) for one in named):
                yield _never_any(frame, name, Quote(*told))


def _never_any(frame: Frame, name: str, quote: Quote) -> DraftFact:
    return DraftFact(
        kind="treatment",
        name=name,
        document=frame.document.id,
        quotes=(quote,),
        fields={"drug_class": name, "reach": "ever"},
        certainty="denied",
        reader=READER,
    )


def _given_then(frame: Frame, mention: Mention, fact: DraftFact) -> DraftFact | None:
    """What "biologic-naive until January" says besides: that one was given from then on."""
    period = mention.period
    if period is None or period.earliest != FIRST_DAY or period.latest is None:
        return None
    sentence = frame.sentences[mention.sentence]
    behind = frame.in_span(frame.mentions, mention.end, sentence.end)
    until = is_until(frame.lower, mention.end, sentence.end)
    if not until or any(
        one.certainty == "stated" and frame.terminology.is_a(one.concept.id, mention.concept.id) for one in behind
    ):
        return None
    note = note_day(frame)
    last = DateInterval(period.latest, note if note is None or note >= period.latest else None)
    fields = {"drug_class": fact.fields.get("drug_class"), "last_given": last}
    quotes = (Quote(fact.quotes[0].start, max(fact.quotes[-1].end, until)),)
    return replace(fact, certainty="stated", fields={k: v for k, v in fields.items() if v is not None}, quotes=quotes)


def _all_kinds(frame: Frame, made: Sequence[DraftFact]) -> Iterator[DraftFact]:
    """Reads "No IV antibacterial, antiviral or antifungal drugs" names every kind: no anti-infective at all."""
    by_sentence: dict[int, list[DraftFact]] = {}
    for fact in made:
        if fact.name in _KINDS:
            by_sentence.setdefault(frame.sentence_at(fact.quotes[0].end - 1), []).append(fact)
    for facts in by_sentence.values():
        if len({fact.name for fact in facts}) > 1:
            yield replace(facts[-1], name="anti_infective", fields={**facts[-1].fields, "drug_class": "anti_infective"})


_THE_LIKE = late(
    r"\b(?:anything|nothing) (?:else )?(?:of (?:that|the|this) (?:sort|kind)|like (?:that|it|them))\b"
    r"|\bor (?:similar|the like|such like)\b"
    r"|等(?:等)?(?:药|针|都|均|也|一类|这类|从未|从没|没|未|\W|$)|之类|这类"
)
_LIKE_REACH = 40


def _and_the_like(frame: Frame, made: Sequence[DraftFact]) -> Iterator[DraftFact]:
    """Reads "no Benlysta, rituximab or anything of that sort" as no biologic at all."""
    by_sentence: dict[int, list[DraftFact]] = {}
    for fact in made:
        if fact.fields.get("drug_class") == "biologic" and not frame.terminology.descendants(fact.name):
            by_sentence.setdefault(frame.sentence_at(fact.quotes[0].end - 1), []).append(fact)
    for index, facts in by_sentence.items():
        last, sentence = facts[-1], frame.sentences[index]
        end = max(quote.end for quote in last.quotes)
        named = frame.in_span(frame.mentions_of("treatment"), sentence.start, end)
        start = max((one.end for one in named), default=end)
        if len(facts) > 1 and _THE_LIKE.search(frame.lower, start, min(sentence.end, end + _LIKE_REACH)):
            yield replace(last, name="biologic")


def is_denial(frame: Frame, cues: Cues, mention: Mention) -> bool:
    """Whether it is the drug that is denied, not that it was changed or stopped ("do not stop prednisone")."""
    if mention.certainty != "denied" or mention.planned:
        return False
    start = max((end for _, end in mention.cues if end <= mention.start), default=-1)
    if start < 0:  # the denial stands behind the name
        return not any(_UNBROKEN.match(frame.lower, end) for _, end in mention.cues)
    near = Frame.in_span(cues.events, start - 4, mention.start)
    if "anti_infective" in (mention.concept.id, *mention.concept.parents):
        # 没吃消炎药 says that there was none, not that one was held.
        near = [cue for cue in near if not any(a <= cue.start and cue.end <= b for a, b in mention.cues)]
    return not any(cue.label in _ABOUT_A_CHANGE for cue in near) and not _left_as_it_was(frame, cues, mention)


_UNBROKEN = late(
    r" (?:been |once )?"
    r"(?:interrupted|missed|stopped|paused|held|broken off|suspended|discontinued|withheld|skipped)\b"
)
"""What a denial behind a drug takes back where the drug goes on: "since 2024 and were never interrupted"."""
_ALIKE = ("neither", "nor")


def _left_as_it_was(frame: Frame, cues: Cues, mention: Mention) -> bool:
    """Whether neither this drug nor another was changed: "neither it nor the methotrexate has been altered since"."""
    words = {frame.lower[start:end] for start, end in mention.cues}
    behind = Frame.in_span(cues.events, mention.end, mention.end + _VERB_REACH)
    return bool(words) and words <= set(_ALIKE) and any(cue.label in _ABOUT_A_CHANGE for cue in behind)


_VERB_REACH = 24
"""How far behind a drug the verb may begin that says what was done with it: " has been "."""


def _denied(frame: Frame, cues: Cues, mention: Mention, mentions: Sequence[Mention]) -> DraftFact:
    fields: dict[str, Any] = {"drug_class": mention.concept.data.get("class")}
    if "anti_infective" in frame.terminology.ancestors(mention.concept.id) | {mention.concept.id}:
        fields["route"] = _route_of_list(frame, cues, mention, mentions)
    if mention.others_only or _EXCEPT.match(frame.lower, mention.end):
        fields["others_only"] = True
    if mention.period is not None:
        fields["period"] = mention.period
    else:
        fields["reach"] = mention.reach
    spans = [(mention.start, mention.end), *mention.cues]
    quote = (min(start for start, _ in spans), max(end for _, end in spans))
    together = quote[1] - quote[0] <= 240
    quotes = [quote] if together else spans
    return DraftFact(
        kind="treatment",
        name=mention.concept.id,
        document=frame.document.id,
        quotes=tuple(Quote(start, end) for start, end in quotes),
        fields={key: value for key, value in fields.items() if value is not None},
        source=mention.source,  # type: ignore[arg-type]
        subject=mention.subject,  # type: ignore[arg-type]
        certainty="denied",
        reader=READER,
    )


def _route_of_list(frame: Frame, cues: Cues, mention: Mention, mentions: Sequence[Mention]) -> str | None:
    """A route before the first of several denied classes holds for all of them: 未使用静脉抗菌、抗病毒药物."""
    sentence = frame.sentences[mention.sentence]
    found = route(frame, cues, mention, sentence.start, mention.end)
    if found is not None:
        return found
    for other in reversed([item for item in mentions if sentence.start <= item.start < mention.start]):
        if len(frame.text[other.end : mention.start].strip(" 、,/和及或orand")) > 2 or other.certainty != "denied":
            return None
        found = route(frame, cues, other, sentence.start, other.end)
        if found is not None:
            return found
    return None


def _by_own_words(frame: Frame, cues: Cues) -> Iterator[DraftFact]:
    for cue in cues.asides:
        if cue.label in _OWN_WORDS and not frame.is_ignored(cue.start):
            name, fields = _OWN_WORDS[cue.label]
            yield _made(frame, cue, name, dict(fields))
        elif cue.label == "parenteral_for_lupus" and _never_before(frame, cue):
            yield _made(frame, cue, "biologic", {"reach": "ever"})


def _never_before(frame: Frame, cue: Cue) -> bool:
    sentence = frame.sentences[frame.sentence_at(cue.start)]
    return any(
        mention.certainty == "denied" and mention.concept.kind == "treatment"
        for mention in frame.in_span(frame.mentions, sentence.start, cue.start)
    )


def _made(frame: Frame, cue: Cue, name: str, fields: dict[str, Any]) -> DraftFact:
    start, end = cue.start, cue.end
    if cue.label == "no_infusion":
        near = frame.time_near(cue.start, cue.end)
        recent = near is not None and any(word in frame.lower[max(0, near.start - 3) : near.end] for word in _RECENT)
        if near is not None and near.end <= cue.start and recent and (near.months or near.days):
            fields["period"], start = near.interval, near.start
        else:
            fields["reach"] = "recent"
    return DraftFact(
        kind="treatment",
        name=name,
        document=frame.document.id,
        quotes=(Quote(start, end),),
        fields=fields,
        certainty="denied",
        reader=READER,
    )
