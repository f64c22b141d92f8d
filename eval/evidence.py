"""Whether every quote of a report stands where it says. Judges no verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from eval.scoring import DECIDED


def evidence_faults(report: Mapping[str, Any] | None) -> list[str]:
    """Every quote that its document does not hold at these offsets, and every decided criterion without evidence."""
    if report is None:
        return []
    texts = {document["document"]: document.get("text") for document in report["documents"]}
    faults = [f"{owner}: {fault}" for owner, item in _items(report) if (fault := _fault(item, texts))]
    faults += [
        f"{criterion['id']}: {criterion['status']} without evidence"
        for criterion in report["criteria"]
        if criterion["status"] in DECIDED and not criterion["evidence"]
    ]
    return faults


def _items(report: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for criterion in report["criteria"]:
        yield from ((criterion["id"], item) for item in criterion["evidence"])
    for fact in report.get("facts", ()):
        yield from ((f"fact {fact['id']} ({fact['name']})", item) for item in fact["evidence"])
    for note in report.get("safety_notes", ()):
        yield from ((f"safety note {note['code']}", item) for item in note.get("evidence", ()))
    for conflict in report.get("identity", {}).get("conflicts", ()):
        yield from (("identity", item) for item in conflict.get("evidence", ()) if isinstance(item, Mapping))


def _fault(item: Mapping[str, Any], texts: Mapping[str, str | None]) -> str:
    text = texts.get(item["document"])
    if text is None:
        return f"quotes {item['document']!r}, which is not among the documents"
    start, end, quote = item["start"], item["end"], item["quote"]
    if not 0 <= start < end <= len(text) or text[start:end] != quote:
        return f"{item['document']}[{start}:{end}] is not the quote {quote!r}"
    return ""
