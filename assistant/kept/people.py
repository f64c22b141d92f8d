"""What tells that two cases may be one patient's: a record number, or a name with a birth date. Decides nothing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WORD = re.compile(r"[^\W\d_]+")


def people_of(named: Iterable[tuple[str, str]], facts: Iterable[Mapping[str, Any]]) -> frozenset[tuple[str, str]]:
    """The pairs by which a case is found again, written alike however a note writes them.

    ``named`` is what the notes say (``record_number``, ``name``), ``facts`` those of a report.
    """
    said = tuple(named)
    numbers = {("record_number", _number(value)) for what, value in said if what == "record_number"}
    names = {_name(value) for what, value in said if what == "name"} - {""}
    births = {str(fact.get("value")) for fact in facts if fact.get("name") == "birth_date" and _is_patient(fact)}
    both = {("name_and_birth_date", f"{name} {day}") for name in names for day in births if _DAY.fullmatch(day)}
    return frozenset(numbers | both)


def _is_patient(fact: Mapping[str, Any]) -> bool:
    return bool(fact.get("subject", "patient") == "patient")


def _number(value: str) -> str:
    plain = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", value)).upper()
    return plain.lstrip("0") or plain


def _name(value: str) -> str:
    """Family and given name stand in either order."""
    return " ".join(sorted(_WORD.findall(unicodedata.normalize("NFKC", value).casefold())))
