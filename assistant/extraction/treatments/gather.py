"""Chooses the drug mentions that are treatments and reads dose, route, intent and plan beside each. Reads no dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.extraction.bounds import with_bounds
from assistant.extraction.cues import Cue
from assistant.extraction.exceptions import with_ends
from assistant.extraction.frame import Frame, Mention
from assistant.extraction.late import late
from assistant.extraction.treatments.answers import answer, asks_when, taken_as_given
from assistant.extraction.treatments.doses import dose_after
from assistant.extraction.treatments.durations import note_day
from assistant.extraction.treatments.model import Record
from assistant.extraction.treatments.succession import former, next_dose
from assistant.extraction.treatments.words import Cues, words
from rules.frozen import replace

_STOP = late(r"[;。\n,]|\.\s")
_BEFORE_END = late(r"[,;。\n]|\.\s")
_AFTER_END = late(r"[;。\n]|\.\s")
_SENTENCE_END = late(r"[。?!\n]|\.\s")
_NEVER = late(
    r"\bnever\s+(?:been\s+)?(?:(?:put|placed|started)\s+)?(?:on|had|received|taken|used|tried|given|needed)?\s*(?:an?|any)?\s*$"
)
_ASKED_BEFORE = late(r"(?:吗|么)[,:?]\s?(?:像|比如|例如|如)?[^。;?!]{0,24}$")
"""A question with its examples behind it: 打过生物制剂吗,像倍力腾、泰爱."""
_PAREN = late(r"\([^)]{0,30}\)\s*")
_BARE_NUMBER = late(r"\s\d{1,2}(?:\.5)?\s*(?:from|since|for|->|→|daily|od|qd|$|[,;+/]\s)")
_PREDICTED = late(r"\s*[:=]?\s*\d+(?:\.\d+)?\s*%|\s*\)")
_LIST = late(r"\s*(?:,|/|、|or|nor|and|和|或|及|\s)+\s*(?:an?\s+|any\s+)?")
_NOT_TAKEN = late(r"(?:没|未)(?:有|再)?(?:吃|用|打|服|挂|输)过?(?:任何|什么)?$")
_NEVER_REACH = 70
_BESIDE_DOSE = 14
_DOSE_BEFORE = 34
_SENTENCE_PART = late(r"[;。]|\.\s")
_PURPOSE = 30
_AHEAD = 110
_HAPPENED = frozenset({"given", "last", "stop", "change", "restart", "hold", "switch"})
_NOT_SO = late(
    r"(?:\b(?:no|not|without|never|nothing|none|nor|non|neither|avoid\w*|instead of|rather than|any)"
    r"|[无未没非免]|没有|不需|无需|未予|未用)"
    r"[\s-]*(?:need for|need of|any|by|an|the|用|行|经|需|打|再)?\s*$"
)
"""Before a route: that it was not this one ("no IV treatment", 无静脉用药)."""
_HUNG = late(r"(?:挂|输|吊|滴|点|推)(?:了|过|着)?(?:[\d一二三四五六七八九十两半几]+\s?[天日次瓶袋组])?(?:的)?\s*$")
"""Right before a drug: 挂了三天头孢, 输左氧氟沙星."""
_IF_THEN = late(r"[,;，；]\s*(?:若|如果|如(?![下上此前])|倘|万一|必要时|if |should |in case|otherwise)")
"""Before a route: that it is one of another course, should this not do: 阿莫西林用满5天,若发热住院静脉用药."""
ROUTES = ("topical", "iv", "oral", "subcutaneous")


_EVERY_TIME = late(
    r"[^.;:,\n]{0,12}\b(?:at every|every time|each time|(?:all )?throughout|from the (?:start|beginning)"
    r"|all along|whenever)\b"
)
"""Behind a class that was refused: that it was so at all times."""


def treatment_mentions(frame: Frame, cues: Cues) -> list[Mention]:
    """The drugs named as treatment: not as an allergy, in ignored words, or in a doubtful short form without a dose."""
    kept: list[Mention] = []
    for mention in frame.mentions_of("treatment"):
        if frame.is_ignored(mention.start) or _is_allergy(frame, cues, _never(frame, mention)):
            continue
        if mention.concept.id in words().study_products or cues.beside("only", mention.start - 20, mention.end):
            continue
        if _is_asked(frame, mention) and not _is_replied(frame, mention):
            if answer(frame, cues, mention) is None or not asks_when(frame, mention):
                continue
            mention = taken_as_given(frame, mention)
        if kept and (_is_second_name(frame, kept[-1], mention) or _is_purpose(frame, kept[-1], mention)):
            continue
        of_a_class = mention.certainty == "denied" and mention.form != "abbrev" and _is_class(frame, mention)
        if mention.ambiguous and not of_a_class and not _supported(frame, mention):
            continue
        mention = _never(frame, mention)
        kept.append(_joined_denial(frame, kept[-1], mention) if kept else mention)
    return kept


def _joined_denial(frame: Frame, before: Mention, mention: Mention) -> Mention:
    """A class that goes on with a list of classes denied: "no antibiotic, antiviral or antimycotic"."""
    if before.refused and not mention.refused and mention.certainty == "stated":
        listed = _LIST.fullmatch(frame.lower, before.end, mention.start) is not None
        dosed = dose_after(frame.text, mention.end, mention.end + _BESIDE_DOSE)
        return replace(mention, refused=True) if listed and dosed is None else mention
    if before.certainty != "denied" or mention.certainty != "stated" or mention.planned:
        return mention
    kinds = frame.terminology
    both = all(kinds.is_a(one.concept.id, "anti_infective") for one in (before, mention))
    if not both or not kinds.descendants(mention.concept.id):
        return mention
    if not _LIST.fullmatch(frame.lower, before.end, mention.start):
        return mention
    return replace(mention, certainty="denied", reach=before.reach, period=before.period, cues=before.cues)


def _is_purpose(frame: Frame, drug: Mention, mention: Mention) -> bool:
    """Whether a class only says what the drug before it is for: 头孢曲松静滴抗感染治疗."""
    if mention.start - drug.end > _PURPOSE or drug.certainty != mention.certainty:
        return False
    between = frame.text[drug.end : mention.start]
    kinds = frame.terminology
    anti = kinds.is_a(mention.concept.id, "anti_infective") and bool(kinds.descendants(mention.concept.id))
    return anti and kinds.is_a(drug.concept.id, mention.concept.id) and not re.search(r"[。;,\n]|\.\s", between)


def _never(frame: Frame, mention: Mention) -> Mention:
    """The mention as denied where "never on", "never taken" stand right before it."""
    match = _NEVER.search(frame.lower, max(0, mention.start - 40), mention.start)
    if mention.certainty == "denied":
        return mention
    if match is None and frame.terminology.descendants(mention.concept.id):
        end = frame.sentences[mention.sentence].end
        match = words().never_used.search(frame.lower, mention.end, min(end, mention.end + _NEVER_REACH))
        match = match or words().always_refused.search(frame.lower, max(0, mention.start - _NEVER_REACH), mention.start)
        if match is None and mention.refused:
            match = _EVERY_TIME.search(frame.lower, mention.end, min(end, mention.end + _NEVER_REACH))
    if match is None and frame.terminology.is_a(mention.concept.id, "anti_infective"):
        match = _NOT_TAKEN.search(frame.lower, max(0, mention.start - 12), mention.start)
    if match is None:
        return mention
    cues = ((match.start(), match.end()),)
    never = [replace(mention, refused=False, certainty="denied", reach="ever", planned=False, cues=cues)]
    span = frame.sentences[mention.sentence]
    times = frame.in_span(frame.times, span.start, span.end)
    with_ends(never, times, frame.lower, span.start, span.end, frame.document.written_on)
    with_bounds(never, times, frame.lower, (span.start, span.end), note_day(frame))
    return never[0]


def _is_asked(frame: Frame, mention: Mention) -> bool:
    """Whether a mention stands in a question."""
    line = frame.lines[frame.line_at(mention.start)]
    if _ASKED_BEFORE.search(frame.text, max(line.start, mention.start - _PURPOSE), mention.start):
        return True
    end = _SENTENCE_END.search(frame.text, mention.end)
    if end is None or not end.group().startswith("?") or end.start() - mention.end > 30:
        return False
    return not re.search(r"[;:]", frame.text[mention.end : end.start()])


def _is_replied(frame: Frame, mention: Mention) -> bool:
    """Whether the question was answered with a no: "Ever had a biologic? No"."""
    mark = frame.text.find("?", mention.end)
    return mention.certainty == "denied" and any(start >= mark > 0 for start, _ in mention.cues)


def _is_second_name(frame: Frame, first: Mention, second: Mention) -> bool:
    """Whether a mention is only another name in brackets: 利妥昔单抗(美罗华)."""
    between = frame.text[first.end : second.start]
    return second.concept.id == first.concept.id and between.strip() in ("(", "/", "(即")


def _is_allergy(frame: Frame, cues: Cues, mention: Mention) -> bool:
    if mention.section == "allergies" and not _is_use_denied(frame, cues, mention):
        return True
    around = cues.beside("allergy", max(0, mention.start - 24), mention.end + 14)
    if around is None:
        around = cues.beside("allergy", mention.end, mention.end + _PURPOSE)
        if around is None or "," in frame.text[mention.end : around.start]:
            return False
    between = frame.lower[min(mention.end, around.end) : max(mention.start, around.start)]
    return not re.search(r"[。;\n]|\.\s", between)


_USED = late(r"用|打|使用|接受|参加|服|\b(?:took|taken|received|on|given|had|used|ever)\b")


def _is_use_denied(frame: Frame, cues: Cues, mention: Mention) -> bool:
    """Whether a line among the allergies denies that a class was ever used: 过敏:无。从未用过生物制剂。"""
    if mention.certainty != "denied" or not frame.terminology.descendants(mention.concept.id):
        return False
    sentence = frame.sentences[mention.sentence]
    if cues.beside("allergy", sentence.start, sentence.end) is not None:
        return False
    begin = min([mention.start, *(start for start, _ in mention.cues)])
    end = max([mention.end, *(stop for _, stop in mention.cues)])
    trial = frame.terminology.is_a(mention.concept.id, "experimental_treatment")
    return trial or _USED.search(frame.lower, begin, min(sentence.end, end + 2)) is not None


def _is_class(frame: Frame, mention: Mention) -> bool:
    return bool(frame.terminology.descendants(mention.concept.id))


def _supported(frame: Frame, mention: Mention) -> bool:
    """Whether a short form that could mean something else stands beside a dose."""
    after = _stretch_after(frame, mention.end, 30)
    steroid = frame.terminology.is_a(mention.concept.id, "glucocorticoid")
    bare = steroid and (_BARE_NUMBER.match(frame.lower, mention.end) or _is_pred(frame, mention))
    if not bare and dose_after(frame.text, mention.end, after) is None:
        return False
    # A short form of several drugs (CTX) means the one that treats lupus.
    return mention.concept.data.get("class") in words().lupus_classes or not _has_rival(frame, mention)


def _is_pred(frame: Frame, mention: Mention) -> bool:
    """Whether "Pred" is the steroid, not "% pred" of a breathing test."""
    if not frame.lower.startswith("pred", mention.start) or _PREDICTED.match(frame.lower, mention.end):
        return False
    return re.search(r"[%\d(]\s*$", frame.lower[max(0, mention.start - 3) : mention.start]) is None


def _has_rival(frame: Frame, mention: Mention) -> bool:
    same = frame.in_span(frame.mentions_of("treatment"), mention.start, mention.start + 1)
    return any(other.concept.data.get("class") in words().lupus_classes for other in same)


def _stretch_after(frame: Frame, start: int, most: int) -> int:
    """Where the words right after a name end: at a sentence's end, a comma or after so many letters."""
    paren = _PAREN.match(frame.text, start)
    begin = paren.end() if paren else start
    limit = min(len(frame.text), begin + most)
    stop = _STOP.search(frame.text, begin, limit)
    return stop.start() if stop else limit


