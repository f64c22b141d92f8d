"""Reads the diagnoses, events and states that the terminology names; not allergies, nor disease activity at large."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from assistant.extraction.conditions.activity import left_open
from assistant.extraction.conditions.affirmed import said_yes
from assistant.extraction.conditions.aftermath import over_next
from assistant.extraction.conditions.answered import answered_otherwise
from assistant.extraction.conditions.forms import answered_after, ticked_after
from assistant.extraction.conditions.nursing import ended
from assistant.extraction.conditions.relapses import relapsed, severity
from assistant.extraction.conditions.timing import dated_past, dates_of, long_ago, region, said_long_ago, time_of
from assistant.extraction.conditions.view import View, grammar, joined
from assistant.extraction.conditions.weaning import is_over, stopped
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.model import Mention, TimeMention
from assistant.extraction.sections import CARRIED
from rules.facts import Certainty, Source, Subject

_ELSEWHERE = ("allergy", "lupus_flare", "trauma", "contraception")
"""Concepts that other readers make facts of."""
_NEVER_A_REACTION = ("lupus_nephritis", "proteinuria", "hematuria", "arthritis", "alopecia", "low_complement")
_NO_DIAGNOSES = ("differential",)
_RESULTS = ("labs", "imaging_ecg", "exam", "medications", "vitals")
_LISTS = ("pmh", "family_history", "assessment", "problem_list")
_HISTORY = frozenset({"historical", "historical_before", "historical_after", "diagnosed"})
_DENIED_ONLY = ("干燥", "immune problem", "immune problems")
"""Words that name a disease in short where it is denied or doubted, and elsewhere only a sign."""
_LISTED = 3
"""So many names in one sentence make a list of illnesses, under whatever heading."""
_TOGETHER = 30
"""How close two names in a list stand."""
_STATUS = {
    "active": "active",
    "strong_active": "active",
    "inactive": "remission",
    "strong_inactive": "remission",
    "resolved": "resolved",
    "historical": "historical",
    "historical_before": "historical",
    "historical_after": "historical",
}
_BEFORE, _BEFORE_ZH, _AFTER, _AFTER_INFECTION = 16, 4, 60, 160
"""How far a status word may stand from the name it qualifies; that an infection is over follows its treatment."""
_BREAK = late(r"[),;。]")
"""What parts a status word from a name behind it."""
_EXCLUDED = ("infection", "malignancy")
_EXCLUSION = late(r"exclu|rule|排除|除外")
"""That these were excluded tells of the cause of something else; whether the patient has or had any stays open."""
_ACTIVE_AFTER = late(
    r"(?:\s*[,(]?\s*(?:class(?:es)?|type|isn/rps)?\s*(?:[ivⅰ-ⅵ]{1,3}|[2-6])(?:\s*[-(]?[abgcs/()]{1,6})?"
    r"(?:\s*[+/、&-]\s*(?:[ivⅰ-ⅵ]{1,3}|[2-6])[abgcs]?)*\s*型?\)?)?\s*[,(:-]?\s*(?:临床|目前|仍然?|依然|还|现|处于|在|是|为){0,3}(?:active(?![a-z])|活动(?![性后度受耐]))"
)
_STATE_OF_LN = late(
    r"(?:目前|现|仍然?|依然|还|已)?(?:处于|处|在|为|是)?(?:活动(?!度)|缓解|稳定|静止|复发|非活动)"
    r"|\s+(?:(?:is|was|now|currently|remains|still)\s+){0,2}"
    r"(?:flar|relaps|quiescent|quiet|inactive|active|in remission|remission|burnt|class [iv1-6]+(?![a-z]))"
)
"""What follows LN where it is the nephritis and no lymph node."""
_OF_A_PLACE = late(
    r"\s+(?:at|of|in|around|near)\s+(?:the|her|his|any)\s+(?:\w+\s+){0,2}"
    r"(?:sites?|wounds?|incisions?|lines?|ports?|joints?|catheter|scar|graft|drains?|cannula|ulcers?|foot|leg|tooth|teeth|gums?)(?![a-z])"
)
"""Where a denied infection is not: at one place alone."""
_STATE_BEFORE_LN = late(
    r"(?<![a-z])(?:active|inactive|quiescent|flaring|relapsing|proliferative|membranous|refractory)\s$"
)
"""What stands before it there."""
_FLARE_OF = late(r"(?:renal|kidney|nephritic|nephritis) flares?")
_WAS = late(
    r"[^.;。\n]{0,24}?(?:\b(?:was|were|is|are|proved|turned out|confirmed as|due to|from)\b|为|是|系|考虑|诊断)"
)
_SCORE = late(r"[\s:=x]{0,3}(\d{1,2})(?![\d./%])")
_FALSE_SLE = late(
    r"(?:\bnot|n't|\bno|rule[sd]? out|exclude[sd]?|不是|并非|排除|不考虑|不支持|不符合|否定)[\s\w]{0,14}$"
)
_OF_A_SIGN = late(r"(?:[,;]|\band|\bbut|\bor)\s+not\s+(?:due to |from |related to )?$")
"""What "syncope, not a seizure and not lupus" denies is the cause of a sign."""
_GOES_ON = late(r"\s*(?:recurrence|relapse|metasta|progression|spread\b|复发|转移|进展)")
"""What is denied then is not the illness: "no melanoma recurrence"."""
_REPLACED = late(
    r"[^.\n]{0,90}?(?<![a-z])(?<!not )(?<!be )"
    r"(?:revised|changed|reclassified|re-?label+ed|amended|corrected|re-?diagnosed)"
    r" (?:to|as) (?:sle|lupus|systemic lupus)(?![a-z])(?![^.\n]{0,20}overlap)"
)
"""What says that the lupus took the place of an earlier label."""
_DROPPED = late(
    r"[^.\n]{0,40}?(?<![a-z])(?<!not )(?:abandoned|dropped|rejected|discarded|withdrawn|set aside)(?![a-z])"
)
_LABEL_OF = late(
    r"(?:working|provisional|initial|first|original|earlier|old) (?:diagnosis|label)(?: of)?[^.;\n]{0,12}$"
)
_TESTED = late(
    r"\s+(?:work-?\s?up|screen(?:s|ing)?|investigations?|evaluation|assessment|testing|tests?|bloods|panel|surveillance|clinics?"
    r"|(?:medications?|drugs?|tablets?|treatment|therapy)(?= (?:was|is|has|started|given|needed|required|yet|so far))"
    r"|(?:auto)?antibod(?:y|ies)|serology|serologies|markers?|risk)(?![a-z])"
)
"""What makes a name that of an examination: "immunodeficiency work-up"."""
_BARE = 9
"""How many letters a Chinese sentence has that only denies: 无肿瘤史。"""
_ABOUT_SLE = late(
    r"[-\s]*(?:related|flare|activity|nephritis|specific|manifestation|symptom|medication|活动|复发|相关)"
)


def read(view: View) -> list[DraftFact]:
    """The conditions named in one document."""
    made = (_draft(view, index, mention) for index, mention in enumerate(view.mentions) if _wanted(view, mention))
    return [draft for draft in made if draft is not None]


def _wanted(view: View, mention: Mention) -> bool:
    """Whether the words name a condition that somebody has, had or has not; others read allergies and injuries."""
    if mention.planned or mention.section in _NO_DIAGNOSES or _hypothetical(view, mention):
        return False
    if view.frame.lower.endswith("非", 0, mention.start) and mention.certainty != "denied":
        return False  # 水肿系低蛋白所致,非心衰
    if any(view.frame.terminology.is_a(mention.concept.id, other) for other in _ELSEWHERE):
        return False
    if view.frame.terminology.is_a(mention.concept.id, "infection") and (
        _prevented(view, mention)
        or (mention.certainty == "denied" and _OF_A_PLACE.match(view.frame.lower, mention.end))
    ):
        return False
    if _is_reaction(view, mention) or _is_of_other_cause(view, mention) or answered_otherwise(view, mention):
        return False
    ahead = mention.certainty == "denied" and all(start < mention.start for start, _ in mention.cues)
    if (ahead or mention.certainty == "stated") and _TESTED.match(view.frame.lower, mention.end):
        return False
    if mention.certainty == "stated" and _is_replaced(view, mention):
        return False
    if mention.certainty == "stated" and view.frame.lower[mention.start : mention.end] in _DENIED_ONLY:
        return False
    if mention.ambiguous and mention.concept.id == "lupus_nephritis":
        before = view.frame.lower[max(0, mention.start - 16) : mention.start]
        state = _STATE_OF_LN.match(view.frame.lower, mention.end) or _STATE_BEFORE_LN.search(before)
        return state is not None or _meant(view, mention)
    return not mention.ambiguous or _meant(view, mention)


def _is_replaced(view: View, mention: Mention) -> bool:
    """Whether a diagnosis is told as an earlier label, which the lupus replaced or which was dropped."""
    if mention.concept.id == "sle" or not view.frame.terminology.is_a(mention.concept.id, "autoimmune_disease"):
        return False
    lower, sentence = view.frame.lower, view.sentence(mention.start)
    if _REPLACED.match(lower, mention.end, sentence.end + 1):
        return True
    return bool(
        _DROPPED.match(lower, mention.end, sentence.end + 1)
        and _LABEL_OF.search(lower, max(sentence.start, mention.start - 40), mention.start)
    )


def _is_reaction(view: View, mention: Mention) -> bool:
    """Whether a skin sign is how an allergy showed itself."""
    if mention.certainty != "stated" or mention.concept.id in _NEVER_A_REACTION:
        return False
    if mention.concept.id != "eczema" and not _is_manifestation(view, mention):
        return False
    sentence = view.sentence(mention.start)
    return mention.section == "allergies" or bool(
        view.cues_of(sentence.start, sentence.end, "allergy", "allergy_recorded")
    )


def _is_of_other_cause(view: View, mention: Mention) -> bool:
    """Whether a sign is told with what else it was: "the facial rash was rosacea"."""
    if mention.certainty != "stated" or not view.frame.terminology.is_a(mention.concept.id, "lupus_manifestation"):
        return False
    clause = view.clause(mention.start)
    named = view.cues_of(mention.end, clause.end, "other_cause")
    return bool(named) and _WAS.match(view.frame.lower, mention.end, named[0].start) is not None


def _hypothetical(view: View, mention: Mention) -> bool:
    """Whether the words only look like a diagnosis, or tell what to watch for."""
    sentence = view.sentence(mention.start)
    denied_from = _denied_from(mention)
    return any(
        (cue.label == "decoy" and cue.start < mention.end and mention.start < cue.end)
        or (cue.label == "hypothetical" and cue.end <= mention.start and cue.start >= denied_from)
        for cue in view.cues_of(sentence.start, mention.end, "decoy", "hypothetical")
    )


def _denied_from(mention: Mention) -> int:
    """Where the denial before a name begins: what is said before it is not about the name; 0 if none stands there."""
    starts = [start for start, end in mention.cues if end <= mention.start]
    return max(starts, default=0) if mention.certainty == "denied" else 0


def _prevented(view: View, mention: Mention) -> bool:
    """Whether an infection is only what a vaccine or a drug is to prevent."""
    clause = view.clause(mention.start)
    first = max(clause.start, mention.start - 30, _denied_from(mention))
    near = view.labels_in(first, min(clause.end, mention.end + 30))
    listed = mention.section == "immunizations" and mention.certainty == "stated"
    return listed or bool(near & {"vaccine", "prophylaxis"})


_TICK = late(r"[☑√]|\[x\]")


def _draft(view: View, index: int, mention: Mention) -> DraftFact | None:
    """The fact that a mention makes, if it makes one."""
    form = ticked_after(view.frame.text, mention.end) or answered_after(view.frame.lower, mention.end)
    if form is not None and form.certainty is None:
        ticked = any(_TICK.search(view.frame.lower, *cue) for cue in mention.cues)  # ☑有(乳腺癌2018) □无
        if mention.certainty != "denied" and not ticked:
            return None
        form = None  # the boxes behind are those of the next names
    certainty = cast(Certainty, mention.certainty if form is None else form.certainty)
    spans = [(mention.start, mention.end), *mention.cues] if form is None else [(mention.start, form.end)]
    if certainty == "denied":
        if not _denial_counts(view, mention) or _denied_then(view, mention):
            return None
        fields = _denial(view, mention) | ({"reach": form.reach} if form else {})
        return _made(view, mention, spans, fields, certainty, None)
    over = _nursing_over(view, mention) if mention.concept.id == "lactation" and form is None else None
    if over is not None:
        return _made(view, mention, [*spans, over], {"reach": "now"}, "denied", None)
    if _no_statement(view, mention, ticked=form is not None):
        return None
    again = relapsed(view, mention)
    cue, status = (again, "active") if again is not None else _status(view, index, mention)
    if status == "denied" or (cue is None and _in_list_of_denials(view, mention)):
        return None
    time = time_of(view, index, mention) if again is None else None
    if status == "active":
        status = _active(view, mention, cue, time)
    fields = {"status": status or _presence(view, mention, time), "severity": severity(view, mention)}
    fields |= dates_of(view, mention, time, status, cue) | {"others_only": mention.others_only}
    fields["answered"] = certainty == "stated" and said_yes(view, mention)
    if cue is not None:
        spans.append((cue.start, cue.end))
    return _made(view, mention, spans, fields, certainty, time)


def _nursing_over(view: View, mention: Mention) -> tuple[int, int] | None:
    return ended(view, mention.start, mention.end) or stopped(view, mention)


def _denied_then(view: View, mention: Mention) -> bool:
    """Whether a denial of nephritis is what an old record said."""
    if mention.concept.id != "lupus_nephritis":
        return False
    return said_long_ago(view, min(mention.start, *(start for start, _ in mention.cues), mention.end), mention.end)


_UNASKED = late(r"(?:史|情况)?[:,]?\s?(?:(?:未|没有?|尚未)(?:问|询|提及|核实|了解)|不详|待核|待问|待补)")
"""What follows a name that nobody asked about."""


def _no_statement(view: View, mention: Mention, *, ticked: bool) -> bool:
    """Whether a name heads something or speaks of what is over, so that it states nothing."""
    if not ticked and _UNASKED.match(view.frame.lower, mention.end):
        return True
    if mention.concept.id == "autoimmune_disease":
        heads = not ticked and view.frame.lower.startswith(":", mention.end) and not said_yes(view, mention)
        return heads or not _another(view, mention)
    if mention.concept.id != "lactation":
        return False
    return is_over(view, mention)


def _active(view: View, mention: Mention, cue: Cue | None, time: TimeMention | None) -> str | None:
    """What "active" comes to: nothing where it is asked or copied, history where it is dated to long ago."""
    lupus = mention.concept.id == "sle"
    if lupus and left_open(view, cue or Cue(mention.start, mention.end, "active")):
        return None
    if dated_past(view, cue, time) or _is_copied(view, mention):
        return None if lupus else "historical"
    return "active"


def _is_copied(view: View, mention: Mention) -> bool:
    """Whether a line quotes an earlier note, whose "active" is not today's."""
    return view.frame.section_at(mention.start).title == CARRIED


