"""Drafts a claim that the grammar made nothing of. Such a draft is one reader's word: it never decides a criterion.

The grammar leaves out much on purpose (a score's items, a drug named as an allergy, "no arrhythmia on telemetry"), so
only what is said to be there of the patient is drafted, undated but for a single date in the quote, and marked
unconfirmed. Results, denials and plans are the grammar's alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.model import Mention
from assistant.extraction.text import normalise
from assistant.extraction.timex import find_times
from assistant.llm.claims import Claim, ConditionClaim, ProcedureClaim, ResultClaim, TreatmentClaim
from assistant.llm.comparing import claimed_polarity
from assistant.llm.quoting import Place
from rules.dates import DateInterval

_ISO = re.compile(r"\d{4}(-\d{2}){0,2}")
_THERE = frozenset({"stated", "suspected"})
_DATE_FIELD: Mapping[Any, str] = {"condition": "date", "treatment": "last_given", "procedure": "date"}


def draft(claim: Claim, mention: Mention, frame: Frame, place: Place) -> DraftFact | str:
    """The draft, or why there is none, as a code."""
    kind: Any = mention.concept.kind
    if not isinstance(claim, ConditionClaim | TreatmentClaim | ProcedureClaim) or kind not in _DATE_FIELD:
        return "not_confirmed"
    if (kind == "condition") != isinstance(claim, ConditionClaim):
        return "not_confirmed"
    if mention.ambiguous:
        return "name_ambiguous"
    said = polarity(mention)
    if said not in claimed_polarity(claim):
        return "subject_differs" if "family" in (said, *claimed_polarity(claim)) else "polarity_differs"
    if said not in _THERE:
        return "not_confirmed"
    fields: dict[str, Any] = {"unconfirmed": True, _DATE_FIELD[kind]: _only_day(claim, frame, place)}
    if mention.historical and kind == "condition":
        fields["status"] = "historical"
    if kind == "treatment":
        fields["drug_class"] = mention.concept.data.get("class")
    return DraftFact(
        kind=kind,
        name=mention.concept.id,
        document=frame.document.id,
        quotes=(Quote(place.start, place.end),),
        fields={key: value for key, value in fields.items() if value is not None},
        source="patient" if mention.source == "patient" else "chart",
        certainty="suspected" if said == "suspected" else "stated",
        reader="llm",
    )


def polarity(mention: Mention) -> str:
    """What the context rules make of a name: whose, and whether it is stated, denied, suspected, planned or refused."""
    if mention.subject != "patient":
        return mention.subject
    if mention.certainty != "stated":
        return mention.certainty
    return "planned" if mention.planned else "refused" if mention.refused else "stated"


def day_in_quote(claim: Claim, frame: Frame, place: Place) -> DateInterval | None:
    """The claimed date, if the quote itself names it; a date from elsewhere is the model's guess."""
    if isinstance(claim, TreatmentClaim):
        said = claim.last_given or claim.started
    else:
        said = claim.date if isinstance(claim, ResultClaim | ConditionClaim | ProcedureClaim) else None
    wanted = _interval(said, frame) if said else None
    told = Frame.in_span(frame.times, place.start, place.end)
    named = [each.interval for each in told if each.kind != "duration" and wanted and _within(each.interval, wanted)]
    return named[0] if named else None


def _only_day(claim: Claim, frame: Frame, place: Place) -> DateInterval | None:
    """The claimed date, if it is the only one that the quote names."""
    told = Frame.in_span(frame.times, place.start, place.end)
    return day_in_quote(claim, frame, place) if len(told) == 1 else None


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