def gather(frame: Frame, cues: Cues, mentions: Sequence[Mention]) -> list[Record]:
    """One record for each mention, with what stands directly beside it."""
    records = []
    for index, mention in enumerate(mentions):
        following = mentions[index + 1].start if index + 1 < len(mentions) else len(frame.text)
        previous = mentions[index - 1].end if index else 0
        records.append(_record(frame, cues, mention, previous, following))
        if _is_asked(frame, mention) and (told := answer(frame, cues, mention)) is not None:
            records[-1].events.append(told)
    _spread_prophylaxis(records)
    return records


def _spread_prophylaxis(records: Sequence[Record]) -> None:
    """A drug that the note calls prophylaxis once is so wherever it is named without a vein and a reason of its own."""
    preventive = {record.name for record in records if record.intent == "prophylaxis"}
    for record in records:
        if record.name in preventive and record.route != "iv" and record.dose is None:
            record.intent = "prophylaxis"


def _record(frame: Frame, cues: Cues, mention: Mention, previous: int, following: int) -> Record:
    concept = mention.concept
    family = frame.terminology.ancestors(concept.id) | {concept.id}
    record = Record(mention, family, _class(concept.id, family, concept.data.get("class")))
    sentence = frame.sentences[mention.sentence]
    end = min(following, sentence.end)
    dose = _dose(frame, mention, previous, end)
    if dose is not None:
        record.dose, record.dose_span = dose[0], (dose[1], dose[2])
    record.route = route(frame, cues, mention, max(sentence.start, previous), end)
    record.listed = "glucocorticoid" in family and _is_taken(frame, mention)
    if "anti_infective" in family:
        own = following if frame.in_span(frame.times, mention.end, min(following, sentence.end)) else sentence.end
        record.intent = _intent(frame, cues, mention, sentence.start, min(own, sentence.end))
    record.refused = mention.refused or _refused(frame, cues, mention, sentence.end)
    record.planned = _planned(frame, cues, mention, sentence.start, sentence.end)
    if (replaced := former(frame, mention, sentence.start)) is not None:
        record.events.append(replaced)
    if (ahead := next_dose(frame, mention, end)) is not None:
        record.planned = False
        record.events.append(ahead)
    return record