def _made(
    view: View,
    mention: Mention,
    spans: Sequence[tuple[int, int]],
    fields: Mapping[str, Any],
    certainty: Certainty,
    time: TimeMention | None,
) -> DraftFact:
    subject, source = _subject(view, mention), cast(Source, mention.source)
    return view.draft(mention.concept.id, joined(*spans), fields, certainty, subject, source, time)


def _subject(view: View, mention: Mention) -> Subject:
    """Of whom a mention speaks; a child in the sentence is the one that is nursed."""
    if mention.concept.id == "lactation" and view.frame.section_at(mention.start).subject == "patient":
        sentence = view.sentence(mention.start)
        if "child" in view.labels_in(sentence.start, sentence.end):
            return "patient"
    return cast(Subject, mention.subject)


def _another(view: View, mention: Mention) -> bool:
    """Whether "autoimmune disease" is said to be another one than the lupus, or a relative's."""
    before = view.labels_in(max(view.sentence(mention.start).start, mention.start - 24), mention.start)
    return mention.subject != "patient" or mention.others_only or "other" in before


def _denial(view: View, mention: Mention) -> dict[str, Any]:
    """How far a denial reaches; one of an active or current state reaches no further than now."""
    between = view.labels_in(mention.cues[0][0], mention.start) if mention.cues else set()
    now = bool(between & {"active", "strong_active", "no_activity", "strong_inactive"}) and mention.period is None
    return {
        "reach": "now" if now else mention.reach,
        "period": mention.period,
        "others_only": mention.others_only,
    }


