"""Drafts a claim that the grammar made nothing of, with no more than the words around it bear out.

Whose it is and whether it is denied, doubted or planned comes from the context rules; a number, a unit and a date only
from where they stand: in the quote, or for a date in the same sentence or line, or as the note's own.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.model import Mention, TimeMention
from assistant.extraction.text import normalise
from assistant.extraction.timex import find_times
from assistant.llm.claims import (
    Claim,
    ConditionClaim,
    PersonClaim,
    ProcedureClaim,
    ResultClaim,
    StatementClaim,
    TreatmentClaim,
)
from assistant.llm.comparing import claimed_polarity, numbers_of, qualitative, sign_of
from assistant.llm.quoting import Place
from rules.dates import DateInterval

_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_PAST = {"past": "historical", "remission": "remission", "present": None}


def draft(claim: Claim, mention: Mention, frame: Frame, place: Place) -> DraftFact | str:
    """The draft, or why there is none, as a code."""
    if mention.ambiguous:
        return "name_ambiguous"
    match claim:
        case ResultClaim():
            return _result(claim, mention, frame, place)
        case ConditionClaim():
            return _condition(claim, mention, frame, place)
        case TreatmentClaim() | ProcedureClaim():
            return _act(claim, mention, frame, place)
        case PersonClaim() | StatementClaim():
            return "not_confirmed"
    return "not_confirmed"


def _made(kind: Any, mention: Mention, frame: Frame, quotes: tuple[Quote, ...], fields: dict[str, Any]) -> DraftFact:
    return DraftFact(
        kind=kind,
        name=mention.concept.id,
        document=frame.document.id,
        quotes=quotes,
        fields={key: value for key, value in fields.items() if value is not None},
        source="patient" if mention.source == "patient" else "chart",
        subject=_SUBJECTS.get(mention.subject, "other"),
        certainty=_CERTAINTIES.get(mention.certainty, "suspected"),
        reader="llm",
    )


_SUBJECTS: dict[str, Any] = {"patient": "patient", "family": "family"}
_CERTAINTIES: dict[str, Any] = {"stated": "stated", "denied": "denied", "suspected": "suspected"}


def _polarity(mention: Mention) -> str:
    if mention.subject != "patient":
        return mention.subject
    if mention.certainty != "stated":
        return mention.certainty
    return "planned" if mention.planned else "refused" if mention.refused else "stated"


def _condition(claim: ConditionClaim, mention: Mention, frame: Frame, place: Place) -> DraftFact | str:
    if mention.concept.kind != "condition":
        return "not_confirmed"
    if _polarity(mention) not in claimed_polarity(claim):
        return "polarity_differs"
    time = _time(claim.date, frame, place)
    if isinstance(time, str):
        return time
    fields = {**_denial(mention), "status": _PAST.get(claim.status), "date": time[0]}
    return _made("condition", mention, frame, _quotes(place, time[1]), fields)


def _act(claim: TreatmentClaim | ProcedureClaim, mention: Mention, frame: Frame, place: Place) -> DraftFact | str:
    kind = mention.concept.kind
    if kind not in ("treatment", "procedure"):
        return "not_confirmed"
    if _polarity(mention) not in claimed_polarity(claim):
        return "polarity_differs"
    fields: dict[str, Any] = _denial(mention)
    if _polarity(mention) != "denied" and claim.status in _STATUSES[kind]:
        fields["status"] = claim.status
    dated: list[TimeMention] = []
    for field, text in _times_said(claim, kind).items():
        time = _time(text, frame, place, own=False)
        if isinstance(time, str):
            return time
        fields[field] = time[0]
        dated += [time[1]] if time[1] is not None else []
    if kind == "treatment":
        fields["drug_class"] = mention.concept.data.get("class")
        fields["route"] = _route(claim, frame, place)
    return _made(kind, mention, frame, _quotes(place, *dated), fields)


_STATUSES = {
    "treatment": frozenset({"ongoing", "stopped", "held", "planned", "refused"}),
    "procedure": frozenset({"done", "planned", "refused"}),
}


def _times_said(claim: TreatmentClaim | ProcedureClaim, kind: str) -> dict[str, str | None]:
    """The claimed times under the fields of the fact: a drug told among procedures was given then."""
    if isinstance(claim, ProcedureClaim):
        return {"date" if kind == "procedure" else "last_given": claim.date}
    if kind == "procedure":
        return {"date": claim.last_given or claim.started}
    return {"started": claim.started, "last_given": claim.last_given}


def _route(claim: TreatmentClaim | ProcedureClaim, frame: Frame, place: Place) -> str | None:
    """The route, where the quote itself tells it."""
    said = claim.route.lower() if isinstance(claim, TreatmentClaim) and claim.route else ""
    words = frame.lower[place.start : place.end]
    for route, pattern in _ROUTES.items():
        if said.startswith(route) and re.search(pattern, words):
            return route
    return None


_ROUTES = {
    "iv": r"\biv\b|intraven|静脉|静滴|静点|ivgtt",
    "oral": r"\bpo\b|\boral|tablet|口服",
    "topical": r"topical|cream|ointment|eye ?drops?|外用|滴眼",
}


def _denial(mention: Mention) -> dict[str, Any]:
    if mention.certainty != "denied":
        return {}
    return {"reach": mention.reach, "period": mention.period, "others_only": mention.others_only or None}


def _result(claim: ResultClaim, mention: Mention, frame: Frame, place: Place) -> DraftFact | str:
    if mention.concept.kind != "measurement":
        return "not_confirmed"
    inside = [
        each for each in Frame.in_span(frame.mentions, place.start, place.end) if each.concept.kind == "measurement"
    ]
    if len({each.concept.id for each in inside}) > 1:
        return "value_of_which"
    value = _value_span(claim.value, frame, mention, place)
    if value is None:
        return "value_not_in_quote"
    if claim.unit and normalise(claim.unit).lower().replace(" ", "") not in frame.lower[
        place.start : place.end
    ].replace(" ", ""):
        return "unit_not_in_quote"
    time = _time(claim.date, frame, place)
    if isinstance(time, str):
        return time
    section = frame.section_at(place.start)
    word = qualitative(claim.value)
    fields: dict[str, Any] = {"value_as_written": claim.value.strip(), "unit_as_written": claim.unit}
    if word == "pending":
        fields = {"validity": "pending"}
    elif word is not None:
        fields["value"] = word
    else:
        fields["comparator"] = sign_of(claim.value)
    fields["date"] = time[0] or (None if section.undated else frame.document.written_on)
    made = _made("measurement", mention, frame, _quotes(place, time[1]), fields)
    return made if time[0] is not None or not section.undated else "undated_history"


def _value_span(value: str, frame: Frame, mention: Mention, place: Place) -> tuple[int, int] | None:
    """Where the claimed value stands, if it is the first of its kind behind the name."""
    text = frame.lower[mention.end : place.end]
    plain = normalise(value).strip().lower()
    at = text.find(plain) if plain else -1
    if at < 0:
        return None
    if qualitative(value) is None and numbers_of(text[:at]):
        return None  # another number stands nearer to the name
    following = text[at + len(plain) : at + len(plain) + 2]
    if re.match(r"\d|[.,]\d", following):
        return None
    return mention.end + at, mention.end + at + len(plain)


def _quotes(place: Place, *times: TimeMention | None) -> tuple[Quote, ...]:
    dates = [
        Quote(time.start, time.end, role="date")
        for time in times
        if time is not None and not (place.start <= time.start and time.end <= place.end)
    ]
    return (Quote(place.start, place.end), *dates)


def _time(
    said: str | None, frame: Frame, place: Place, *, own: bool = True
) -> tuple[DateInterval | None, TimeMention | None] | str:
    """The claimed time as the note tells it: in the quote, its sentence or line, or (``own``) as the note's own date.

    A time that stands nowhere there gives ``date_not_in_note``: it may be another line's, or invented.
    """
    if not said or not said.strip():
        return None, None
    wanted = _interval(said, frame)
    if wanted is None:
        return "date_not_understood"
    for start, end in _around(frame, place):
        for time in Frame.in_span(frame.times, start, end):
            if _within(time.interval, wanted):
                return time.interval, time
    note = frame.document.written_on
    if own and note is not None and _within(note, wanted):
        return note, None
    return "date_not_in_note"


def _around(frame: Frame, place: Place) -> tuple[tuple[int, int], ...]:
    sentence = frame.sentences[frame.sentence_at(place.start)]
    line = frame.lines[frame.line_at(place.start)]
    return (place.start, place.end), (sentence.start, sentence.end), (line.start, line.end)


def _interval(said: str, frame: Frame) -> DateInterval | None:
    text = said.strip()
    if _ISO.fullmatch(text):
        try:
            year, month, day = (int(part) for part in (*text.split("-"), "0", "0")[:3])
            return _iso(year, month, day)
        except ValueError:
            return None
    document = frame.document
    times = find_times(
        normalise(text), document.written_on, document.language, document.date_order, document.years_from
    )
    return times[0].interval if len(times) == 1 else None


def _iso(year: int, month: int, day: int) -> DateInterval:
    if day:
        return DateInterval.on(date(year, month, day))
    return DateInterval.of_month(year, month) if month else DateInterval.of_year(year)


def _within(told: DateInterval, wanted: DateInterval) -> bool:
    """Whether the note's time is the wanted one, or as exact a part of it."""
    if told.earliest is None or told.latest is None or wanted.earliest is None or wanted.latest is None:
        return told == wanted
    return wanted.earliest <= told.earliest and told.latest <= wanted.latest