_TAKEN = late(
    r"(?:单用|单纯|仅用|只用|只吃|光吃|口服|服用|长期用)\s*$"
    r"|\b(?:on|takes?|taking|only|just)\s+(?:oral |systemic |low-dose )?$"
)


def _is_taken(frame: Frame, mention: Mention) -> bool:
    """Whether the words before "steroids" say that they are taken."""
    return _TAKEN.search(frame.lower, max(0, mention.start - 24), mention.start) is not None


def _class(name: str, family: frozenset[str], given: object) -> str | None:
    if isinstance(given, str):
        return given
    return next((concept for concept in words().classes if concept in family), None)


def _dose(frame: Frame, mention: Mention, previous: int, end: int) -> tuple[str, int, int] | None:
    """The dose after a name, past a bracketed second name and a date; else the one just before it."""
    stop = min(end, mention.end + 60)
    cut = re.search(r"[;。]|\.\s|\n", frame.text[mention.end : stop])
    found = dose_after(frame.text, mention.end, mention.end + cut.start() if cut else stop)
    if found is not None:
        return found
    start = max(previous, frame.sentences[mention.sentence].start, mention.start - _DOSE_BEFORE)
    before = dose_after(frame.text, start, mention.start)
    if before is None or not re.fullmatch(
        r"\s*(?:of\s+|的)?(?:iv|oral|po|daily)?\s*", frame.lower[before[2] : mention.start]
    ):
        return None
    return before


