"""Opens a FHIR R4 Bundle of one patient: its entries validated, as plain data. Says nothing of what they mean.

Each entry that is used is validated by ``fhir.resources`` (R4B, whose resources for these are R4's own): one that is
not valid refuses the whole file, since a chart with a part missing would mislead.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.errors import InputError

Resource = Mapping[str, Any]

USED = frozenset(
    (
        "AllergyIntolerance", "Binary", "Composition", "Condition", "DiagnosticReport", "DocumentReference",
        "FamilyMemberHistory", "Immunization", "Medication", "MedicationAdministration", "MedicationDispense",
        "MedicationRequest", "MedicationStatement", "Observation", "Patient", "Procedure",
    )
)  # fmt: skip
"""The kinds of resources that are read; how many there are of others is said."""
_MOST = 20_000
_DEPTH = 60
_SUBJECTS = ("subject", "patient")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The entries of a Bundle by kind, in their order, and the day on which it was made."""

    entries: tuple[Resource, ...]
    others: tuple[str, ...]
    """The kinds of those that are not read, once for each."""
    made_on: str | None
    by_reference: Mapping[str, Resource]

    def of(self, kind: str) -> list[Resource]:
        """The entries of one kind."""
        return [entry for entry in self.entries if entry["resourceType"] == kind]

    def referred(self, reference: Any, within: Resource) -> Resource | None:
        """What a reference points to, in the resource or in the Bundle."""
        text = str(reference.get("reference", "")) if isinstance(reference, Mapping) else str(reference or "")
        if text.startswith("#"):
            return next((each for each in within.get("contained", ()) if each.get("id") == text[1:]), None)
        return self.by_reference.get(text) or self.by_reference.get(_tail(text))


def open_bundle(text: str, name: str) -> Bundle:
    """The Bundle in a JSON text.

    Raises:
        InputError: it is no R4 Bundle, holds an entry that is not valid, or entries of several patients.
    """
    data = _json(text, name)
    if not isinstance(data, dict) or data.get("resourceType") != "Bundle":
        raise InputError("no_bundle", name=name)
    if data.get("type") == "history":
        raise InputError("bundle_history", name=name)
    listed = data.get("entry") or []
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise InputError("no_bundle" if not isinstance(listed, list) else "too_much_text", name=name)
    entries: list[Resource] = []
    others: list[str] = []
    known: dict[str, Resource] = {}
    for number, entry in enumerate(listed, 1):
        resource = _resource(entry, name)
        if not resource:
            continue
        kind = str(resource.get("resourceType"))
        if kind not in USED:
            others.append(kind if kind.isascii() and kind.isalpha() else "?")
            continue
        _validate(resource, kind, number, name)
        entries.append(resource)
        for reference in (entry.get("fullUrl"), resource.get("id") and f"{kind}/{resource['id']}"):
            if isinstance(reference, str):
                known[reference] = resource
    if not entries:
        raise InputError("bundle_empty", name=name)
    _refuse_several(entries, known, name)
    return Bundle(tuple(entries), tuple(others), _day(data.get("timestamp")), known)


def _resource(entry: Any, name: str) -> dict[str, Any] | None:
    """The resource of an entry; nothing where it has none, or tells that one was deleted."""
    if not isinstance(entry, dict) or not isinstance(entry.get("resource", {}), dict):
        raise InputError("no_bundle", name=name)
    request = entry.get("request")
    deleted = isinstance(request, dict) and request.get("method") == "DELETE"
    return None if deleted else entry.get("resource")


def _json(text: str, name: str) -> Any:
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise InputError("no_bundle", name=name) from None
    level, depth = [data], 0
    while level:
        depth += 1
        if depth > _DEPTH:
            raise InputError("no_bundle", name=name)
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
            if isinstance(child, dict | list)
        ]
    return data


def _refuse_constant(word: str) -> None:
    raise ValueError(word)


def _validate(resource: dict[str, Any], kind: str, number: int, name: str) -> None:
    from fhir.resources.R4B import get_fhir_model_class
    from pydantic import ValidationError

    try:
        get_fhir_model_class(kind).model_validate(resource)
    except ValidationError as error:
        place = error.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        # The names of fields only: an unknown one is the file's own word, which no error repeats.
        fields = [str(part) for part in place if isinstance(part, int) or str(part).isidentifier()]
        raise InputError("bad_entry", name=name, number=number, kind=kind, field=".".join(fields)[:80]) from None


def _refuse_several(entries: list[Resource], known: Mapping[str, Resource], name: str) -> None:
    """One patient at a time: entries of another would be read as this one's."""
    people = {str(each.get("id") or id(each)) for each in entries if each["resourceType"] == "Patient"}
    subjects = set()
    for each in entries:
        for field in _SUBJECTS:
            reference = each.get(field)
            text = reference.get("reference") if isinstance(reference, dict) else None
            if isinstance(text, str) and not text.startswith("#"):
                found = known.get(text) or known.get(_tail(text))
                subjects.add(str(found.get("id") or id(found)) if found else _tail(text).rpartition("/")[2])
    if len(people) > 1 or len(subjects | people if people and subjects else subjects) > 1:
        raise InputError("several_patients", name=name)


def _tail(reference: str) -> str:
    """``Patient/1`` of an absolute address that ends so, its version left out."""
    parts = reference.partition("/_history/")[0].split("/")
    return "/".join(parts[-2:])


def _day(value: Any) -> str | None:
    text = str(value or "")[:10]
    return text if len(text) == 10 else None
