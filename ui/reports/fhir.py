"""A report as a FHIR R4 Bundle: which study, how the subject stands, every criterion, and the notes behind it.

``ResearchSubject`` says how the patient stands, a ``QuestionnaireResponse`` holds each criterion as an item with its
answer, reason, quotes and questions, a ``DetectedIssue`` each safety note, a ``DocumentReference`` each note. The
patient is not named: whose chart it is, its receiver knows. It is the report's own JSON in other words: nothing is
decided here.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from ui.cli.wording import Words, words_in
from ui.reports.content import Content, Item, Quote, Report, content
from ui.reports.marks import HIDDEN

Resource = dict[str, Any]
_SPACE = uuid.UUID("6f1f3c1e-6c2f-5d0b-9a51-0a7f6f0f6b5a")
_SYSTEM = "urn:prescreen"
# R4's words for how a subject stands; who may be eligible is a candidate still, since no site has seen them.
_SUBJECT = {"ineligible": "ineligible", "needs_information": "potential-candidate", "potentially_eligible": "candidate"}
_STUDY = {
    "NOT_YET_RECRUITING": "approved", "RECRUITING": "active", "ENROLLING_BY_INVITATION": "active",
    "ACTIVE_NOT_RECRUITING": "closed-to-accrual", "SUSPENDED": "temporarily-closed-to-accrual",
    "TERMINATED": "administratively-completed", "COMPLETED": "completed", "WITHDRAWN": "withdrawn",
}  # fmt: skip


def bundle(reports: Sequence[Report], lang: str) -> Resource:
    """All reports on one chart, the notes once."""
    words = words_in(lang)
    entries: dict[str, Resource] = {}
    for report in reports:
        for resource in _resources(report, words, lang):
            entries.setdefault(f"urn:uuid:{resource['id']}", resource)
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "language": _language(lang),
        "timestamp": datetime.now().astimezone().isoformat(timespec="seconds"),
        "entry": [{"fullUrl": url, "resource": resource} for url, resource in entries.items()],
    }


def _language(lang: str) -> str:
    return "zh-CN" if lang == "zh" else "en"


def _text(value: object) -> str:
    """A text as FHIR may hold it: not empty, nothing that its strings forbid."""
    return HIDDEN.sub("\ufffd", str(value)).strip() or "-"


def _id(*parts: object) -> str:
    """The same id for the same thing, so that a receiver knows a report that comes again."""
    return str(uuid.uuid5(_SPACE, "\x1f".join(map(str, parts))))


def _reference(resource_id: str, display: str = "") -> Resource:
    return {"reference": f"urn:uuid:{resource_id}", **({"display": _text(display)} if display else {})}


def _resources(report: Report, words: Words, lang: str) -> Iterator[Resource]:
    shown = content(report, words)
    trial, documents = report.get("trial", {}), report.get("documents") or ()
    chart = "\x1f".join(str(each.get("sha256")) for each in documents)
    patient, study = _id("patient", chart), _id("study", trial.get("id"))
    yield {"resourceType": "Patient", "id": patient, "active": True}
    yield {
        "resourceType": "ResearchStudy",
        "id": study,
        "identifier": [{"system": "https://clinicaltrials.gov", "value": _text(trial.get("id"))}],
        "title": _text(trial.get("title")),
        "status": _STUDY.get(str(trial.get("recruitment")), "approved"),
    }
    notes = [_id("note", each.get("document"), each.get("sha256")) for each in documents]
    yield from (_note(each, note, patient) for each, note in zip(documents, notes, strict=True))
    yield {
        "resourceType": "ResearchSubject",
        "id": _id("subject", chart, trial.get("id")),
        "status": _SUBJECT.get(str(report.get("overall")), "potential-candidate"),
        "study": _reference(study),
        "individual": _reference(patient),
    }
    yield _response(report, shown, words, lang, patient, study)
    yield from _issues(report, shown, words, patient, notes, chart)


def _note(document: Mapping[str, Any], note: str, patient: str) -> Resource:
    text, written = document.get("text"), document.get("written_on")
    attachment: Resource = {
        "contentType": "text/plain; charset=utf-8",
        "language": _language(str(document.get("language"))),
        "title": _text(document.get("title") or document.get("document")),
    }
    if text:
        attachment["data"] = base64.b64encode(text.encode("utf-8", "replace")).decode()
    if isinstance(written, str):
        attachment["creation"] = written
    return {
        "resourceType": "DocumentReference",
        "id": note,
        "identifier": [
            {"system": _SYSTEM, "value": _text(document.get("document"))},
            {"system": f"{_SYSTEM}:sha256", "value": str(document.get("sha256"))},
        ],
        "status": "current",
        "subject": _reference(patient),
        "content": [{"attachment": attachment}],
    }


def _response(report: Report, shown: Content, words: Words, lang: str, patient: str, study: str) -> Resource:
    """Every criterion as an item, after the decision."""
    facts = {"made": report.get("made_with"), "dates": report.get("dates"), "lang": lang}
    head = [
        ("decision", [shown.decision]),
        ("details", shown.details),
        ("warnings", shown.warnings),
        ("about", shown.about),
    ]
    items = [_item(name, name, texts) for name, texts in head if texts]
    by_id = {item.id: item for item in shown.items}
    items += [_criterion(by_id[each["id"]], shown, words) for each in report.get("criteria", ()) if each["id"] in by_id]
    return {
        "resourceType": "QuestionnaireResponse",
        "id": _id("response", study, patient, facts),
        "identifier": {"system": _SYSTEM, "value": f"{shown.version}"},
        "status": "completed",
        "subject": _reference(patient),
        "authored": datetime.now().astimezone().isoformat(timespec="seconds"),
        "item": items,
    }


def _item(link: str, text: str, answers: Sequence[str], **more: Any) -> Resource:
    return {
        "linkId": link,
        "text": _text(text),
        "answer": [{"valueString": _text(answer)} for answer in answers],
        **more,
    }


def _criterion(item: Item, shown: Content, words: Words) -> Resource:
    parts = [
        _item(f"{item.id}/reason", "reason", [item.reason]),
        _item(f"{item.id}/registry", words("lines.registry"), [item.registry]) if item.registry else None,
        _item(f"{item.id}/quotes", words("lines.note"), [_place(quote, shown) for quote in item.quotes])
        if item.quotes
        else None,
        _item(f"{item.id}/missing", words("status.unknown"), item.missing) if item.missing else None,
        _item(f"{item.id}/helps", words("lines.change"), [item.helps]) if item.helps else None,
        _item(f"{item.id}/assumptions", words("sections.assumptions"), item.assumptions) if item.assumptions else None,
    ]
    answer = {
        "valueCoding": {
            "system": f"{_SYSTEM}:status",
            "code": item.status,
            "display": words.name("status", item.status),
        },
        "item": [part for part in parts if part],
    }
    return {"linkId": item.id, "text": _text(item.title), "answer": [answer]}


def _place(quote: Quote, shown: Content) -> str:
    """The words, the note and where in it they stand (code points)."""
    return f"“{quote.text}” {shown.notes[quote.document].title} [{quote.start}:{quote.end}]"


def _issues(
    report: Report, shown: Content, words: Words, patient: str, notes: Sequence[str], chart: str
) -> Iterator[Resource]:
    for raw, told in zip(report.get("safety_notes") or (), shown.safety, strict=True):
        cited = dict.fromkeys(quote.document for quote in told.quotes)
        issue: Resource = {
            "resourceType": "DetectedIssue",
            "id": _id("issue", chart, report.get("trial", {}).get("id"), raw.get("code")),
            "status": "preliminary",
            "code": {
                "coding": [{"system": f"{_SYSTEM}:safety", "code": str(raw.get("code"))}],
                "text": _text(told.text),
            },
            "patient": _reference(patient),
            "detail": _text(told.text),
        }
        if cited:
            issue["evidence"] = [{"detail": [_reference(notes[index]) for index in cited]}]
        yield issue