def route(frame: Frame, cues: Cues, mention: Mention, start: int, end: int) -> str | None:
    """How it is given: the route named nearest within its clause, else the drug's only usual route."""
    for cut in _BEFORE_END.finditer(frame.text, start, mention.start):
        start = cut.end()
    stop = _AFTER_END.search(frame.text, mention.end, end)
    end = stop.start() if stop else end
    near = frame.in_span(cues.asides, max(start, mention.start - 26), min(end, mention.end + 60))
    best: tuple[int, str] | None = None
    for cue in near:
        if cue.label not in ROUTES or _leads(frame, cue, end) or cues.beside("no_infusion", cue.start - 3, cue.end):
            continue
        if _IF_THEN.search(frame.lower, mention.end, max(mention.end, cue.start)):
            continue
        if mention.certainty != "denied" and _NOT_SO.search(frame.lower, max(start, cue.start - 16), cue.start):
            continue
        gap = max(cue.start - mention.end, mention.start - cue.end, 0)
        gap -= 100 if cue.label == "topical" else 0
        if best is None or gap < best[0]:
            best = (gap, cue.label)
    if best is None and _HUNG.search(frame.lower, start, mention.start):
        return "iv"
    usual = mention.concept.data.get("usual_route")
    return best[1] if best else usual if isinstance(usual, str) else None