def _denial_counts(view: View, mention: Mention) -> bool:
    """Whether a denial is one of the condition: not of its flare, and not a mere finding of a tracing."""
    terminology, lower = view.frame.terminology, view.frame.lower
    if mention.concept.id == "sle":
        before = lower[max(view.sentence(mention.start).start, mention.start - 40) : mention.start]
        return (
            bool(_FALSE_SLE.search(before))
            and not _OF_A_SIGN.search(before)
            and not _ABOUT_SLE.match(lower, mention.end)
        )
    if _GOES_ON.match(lower, mention.end):
        return False
    if mention.ambiguous and mention.concept.id == "malignancy" and _imaged(view, mention):
        return False
    if mention.concept.id == "malignancy" and _of_a_sample(view, mention):
        return False
    if mention.concept.id in _EXCLUDED and any(_EXCLUSION.search(lower, *cue) for cue in mention.cues):
        return False
    if any(terminology.is_a(mention.concept.id, kind) for kind in ("arrhythmia", "conduction_abnormality")):
        sentence = view.sentence(mention.start)
        labels = view.labels_in(sentence.start, sentence.end)
        return ("ecg" not in labels and mention.reach != "now") or bool(labels & _HISTORY)
    return True


_SAMPLE = (
    r"(?:\w*biops\w*|\w*cytolog\w*|\w*histolog\w*|smears?|fna|\w*aspirat\w*|lp|csf|marrow|specimen|tissue|colonoscop\w+|mammogra\w+"
    r"|ct|mri|pet|pet-ct|ultrasound|uss|scans?|x-?rays?|film|endoscop\w+|ogd)"
)
_SAMPLED = late(rf"(?<![a-z]){_SAMPLE}(?![a-z])[^.;\n]{{0,40}}$")
_ON_SAMPLE = late(
    rf"\s+cells?(?![a-z])|\s+(?:(?:seen|found|identified)\s+)?(?:on|in|at)\s+(?:the\s+|her\s+|his\s+)?{_SAMPLE}(?![a-z])"
)
_OF_A_LIFE = late(r"(?<![a-z])(?:history|ever|never|known|personal|h/o|hx|denie[sd]|previous|prior|past)(?![a-z])")


