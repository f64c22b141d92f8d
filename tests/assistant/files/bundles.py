"""Makes FHIR R4 Bundles of one invented patient, from what each entry says beside what every one of its kind needs."""

from __future__ import annotations

import base64
import json
from typing import Any

PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1991-05-02"}
ME = {"reference": "Patient/p1"}
_NEEDED: dict[str, dict[str, Any]] = {
    "Observation": {"status": "final", "subject": ME},
    "Condition": {"subject": ME},
    "AllergyIntolerance": {"patient": ME},
    "FamilyMemberHistory": {"status": "completed", "patient": ME},
    "MedicationStatement": {"status": "active", "subject": ME},
    "MedicationRequest": {"status": "active", "intent": "order", "subject": ME},
    "MedicationAdministration": {"status": "completed", "subject": ME},
    "MedicationDispense": {"status": "completed", "subject": ME},
    "Procedure": {"status": "completed", "subject": ME},
    "Immunization": {"status": "completed", "patient": ME},
    "DocumentReference": {"status": "current"},
    "DiagnosticReport": {"status": "final", "subject": ME},
    "Patient": {},
}


def entry(kind: str, **fields: Any) -> dict[str, Any]:
    """A resource of this kind; a field that is a plain text where FHIR wants a concept is one with that text."""
    said = {
        name: {"text": value} if name in _CONCEPTS and isinstance(value, str) else value
        for name, value in fields.items()
    }
    return {"resourceType": kind, **_NEEDED.get(kind, {}), **said}


_CONCEPTS = ("code", "medicationCodeableConcept", "vaccineCode", "relationship", "valueCodeableConcept")


def status(code: str) -> dict[str, Any]:
    """A clinical or verification status."""
    return {"coding": [{"code": code}]}


def loinc(code: str, display: str = "") -> dict[str, Any]:
    """A LOINC code, with its name where one is given."""
    return {"coding": [{"system": "http://loinc.org", "code": code, **({"display": display} if display else {})}]}


def amount(value: float, unit: str = "", code: str | None = None, **more: Any) -> dict[str, Any]:
    """A quantity, its unit printed, and in UCUM where a code is given."""
    coded = {"system": "http://unitsofmeasure.org", "code": code} if code else {}
    return {"value": value, **({"unit": unit} if unit else {}), **coded, **more}


def attached(text: str | bytes, kind: str = "text/plain", **more: Any) -> dict[str, Any]:
    """What a document or report holds."""
    data = text.encode() if isinstance(text, str) else text
    return {"contentType": kind, "data": base64.b64encode(data).decode(), **more}


def bundle(*resources: dict[str, Any], made_on: str | None = "2026-03-10T09:00:00+08:00", **more: Any) -> bytes:
    """A Bundle of the patient and these resources."""
    listed = [{"resource": each} for each in (PATIENT, *resources)]
    data = {"resourceType": "Bundle", "type": "collection", "entry": listed, **more}
    return json.dumps(data | ({"timestamp": made_on} if made_on else {}), ensure_ascii=False).encode()