def _leads(frame: Frame, cue: Cue, end: int) -> bool:
    """Whether a word stands directly before the next drug: the "oral" of "and oral methotrexate"."""
    return cue.end <= end and end - cue.end <= 1 and end < len(frame.text) and frame.text[end - 1 : end].isspace()


_ONCE = late(
    r"[^.;,]{0,24}\bx\s?1\b[^.;]{0,14}(?:before|at|for|with|during|prior to)\s+(?:the\s+|her\s+|his\s+|skin\s+)?"
    r"(?:surgery|operation|procedure|case|incision|induction|biopsy|nissen|section|[a-z]+(?:ectomy|plasty|otomy|oscopy|orrhaphy))"
)
"""Behind an anti-infective: a single dose for an operation."""


def _intent(frame: Frame, cues: Cues, mention: Mention, start: int, end: int) -> str | None:
    """Prophylaxis where the words near say so, else treatment."""
    near = cues.beside("prophylaxis", max(start, mention.start - 40), min(end, mention.end + 90))
    if near is not None or _ONCE.match(frame.lower, mention.end, end):
        return "prophylaxis"
    return None if _is_unsaid(frame, mention) else "treatment"


def _is_unsaid(frame: Frame, mention: Mention) -> bool:
    """Whether a drug that mostly prevents is only named as over, so that an earlier note may tell what for."""
    if not mention.concept.data.get("prophylaxis_common"):
        return False
    return re.match(r"[^,;。.\n]{0,12}(?:停|stopped)", frame.lower[mention.end : mention.end + 24]) is not None


_PLANNED_BEHIND = late(
    r"\s*[,(:\u2013-]\s*(?:is |still |only )?"
    r"(?:planned|proposed|awaiting (?:approval|funding)|not (?:yet )?(?:started|begun|given))"
    r"(?=\s*(?:[,;.)\n]|$))"
)
"""Behind a drug of a list, and all that is said of it: "anifrolumab, planned;"."""
_NEVER_CAME = late(
    r"[^.;\n]{0,24}?(?<![a-z])(?:ordered|prescribed|requested|approved|booked|scheduled)"
    r"(?:(?!given|dose|infusion|cycle|second|third|first|next|received|taken|started)[^.;\n]){0,40}?[,\s]"
    r"(?:then |but |yet |and |it |was |were |in the end |finally |however |later )*(?:not|never) "
    r"(?:actually |been |in fact )*(?:given|administered|infused|dispensed|started|taken|received)(?![a-z])"
)
"""Behind a drug that was ordered and did not come: "ordered in February, then not given"."""
_TALKED_OF = late(
    r"(?:曾|已经?)?(?:会诊)?(?:讨论|商议|商讨|考虑|建议)?过?[,，]?\s?(?:最终|但|因[^,，。;；\n]{1,8}){0,2}而?(?:未|没)(?:有|能)?"
    r"(?:使用|启用|应用|用)(?=[,，。;；\n]|$)"
)
"""Behind a drug that was only talked of: 奥妥珠单抗曾会诊讨论,未使用; not one that was used once and later not."""