def _of_a_sample(view: View, mention: Mention) -> bool:
    """Whether a tumour is only not found in one sample or picture: "lymph node biopsy: no malignancy"."""
    lower, first = view.frame.lower, min([mention.start, *(start for start, _ in mention.cues)])
    if _OF_A_LIFE.search(lower, first, mention.end):
        return False
    before = _SAMPLED.search(lower, max(view.sentence(mention.start).start, first - 60), first)
    return before is not None or _ON_SAMPLE.match(lower, mention.end) is not None


def _imaged(view: View, mention: Mention) -> bool:
    """Whether a tumour is only not seen on a picture."""
    clause = view.clause(mention.start)
    return "imaging" in view.labels_in(clause.start, clause.end)


def _meant(view: View, mention: Mention) -> bool:
    """Whether an ambiguous name stands among conditions, in words of a history, or is spelled out in the note."""
    frame = view.frame
    if any(other.concept.id == mention.concept.id and not other.ambiguous for other in view.mentions):
        return not _measured(view, mention)
    sentence = view.sentence(mention.start)
    near = frame.in_span(view.mentions, sentence.start, sentence.end)
    if mention.certainty == "denied" and sentence.end - sentence.start <= _BARE and frame.lower[mention.start] >= CJK:
        return True
    if mention.section not in _RESULTS and answered_after(frame.lower, mention.end):
        return True
    listed = frame.in_span(frame.mentions, sentence.start, sentence.end)
    if mention.certainty == "denied" and sum(one.certainty == "denied" for one in listed) >= _LISTED:
        return True
    preferred = grammar().preferred.get(frame.lower[mention.start : mention.end], mention.concept.id)
    if mention.section in _RESULTS or _measured(view, mention) or preferred != mention.concept.id:
        return False
    if mention.certainty != "stated" or mention.subject == "family" or mention.section in _LISTS:
        return True
    if severity(view, mention) or relapsed(view, mention):
        return True
    if answered_after(frame.lower, mention.end) or ticked_after(frame.text, mention.end):
        return True
    clause = view.clause(mention.start)
    if view.labels_in(clause.start, clause.end) & _HISTORY or frame.in_span(frame.times, mention.end, clause.end):
        return True
    return any(
        other.start != mention.start and max(other.start - mention.end, mention.start - other.end) < _TOGETHER
        for other in near
    )


