"""Says the coded entries of a Bundle, each in a sentence of its own, in forms that the readers of notes know.

What has no day of its own and needs one is kept apart: no other day may be taken for it. What was entered in error,
cancelled, not done or is not the patient's own is left out, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.files.fhir import values
from assistant.files.fhir.bundle import Bundle, Resource

Words = Mapping[str, Any]
_FINAL = frozenset(("final", "amended", "corrected"))
_SOON = frozenset(("registered", "preliminary"))
_SHORT_YEAR = 4
_STATEMENTS = {
    "active": "ongoing", "completed": "stopped", "stopped": "stopped", "on-hold": "held", "intended": "planned",
    "not-taken": "no", "unknown": "perhaps",
}  # fmt: skip
_ORDERS = {"active": "ordered", "completed": "stopped", "stopped": "stopped", "on-hold": "held", "unknown": "perhaps"}
_INTENTS = frozenset(("proposal", "plan", "option"))
_ADMINISTERED = {
    "completed": "given",
    "in-progress": "given",
    "stopped": "given",
    "on-hold": "held",
    "unknown": "perhaps",
}
_DISPENSED = {"completed": "dispensed", "on-hold": "held", "preparation": "planned", "in-progress": "planned"}
_PROCEDURES = {"completed": "done", "in-progress": "done", "stopped": "done", "preparation": "planned"}
_CLINICAL = {
    "active": "active", "recurrence": "active", "relapse": "active", "remission": "remission", "resolved": "resolved",
    "inactive": "historical",
}  # fmt: skip
_DOUBTED = frozenset(("unconfirmed", "provisional", "differential"))
_GONE = frozenset(("resolved", "inactive"))
_NONE_KNOWN = ("no ", "none", "nil", "无", "未", "否认", "没有")


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence under a heading; ``needs_day`` where it should have a day and has none."""

    section: str
    text: str
    needs_day: bool = False
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An entry that is not said, and why."""

    what: str
    why: str


@cache
def words_in(lang: str) -> Words:
    """The sentences of one language."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = Path(__file__).with_name("words.yaml").read_text(encoding="utf-8")
    words: Words = yaml.load(text, Loader=loader)[lang]
    return words


def lines(bundle: Bundle, lang: str) -> Iterator[Line | LeftOut]:
    """Every entry as a line, or why it is none."""
    words = words_in(lang)
    for entry in bundle.entries:
        kind = entry["resourceType"]
        say = _SAYING.get(kind)
        if say is None:
            continue
        found = list(say(entry, bundle, words, lang))
        if not found:
            yield LeftOut(kind, _why(entry))
        remarks = tuple(values.one_line(note.get("text")) for note in entry.get("note") or () if note.get("text"))
        for index, line in enumerate(found):
            last = index == len(found) - 1
            yield Line(line.section, line.text, line.needs_day, remarks) if last and remarks else line


def _why(entry: Resource) -> str:
    status = str(entry.get("status") or values.code(entry.get("verificationStatus")))
    withdrawn = status in ("entered-in-error", "cancelled", "not-done", "draft", "unknown", "aborted", "declined")
    return "withdrawn" if withdrawn or entry.get("doNotPerform") or entry.get("focus") else "nothing_said"


