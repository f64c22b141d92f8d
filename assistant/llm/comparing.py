"""Whether a claim and what the grammar read at the same words say the same. Reads no note."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.extraction.drafts import DraftFact
from assistant.extraction.text import normalise
from assistant.llm.claims import (
    Claim,
    ConditionClaim,
    PersonClaim,
    ProcedureClaim,
    ResultClaim,
    StatementClaim,
    TreatmentClaim,
)
from rules import units

_ACTS = frozenset({"treatment", "procedure"})
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_POWER = re.compile(r"(\d+(?:\.\d+)?)\s*(?:(?:x|\*)\s*10\^?\s*|e\+?)(\d+)")
_COMPARATOR = re.compile(r"<=|>=|<|>|≤|≥|~")
_SAME_SIGN = {"≤": "<=", "≥": ">="}
_WORDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("negative", "neg", "-", "(-)", "not detected", "non-reactive", "nonreactive", "undetectable", "absent", "no",
         "阴性", "阴", "未检出", "未检测到", "无"), "negative",
    ),
    **dict.fromkeys(
        ("positive", "pos", "+", "(+)", "detected", "reactive", "present", "yes", "阳性", "阳", "检出"), "positive",
    ),
    **dict.fromkeys(("indeterminate", "equivocal", "borderline", "weakly positive", "可疑", "弱阳性"), "indeterminate"),
}  # fmt: skip
_FLAGS = {
    "low": "low",
    "high": "high",
    "低": "low",
    "降低": "low",
    "偏低": "low",
    "高": "high",
    "升高": "high",
    "偏高": "high",
}
_PENDING = frozenset({"pending", "awaited", "in process", "待回报", "未回", "送检", "未出"})
_SEX = {"female": "female", "f": "female", "woman": "female", "女": "female", "女性": "female"} | {
    "male": "male", "m": "male", "man": "male", "男": "male", "男性": "male",
}  # fmt: skip


def same_kind(draft: DraftFact, kind: str) -> bool:
    """Whether the draft is of the claim's kind; therapies and procedures are told in either list."""
    return draft.kind == kind or (draft.kind in _ACTS and kind in _ACTS)


def named(draft: DraftFact) -> str:
    """What the draft is about."""
    return draft.name


def agrees(claim: Claim, draft: DraftFact) -> bool:
    """Whether value and polarity are the same; dates and details are the grammar's alone."""
    match claim:
        case PersonClaim():
            return _same_person(claim, draft)
        case ResultClaim():
            return draft.kind != "measurement" or (same_value(claim.value, draft) and not _other_unit(claim, draft))
        case StatementClaim():
            return draft.fields.get("value") == claim.value
        case ConditionClaim():
            return _polarity_of(draft) == _CONDITION[claim.status]
        case TreatmentClaim() | ProcedureClaim():
            return _polarity_of(draft) in _ACT[claim.status]
    return False


def difference(claim: Claim, drafts: Sequence[DraftFact]) -> str:
    """Why none of the drafts agrees with the claim, as a code."""
    if isinstance(claim, ResultClaim) and any(same_value(claim.value, draft) for draft in drafts):
        return "unit_differs"
    if isinstance(claim, PersonClaim | ResultClaim | StatementClaim):
        return "value_differs"
    if isinstance(claim, ConditionClaim) and any((claim.status == "family") != (d.subject == "family") for d in drafts):
        return "subject_differs"
    return "polarity_differs"


_CONDITION = {
    "present": "stated", "past": "stated", "remission": "stated", "absent": "denied", "suspected": "suspected",
    "family": "family",
}  # fmt: skip
_ACT: Mapping[str, frozenset[str]] = {
    "ongoing": frozenset({"stated"}),
    "stopped": frozenset({"stated"}),
    "held": frozenset({"stated"}),
    "done": frozenset({"stated"}),
    "planned": frozenset({"planned"}),
    "refused": frozenset({"refused", "denied"}),
    "never": frozenset({"refused", "denied", "planned"}),
}