def _measured(view: View, mention: Mention) -> bool:
    """Whether an abbreviation heads a value or is one of a reading: ``TB 0.5``, ``98% RA``, ``on RA``, ``ALL:``."""
    lower = view.frame.lower
    before = lower[max(0, mention.start - 3) : mention.start]
    heading = (
        mention.form == "abbrev" and lower.startswith(":", mention.end) and mention.concept.id != "lupus_nephritis"
    )
    return heading or before == "on " or before.rstrip().endswith("%") or bool(_SCORE.match(lower, mention.end))


def _status(view: View, index: int, mention: Mention) -> tuple[Cue | None, str | None]:
    """The status that the mention's own sentence tells, else that the next one begins with."""
    cue, status = _own_status(view, index, mention)
    over = over_next(view, mention) if status is None else None
    return (cue, status) if over is None else (over, "resolved")


def _own_status(view: View, index: int, mention: Mention) -> tuple[Cue | None, str | None]:
    """The status word that qualifies the mention: close before it, or after it up to the next condition."""
    score = _scored(view, mention)
    if score is not None:
        return None, "active" if score else "denied"
    start, end = region(view, index, mention)
    reach = _BEFORE_ZH if view.frame.lower[mention.start] >= CJK else _BEFORE
    long = mention.concept.id == "lupus_nephritis" or view.frame.terminology.is_a(mention.concept.id, "infection")
    after = _AFTER_INFECTION if long else _AFTER
    near: list[tuple[int, Cue]] = []
    for cue in view.cues_in(max(start, mention.start - 40), min(end, mention.end + after)):
        status = _STATUS.get(cue.label)
        if status is None or (cue.label == "historical_after" and cue.start != mention.end):
            continue
        if status == "historical" and mention.concept.id == "sle":
            continue
        if cue.end <= mention.start and mention.start - cue.end <= reach:
            if not _BREAK.search(view.frame.lower, cue.end, mention.start):
                near.append((mention.start - cue.end, cue))
        elif cue.start >= mention.end and cue.label != "historical_before":
            near.append((cue.start - mention.end + 2, cue))
    if near:
        past = (
            mention.concept.id == "lupus_nephritis"
        )  # of "history of nephritis, quiescent" the second word tells of now
        cue = min(near, key=lambda item: (past and _STATUS[item[1].label] == "historical", item[0]))[1]
        return cue, _STATUS[cue.label]
    lower = view.frame.lower
    flare = _FLARE_OF.match(lower, mention.start) and not view.frame.in_span(
        view.frame.times, mention.end, mention.end + _AFTER
    )
    named_active = flare or lower.startswith(("active", "活动"), mention.start)
    if named_active or _ACTIVE_AFTER.match(lower, mention.end):
        return None, "active"
    return None, "historical" if mention.historical and mention.concept.id != "sle" else None


