"""Derives a stored report anew from the facts in it, without the notes and without a reader, and says what differs.

A report says with which protocol, terminology, settings and facts it was made. While these are the same, every byte of
what was decided is; once the protocol or the terminology has changed, the new verdicts show what that changes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from assistant.corrections.deciding import Override
from assistant.errors import InputError, Phrase
from assistant.identity import Conflict
from assistant.screening import Extraction, Settings, decide
from rules.catalogue import Lang
from rules.chart import Dates, Site
from rules.facts import Evidence, fact_from_json
from rules.protocol import Protocol

_FROM_THE_NOTES = ("documents", "extraction", "corrections", "version", "made_with", "warnings")
"""What the reading and not the rules put into a report. ``made_with`` is compared part by part."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that came out otherwise: the place in the report, what it said, and what it would say now."""

    place: str
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Replay:
    """A report derived anew. ``changed`` names what it was made with that is no longer the same."""

    trial: str
    changed: tuple[str, ...]
    differences: tuple[Difference, ...]
    report: Mapping[str, Any]

    @property
    def same(self) -> bool:
        """Whether every byte that the rules decide came out as it was."""
        return not self.differences

    @property
    def altered(self) -> bool:
        """Whether the report no longer holds what it says it was made with: somebody changed it afterwards."""
        return any(part in ("facts", "settings") for part in self.changed)

    @property
    def holds(self) -> bool:
        """Whether nothing is otherwise: no answer, and nothing that an answer follows from."""
        return self.same and all(part == "version" for part in self.changed)


def replay(stored: Mapping[str, Any], protocol: Protocol) -> Replay:
    """The report that these facts give today, beside the one that was stored.

    Raises:
        InputError: the report lacks what it would be derived from.
    """
    try:
        settings, made_with = stored["settings"], stored["made_with"]
        lang = cast(Lang, settings["lang"])
        anew = decide(
            (),
            protocol,
            _dates(stored["dates"]),
            Extraction(stored["extraction"]["extractor"], tuple(fact_from_json(fact) for fact in stored["facts"])),
            tuple(_conflict(item) for item in stored["identity"]["conflicts"]),
            Settings(
                site=Site.from_json(settings["site"]),
                same_patient=settings["same_patient"],
                overrides=tuple(Override.from_json(item) for item in settings.get("overrides", ())),
            ),
        ).to_json(lang)
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("underivable", reason=_fault(error)) from None
    changed = tuple(part for part in anew["made_with"] if anew["made_with"][part] != made_with.get(part))
    if stored.get("version") != anew["version"]:
        changed = (*changed, "version")
    whole = {**anew, **{key: stored[key] for key in _FROM_THE_NOTES if key in stored}}
    return Replay(stored["trial"]["id"], changed, tuple(_differences(stored, anew)), whole)


def _differences(stored: Mapping[str, Any], anew: Mapping[str, Any]) -> list[Difference]:
    """Criterion by criterion, then part by part, whatever is not the same text."""
    found = []
    was = {item["id"]: item for item in stored["criteria"]}
    now = {item["id"]: item for item in anew["criteria"]}
    for name in dict.fromkeys([*was, *now]):
        found += _fields(name, was.get(name), now.get(name))
    for key in anew:
        if key not in (*_FROM_THE_NOTES, "criteria"):
            found += _parts(key, stored.get(key), anew[key])
    return found


def _parts(place: str, was: Any, now: Any) -> list[Difference]:
    """What differs in a part of the report, as far inside it as both still have the same shape."""
    if _text(was) == _text(now):
        return []
    if isinstance(was, Mapping) and isinstance(now, Mapping) and was.keys() == now.keys():
        return [item for key in now for item in _parts(f"{place}.{key}", was[key], now[key])]
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        pairs = enumerate(zip(was, now, strict=True), 1)
        return [item for number, (old, new) in pairs for item in _parts(f"{place}.{number}", old, new)]
    return [Difference(place, was, now)]


def _fields(name: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> list[Difference]:
    if was is None or now is None:
        return [Difference(name, was and was["status"], now and now["status"])]
    fields = [key for key in dict.fromkeys([*was, *now]) if _text(was.get(key)) != _text(now.get(key))]
    return [Difference(f"{name} {key}", was.get(key), now.get(key)) for key in fields]


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _dates(data: Mapping[str, Any]) -> Dates:
    days = {name: date.fromisoformat(data[name]) for name in ("screening", "lymphodepletion", "infusion") if data[name]}
    return Dates.planned(
        days["screening"], days.get("lymphodepletion"), days.get("infusion"), tuple(data.get("assumed", ()))
    )


def _conflict(data: Mapping[str, Any]) -> Conflict:
    first, second = (Evidence.model_validate(item) for item in data["evidence"])
    return Conflict(data["what"], (data["values"][0], data["values"][1]), (first, second))


def _fault(error: Exception) -> Phrase | str:
    """What is wrong, without a word of what the report holds."""
    return Phrase("missing_field", field=repr(error.args[0])) if isinstance(error, KeyError) else type(error).__name__