def _planned(frame: Frame, cues: Cues, mention: Mention, start: int, end: int) -> bool:
    """Whether the drug itself is only planned: not where what is planned is to stop or to change it."""
    doubt = _doubt(frame, cues, max(start, mention.start - 60), mention.start)
    if any(words.match(frame.lower, mention.end, end) for words in (_PLANNED_BEHIND, _NEVER_CAME, _TALKED_OF)):
        return True
    begin = doubt.start if doubt is not None else max(start, mention.start - 30)
    near = frame.in_span(cues.events, begin, mention.start)
    if any(cue.label == "order" for cue in near) and doubt is None:
        return False
    if any(cue.label in ("stop", "hold", "change", "order") for cue in near):
        return False
    if mention.planned and not any("预防" in frame.text[a:b] or "prophyl" in frame.lower[a:b] for a, b in mention.cues):
        return True
    if mention.concept.data.get("protocol_drug") and (
        cues.beside("study_regimen", start, end) or _is_ahead(frame, mention, end) or _is_pair(frame, mention)
    ):
        return True
    if doubt is None or _SENTENCE_PART.search(frame.lower, doubt.end, mention.start):
        return _not_started_next(frame, cues, end) or _to_be_started(frame, cues, mention, end)
    return True


def _is_pair(frame: Frame, mention: Mention) -> bool:
    """Whether the two drugs of lymphodepletion stand together: "fludarabine/cyclophosphamide"."""
    near = frame.in_span(frame.mentions_of("treatment"), mention.start - _PURPOSE, mention.end + _PURPOSE)
    return any(other.concept.id != mention.concept.id and other.concept.data.get("protocol_drug") for other in near)


def _is_ahead(frame: Frame, mention: Mention, end: int) -> bool:
    """Whether the date behind a drug lies after the note."""
    note = note_day(frame)
    times = [time for time in frame.in_span(frame.times, mention.end, end) if time.interval.earliest is not None]
    return (
        note is not None
        and bool(times)
        and times[0].interval.earliest is not None
        and times[0].interval.earliest > note
    )


_OBJECT = late(r" (?!by\b|for\b|because\b|due\b|in\b|on\b|at\b|and\b|but\b)[a-z]")
"""Behind a refusal: that it has an object of its own ("HCQ only; always declined biologics")."""


def _refused(frame: Frame, cues: Cues, mention: Mention, end: int) -> bool:
    """Whether the words after a drug that was only talked about say that it was turned down."""
    cue = cues.beside("refused", mention.end, min(end, mention.end + 60))
    if cue is None or (
        _OBJECT.match(frame.lower, cue.end)
        and frame.in_span(frame.mentions_of("treatment"), cue.end, cue.end + _PURPOSE)
    ):
        return False
    return not frame.in_span(frame.mentions_of("treatment"), mention.end, cue.start)


def _doubt(frame: Frame, cues: Cues, start: int, end: int) -> Cue | None:
    """The first word of doubt before a drug; "until" before a day is none."""
    found = [cue for cue in frame.in_span(cues.asides, start, end) if cue.label == "maybe"]
    times = frame.in_span(frame.times, start, end)
    # "No biologics until rituximab" tells that it was given.
    denied = any(one.certainty == "denied" for one in frame.in_span(frame.mentions, start, end))
    found = [cue for cue in found if not (denied and frame.lower[cue.start : cue.end] == "until")]
    return next((c for c in found if not any(t.start <= c.end + 2 and c.end <= t.end for t in times)), None)


def _to_be_started(frame: Frame, cues: Cues, mention: Mention, end: int) -> bool:
    """Whether the words behind a drug say that it lies ahead: "to be started", "approved and will start in May"."""
    if cues.beside("to_start", mention.end, min(end, mention.end + _PURPOSE)) is not None:
        return True
    ahead = cues.beside("will_start", mention.end, min(end, mention.end + _AHEAD))
    if ahead is None or frame.in_span(frame.mentions_of("treatment"), mention.end, ahead.start):
        return False
    told = [cue for cue in frame.in_span(cues.events, mention.start, end) if cue.label in _HAPPENED]
    return not any(cue.start < ahead.start or cue.label == "last" for cue in told)


def _not_started_next(frame: Frame, cues: Cues, end: int) -> bool:
    cue = cues.beside("not_started", end, end + 30)
    if cue is None or frame.text[end : cue.start].strip(" ."):
        return False
    return frame.text[cue.end : cue.end + 1] in ("", ".", "。", ",", ";", "\n", ")", " ")