def _scored(view: View, mention: Mention) -> int | None:
    """The points that a SLEDAI list gives to a manifestation."""
    if (
        "sledai"
        not in view.frame.lower[view.sentence(mention.start).start - 200 if mention.start > 200 else 0 : mention.start]
    ):
        return None
    if not _is_manifestation(view, mention):
        return None
    match = _SCORE.match(view.frame.lower, mention.end)
    return int(match[1]) if match and int(match[1]) in (0, 1, 2, 4, 8) else None


def _is_manifestation(view: View, mention: Mention) -> bool:
    return view.frame.terminology.is_a(mention.concept.id, "lupus_manifestation")


def _presence(view: View, mention: Mention, time: TimeMention | None) -> str | None:
    """Whether a manifestation without a status word is there now: on examination, or told without a past date."""
    if not _is_manifestation(view, mention) or mention.concept.id == "lupus_nephritis" or mention.subject != "patient":
        return None
    section = view.frame.section_at(mention.start)
    if section.id in ("exam", "vitals"):
        return "active"
    sentence = view.sentence(mention.start)
    labels = view.labels_in(sentence.start, sentence.end)
    if long_ago(view, time) or (labels & {"historical", "historical_before"} and "present" not in labels):
        return "historical"
    before = view.frame.in_span(view.frame.times, sentence.start, mention.start)
    if "present" not in labels and any(long_ago(view, one) for one in before):
        return "historical"
    if section.temporality == "past" and "present" not in labels:
        return None
    return "active"


def _in_list_of_denials(view: View, mention: Mention) -> bool:
    """Whether a manifestation stands in an English list that began with a denial, no verb between: silence is safer."""
    if not _is_manifestation(view, mention) or view.frame.lower[mention.start] >= CJK:
        return False
    sentence = view.sentence(mention.start)
    cue = next((cue for cue in reversed(view.cues_in(sentence.start, mention.start)) if cue.label == "not"), None)
    if cue is None:
        return False
    between = view.frame.lower[cue.end : mention.start]
    return ";" not in between and not grammar().turning.search(between)