def _polarity_of(draft: DraftFact) -> str:
    if draft.subject != "patient":
        return draft.subject
    if draft.certainty != "stated":
        return draft.certainty
    status = draft.fields.get("status")
    return str(status) if status in ("planned", "refused") else "stated"


def claimed_polarity(claim: ConditionClaim | TreatmentClaim | ProcedureClaim) -> frozenset[str]:
    """What the context of the words must say for the claim to hold."""
    if isinstance(claim, ConditionClaim):
        return frozenset({_CONDITION[claim.status]})
    return _ACT[claim.status]


def _same_person(claim: PersonClaim, draft: DraftFact) -> bool:
    value = draft.fields.get("value")
    said = claim.value.strip().lower()
    if claim.name == "sex":
        return _SEX.get(said) == value
    if claim.name == "age":
        numbers = _NUMBER.findall(said)
        return len(numbers) == 1 and numbers[0] == str(value)
    return bool(_digits(said)) and _digits(said) == _digits(str(getattr(value, "day", None) or value))


def _digits(text: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", text)]


def qualitative(text: str) -> str | None:
    """``positive``, ``negative``, ``indeterminate`` or ``pending``, where a result is a word."""
    plain = normalise(text).strip().strip(".").lower()
    return "pending" if plain in _PENDING else _WORDS.get(plain)


def numbers_of(text: str) -> list[Decimal]:
    """The numbers of a value as written, thousands without commas, a power of ten multiplied out."""
    plain = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", normalise(text)).lower()
    power = _POWER.search(plain)
    if power:
        return [Decimal(power[1]) * Decimal(10) ** min(int(power[2]), 99)]
    found = [Decimal(number) for number in _NUMBER.findall(plain)]
    return found[1:] if re.match(r"\s*[<>]?\s*1\s*[:/]\s*\d", plain) and len(found) == 2 else found


def sign_of(text: str) -> str | None:
    """The comparator before a value."""
    found = _COMPARATOR.search(normalise(text))
    return _SAME_SIGN.get(found[0], found[0]) if found else None


def same_value(said: str, draft: DraftFact) -> bool:
    """Whether a claimed value is the one that was read."""
    fields = draft.fields
    if said.strip().lower() in _FLAGS:
        return _FLAGS[said.strip().lower()] in (fields.get("value"), fields.get("flag"))
    word = qualitative(said)
    if fields.get("validity") == "pending":
        return word in ("pending", "indeterminate")  # neither says that there is a result
    if word == "pending":
        return False
    if word is not None:
        return fields.get("value") == word or (
            isinstance(fields.get("value_as_written"), str) and qualitative(fields["value_as_written"]) == word
        )
    claimed = numbers_of(said)
    if not claimed:
        return False
    read = numbers_of(str(fields.get("value_as_written") or ""))
    given = [Decimal(str(fields[key])) for key in ("value", "low", "high") if _is_number(fields.get(key))]
    if claimed != read and claimed != given:
        return False
    sign = fields.get("comparator")
    return sign_of(said) in (sign, sign_of(str(fields.get("value_as_written") or "")))


def _other_unit(claim: ResultClaim, draft: DraftFact) -> bool:
    """Whether the claimed unit is another than the note's; spellings that the tables do not know are no difference."""
    said = units.find(draft.name, normalise(claim.unit)) if claim.unit else None
    written = draft.fields.get("unit_as_written")
    read = units.find(draft.name, normalise(str(written))) if written else None
    return said is not None and read is not None and (said.factor, said.kept) != (read.factor, read.kept)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def sense(drafts: Sequence[DraftFact]) -> tuple[Any, ...]:
    """What drafts say, without where they say it: two places that say the same are no ambiguity."""
    return tuple(
        sorted(
            (draft.kind, draft.name, draft.certainty, draft.subject, repr(sorted(draft.fields.items(), key=str)))
            for draft in drafts
        )
    )