def _patient(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    said = words["patient"]
    name = next((found for each in entry.get("name") or () if (found := _person(each))), "")
    numbers = [each["value"] for each in entry.get("identifier") or () if each.get("value") and _is_record_number(each)]
    parts = {
        "name": name,
        "sex": words["sex"].get(entry.get("gender"), "") if entry.get("gender") in ("female", "male") else "",
        "born": values.day(entry.get("birthDate")),
        "died": values.day(entry.get("deceasedDateTime")),
        "number": values.one_line(numbers[0]) if numbers else "",
    }
    yield from (Line("patient", said[key].format(value=value)) for key, value in parts.items() if value)


def _person(name: Mapping[str, Any]) -> str:
    text = name.get("text") or " ".join([*(name.get("given") or ()), name.get("family") or ""])
    return "" if name.get("use") in ("old", "maiden") else values.one_line(text)


def _is_record_number(identifier: Mapping[str, Any]) -> bool:
    return values.code(identifier.get("type")) in ("MR", "MRT", "")


def _observation(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    status = entry.get("status")
    if status not in _FINAL | _SOON or entry.get("focus"):
        return
    start, end = values.period(entry.get("effectivePeriod"))
    day = values.day(entry.get("effectiveDateTime") or entry.get("effectiveInstant")) or end or start
    day = "" if len(day) <= _SHORT_YEAR else day
    for part in (entry, *(entry.get("component") or ())):
        name = values.test_name(part.get("code"), lang)
        value = _value(part, words)
        if not name or (not value and status in _FINAL):
            continue
        text = words["pending"].format(name=name) if status in _SOON else words["result"].format(name=name, value=value)
        yield Line("results", words["dated"].format(day=day, text=text) if day else text, needs_day=not day)
        if status in _SOON:
            return


def _value(part: Resource, words: Words) -> str:
    """A result as a note writes it, with what it means in a word and its reference range."""
    meant = next(
        (
            words["word"][found]
            for each in part.get("interpretation") or ()
            if (found := values.code(each)) in ("POS", "NEG", "DET", "ND")
        ),
        "",
    )
    amount = part.get("valueQuantity")
    if amount:
        titre = "{titer}" in str(amount.get("code") or amount.get("unit")).lower()
        number = f"1:{amount.get('value')}" if titre and amount.get("value") else values.quantity(amount)
        low, high = values.limits(part.get("referenceRange"))
        key = "both" if low and high else "high" if high else "low" if low else ""
        return number + (words["limits"][key].format(low=low, high=high) if key and number else "")
    if part.get("valueRatio"):
        return _ratio(part["valueRatio"])
    if part.get("valueRange"):
        first, last = part["valueRange"].get("low") or {}, part["valueRange"].get("high") or {}
        return f"{first.get('value', '')}-{values.quantity(last)}" if first and last else values.quantity(last or first)
    if "valueBoolean" in part:
        return str(words["word"][str(part["valueBoolean"]).lower()])
    said = values.concept(part.get("valueCodeableConcept")) or values.one_line(part.get("valueString"))
    return said.rstrip(".。") or str(part.get("valueInteger", "")) or meant


def _ratio(value: Mapping[str, Any]) -> str:
    above, below = value.get("numerator") or {}, value.get("denominator") or {}
    if values.unit(above) or values.unit(below):
        return f"{values.quantity(above)}/{values.quantity(below)}" if above and below else ""
    return f"{above.get('comparator', '')}{above.get('value')}:{below.get('value')}" if above and below else ""


def _condition(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    name, checked = values.concept(entry.get("code")), values.code(entry.get("verificationStatus"))
    if not name or checked == "entered-in-error":
        return
    form = "refuted" if checked == "refuted" else "suspected" if checked in _DOUBTED else ""
    form = form or _CLINICAL.get(values.code(entry.get("clinicalStatus")), "stated")
    began = values.day(entry.get("onsetDateTime")) or values.period(entry.get("onsetPeriod"))[0]
    age = (entry.get("onsetAge") or {}).get("value")
    ended = values.day(entry.get("abatementDateTime")) or values.period(entry.get("abatementPeriod"))[1]
    form = "resolved" if ended and form in ("active", "stated") else form
    since = _told(words, "since", began) or (words["age"].format(age=age) if age is not None else "")
    told = {key: _told(words, key, ended) for key in ("resolved", "remission")}
    yield Line("conditions", words["condition"][form].format(name=name, since=since, **told))


def _told(words: Words, key: str, day: str) -> str:
    """The words for a day, or for there being none."""
    return str(words[key]).format(day=day) if day else str(words.get(f"{key}_some_day", ""))


def _family(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    if entry.get("status") == "entered-in-error":
        return
    who = values.concept(entry.get("relationship")) or words["relative"]
    for each in entry.get("condition") or ():
        if name := values.concept(each.get("code")):
            yield Line("family", words["family"].format(who=who, name=name))


def _allergy(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    name, checked = values.concept(entry.get("code")), values.code(entry.get("verificationStatus"))
    gone = values.code(entry.get("clinicalStatus")) in _GONE
    if not name or checked == "entered-in-error" or gone:
        return
    form = "refuted" if checked == "refuted" else "suspected" if checked in ("unconfirmed", "presumed") else "stated"
    form = "none" if name.lower().startswith(_NONE_KNOWN) else form
    # In a list of allergies each item counts as one; what is only suspected stands among the diagnoses.
    section = "conditions" if form == "suspected" else "allergies"
    yield Line(section, words["allergy"][form].format(name=name))


def _drug_name(entry: Resource, bundle: Bundle) -> str:
    named = values.concept(entry.get("medicationCodeableConcept"))
    reference = entry.get("medicationReference")
    found = bundle.referred(reference, entry) if reference else None
    return named or values.concept((found or {}).get("code")) or values.one_line((reference or {}).get("display"))


def _drug(entry: Resource, bundle: Bundle, words: Words, form: str, dosage: Any, *days: str) -> Iterator[Line]:
    """A drug in one form of words; the days are the first and the last, or the only one."""
    name, dose = _drug_name(entry, bundle), values.dose(dosage)
    if not name:
        return
    start, end = days[0], days[-1]
    if form == "given":
        form = "given_some_day" if not end else "given" if start in ("", end) else "course"
    elif form in ("ordered", "dispensed") and not end:
        form = "ongoing"
    text = words["drug"][form].format(
        name=name,
        dose=f" {dose}" if dose else "",
        day=end,
        start=start,
        since_drug=_told(words, "since_drug", start),
        started=_told(words, "started", start) if start != end or not end else "",
        stopped=_told(words, "stopped", end if len(days) > 1 else ""),
    )
    yield Line("drugs", text, needs_day=form == "given_some_day")


def _statement(entry: Resource, bundle: Bundle, words: Words, lang: str) -> Iterator[Line]:
    form = _STATEMENTS.get(str(entry.get("status")), "")
    start, end = values.period(entry.get("effectivePeriod"))
    only = values.day(entry.get("effectiveDateTime"))
    if only and form in ("stopped", "ongoing"):
        # The one day of a drug that is no longer taken is when it was given; of one that is, only that it was then.
        form, start, end = ("given", only, only) if form == "stopped" else (form, "", "")
    if form:
        yield from _drug(entry, bundle, words, form, entry.get("dosage"), start, end)


def _order(entry: Resource, bundle: Bundle, words: Words, lang: str) -> Iterator[Line]:
    form = _ORDERS.get(str(entry.get("status")), "")
    if entry.get("doNotPerform") or not form:
        return
    form = "planned" if entry.get("intent") in _INTENTS and form == "ordered" else form
    yield from _drug(entry, bundle, words, form, entry.get("dosageInstruction"), values.day(entry.get("authoredOn")))


def _administration(entry: Resource, bundle: Bundle, words: Words, lang: str) -> Iterator[Line]:
    start, end = values.period(entry.get("effectivePeriod"))
    only = values.day(entry.get("effectiveDateTime"))
    if form := _ADMINISTERED.get(str(entry.get("status"))):
        yield from _drug(entry, bundle, words, form, entry.get("dosage"), only or start, only or end or start)


def _dispense(entry: Resource, bundle: Bundle, words: Words, lang: str) -> Iterator[Line]:
    when = values.day(entry.get("whenHandedOver") or entry.get("whenPrepared"))
    if form := _DISPENSED.get(str(entry.get("status"))):
        yield from _drug(entry, bundle, words, form, entry.get("dosageInstruction"), when)


def _procedure(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    form, name = _PROCEDURES.get(str(entry.get("status")), ""), values.concept(entry.get("code"))
    if not form or not name:
        return
    start, end = values.period(entry.get("performedPeriod"))
    day = values.day(entry.get("performedDateTime")) or end or start
    key = "done_on" if form == "done" and day else form
    yield Line("procedures", words["procedure"][key].format(name=name, day=day), needs_day=form == "done" and not day)


def _vaccine(entry: Resource, _: Bundle, words: Words, lang: str) -> Iterator[Line]:
    name, day = values.concept(entry.get("vaccineCode")), values.day(entry.get("occurrenceDateTime"))
    if entry.get("status") != "completed" or not name:
        return
    if not any(word in name.lower() for word in ("vacc", "immun", "疫苗", "toxoid", "类毒素")):
        name = words["vaccine_word"].format(name=name)
    yield Line("vaccines", words["vaccine"]["done_on" if day else "done"].format(name=name, day=day), needs_day=not day)


_SAYING: Mapping[str, Callable[[Resource, Bundle, Words, str], Iterator[Line]]] = {
    "Patient": _patient,
    "Observation": _observation,
    "Condition": _condition,
    "FamilyMemberHistory": _family,
    "AllergyIntolerance": _allergy,
    "MedicationStatement": _statement,
    "MedicationRequest": _order,
    "MedicationAdministration": _administration,
    "MedicationDispense": _dispense,
    "Procedure": _procedure,
    "Immunization": _vaccine,
}
