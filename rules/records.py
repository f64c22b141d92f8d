"""A registry record in the shape of the ClinicalTrials.gov API v2: its eligibility text and the fields beside it.

Reads what the record says and judges nothing. Texts come without Markdown's escapes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rules.errors import ProtocolError

_FIELDS = ("minimumAge", "maximumAge", "sex")
_OPEN = ("N/A", "ALL", "")


@dataclass(frozen=True, slots=True)
class Record:
    """What a draft is made from."""

    id: str
    title: str
    version: str
    recruitment: str
    eligibility: str
    conditions: tuple[str, ...]
    fields: Mapping[str, str]
    """``minimumAge``, ``maximumAge`` and ``sex``, where they restrict anybody."""

    def line(self, *names: str) -> str:
        """These fields as the draft quotes them: ``minimumAge: 18 Years``."""
        return "; ".join(f"{name}: {self.fields[name]}" for name in names if name in self.fields)


def unescape(text: str) -> str:
    """Markdown's backslash escapes removed: the registry escapes the sign for greater than."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


def read(file: Path) -> Record:
    """The record of a file.

    Raises:
        ProtocolError: the file is no record of the registry's API v2 with eligibility text.
    """
    try:
        return parse(json.loads(file.read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise ProtocolError(f"{file} is not a record of the ClinicalTrials.gov API v2 with eligibility text.") from None


def parse(data: Any) -> Record:
    """The record of its JSON; whatever is missing but the eligibility text is left empty."""
    parts = data["protocolSection"]
    module = parts["eligibilityModule"]
    text = unescape(str(module["eligibilityCriteria"]))
    if not text.strip():
        raise ValueError("no eligibility text")
    name = parts.get("identificationModule") or {}
    status = parts.get("statusModule") or {}
    fields = {key: str(module[key]).strip() for key in _FIELDS if module.get(key) is not None}
    return Record(
        id=str(name.get("nctId") or ""),
        title=str(name.get("briefTitle") or name.get("officialTitle") or name.get("nctId") or ""),
        version=_version(status),
        recruitment=str(status.get("overallStatus") or "UNKNOWN"),
        eligibility=text,
        conditions=tuple(str(item) for item in (parts.get("conditionsModule") or {}).get("conditions") or ()),
        fields={key: value for key, value in fields.items() if value.upper() not in _OPEN},
    )


def _version(status: Mapping[str, Any]) -> str:
    for key in ("lastUpdatePostDateStruct", "studyFirstPostDateStruct"):
        date = (status.get(key) or {}).get("date")
        if date:
            return _iso(str(date))
    return str(status.get("lastUpdateSubmitDate") or status.get("statusVerifiedDate") or "")


def _iso(text: str) -> str:
    """``July 1, 2015`` as ``2015-07-01``; anything else as it is."""
    match = re.fullmatch(r"([A-Z][a-z]{2})[a-z]* (\d{1,2}), (\d{4})", text)
    month = "JanFebMarAprMayJunJulAugSepOctNovDec".find(match[1]) // 3 + 1 if match else 0
    return f"{match[3]}-{month:02}-{int(match[2]):02}" if match and month else text
