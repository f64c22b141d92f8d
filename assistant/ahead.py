"""What is ahead of a report, as JSON with its sentences in one language. Works nothing out: ``rules/ahead`` does."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from rules import catalogue
from rules.ahead.asking import Asking
from rules.ahead.changes import Change, Flip, Outcome
from rules.ahead.fragile import Fragile, Leaning
from rules.ahead.lapsing import Expiry
from rules.ahead.margins import Room
from rules.ahead.outlook import Ahead
from rules.ahead.schedule import Repeat, Schedule
from rules.ahead.tables import by_concept, tables
from rules.ahead.timeline import Stretch
from rules.catalogue import Lang
from rules.chart import Dates
from rules.facts import FactBase
from rules.intervals import Interval

_NAMED = 2
"""So many tests are named in the head of a report; the calendar names them all."""
_SOON = 365
"""So many days ahead of the planned dates it matters what goes stale: an age reached in 2234 does not."""
_ANCHORS = ("screening", "lymphodepletion", "infusion")


def ahead_to_json(found: Ahead, lang: Lang) -> dict[str, Any]:
    """The report's ``ahead`` object."""
    asked = [_asking(item, lang) for item in found.questions]
    lapses = [_expiry(item, lang) for item in found.expiries]
    plan = _schedule(found.schedule, lang)
    return {
        "summary": _summary(found, asked, lapses, plan, lang),
        "ask_next": asked,
        "expiry": lapses,
        "calendar": plan,
        "what_would_change": [_flip(item, lang) for item in found.flips],
        "best_case": _outcome(found.best_case),
        "worst_case": _outcome(found.worst_case),
        "margins": [_room(item) for item in found.rooms],
        "fragile": [_fragile(item, lang) for item in found.fragile],
        "windows": [_stretch(item) for item in found.stretches],
    }


def _summary(
    found: Ahead,
    asked: Sequence[Mapping[str, Any]],
    lapses: Sequence[Mapping[str, Any]],
    plan: Mapping[str, Any],
    lang: Lang,
) -> list[str]:
    """At most two lines for the head of a report: what to ask next, and which days fit or what goes stale first."""
    lines: list[str] = []
    if found.best_case.outlook == "unlikely":
        return lines
    if asked:
        lines.append(catalogue.ahead(lang, "next_ask", thing=asked[0]["text"]))
    if plan["status"] == "found" and plan["moved"] and plan["repeat"]:
        named, more = [item["text"] for item in plan["repeat"][:_NAMED]], len(plan["repeat"]) - _NAMED
        named += [catalogue.ahead(lang, "more", n=more)] if more > 0 else []
        tests = _listed(named, lang)
        lines.append(catalogue.ahead(lang, "next_plan", plan=plan["text"], tests=tests))
    elif plan["status"] == "found" and plan["moved"]:
        lines.append(plan["text"])
    elif lapses and lapses[0]["days_left"] <= _SOON:
        lines.append(catalogue.ahead(lang, "next_lapse", thing=lapses[0]["text"]))
    return lines


def _asking(item: Asking, lang: Lang) -> dict[str, Any]:
    ids = [verdict.id for verdict in item.settles]
    slot = item.slot
    first, last = slot or (None, None)
    code = "ask" if slot is None else "ask_on" if first == last else "ask_between"
    count = catalogue.ahead(lang, "settles", n=len(ids)) if len(ids) > 1 else ""
    return {
        "question": item.key,
        "settled_by": item.settled_by,
        "settles": ids,
        "decides": item.decides,
        "cost": item.cost,
        "slot": None if slot is None else {"first": str(first), "last": str(last)},
        "text": catalogue.ahead(lang, code, thing=_thing(item, lang), count=count, first=first, last=last),
    }


def _thing(item: Asking, lang: Lang) -> str:
    """The sample's or the topic's name; of one criterion, what is missing for it."""
    verdict = item.settles[0]
    if item.group == "criteria" or len(item.settles) == 1:
        return catalogue.missing(lang, verdict.missing[0], verdict.criterion) if verdict.missing else verdict.id
    return _named(tables()[item.group][item.key]["name"], lang)


def _named(names: Mapping[str, str], lang: Lang) -> str:
    return names.get(lang) or names["en"]


def _expiry(item: Expiry, lang: Lang) -> dict[str, Any]:
    code = "younger" if item.rule == "younger" else ("fresh_result" if item.by_record else "fresh_denial")
    what = _together(list(dict.fromkeys(fact.name for fact in item.facts)), lang)
    text = catalogue.ahead(lang, code, thing=what, day=item.last_day, anchor=item.anchor)
    return {
        "criterion": item.criterion,
        "anchor": item.anchor,
        "last_day": item.last_day.to_json(),
        "days_left": item.days_left,
        "facts": _ids(item.facts),
        "by_record": item.by_record,
        "overtaken": item.overtaken,
        "text": text,
    }


def _together(names: Sequence[str], lang: Lang) -> str:
    """The sample that all these tests come from, where there is one; else their names."""
    samples = {by_concept("samples").get(name) for name in names}
    sample = samples.pop() if len(samples) == 1 and len(names) > 1 else None
    if sample is not None:
        return _named(tables()["samples"][sample]["name"], lang)
    return ", ".join(catalogue.label(lang, name) for name in names)


def _schedule(item: Schedule, lang: Lang) -> dict[str, Any]:
    days = {name: None if item.dates is None else _iso(item.dates.anchor(name).day) for name in _ANCHORS}
    return {
        "status": item.status,
        **days,
        "moved": item.moved,
        "for_certain": item.for_certain,
        "may_move": item.until,
        "because": list(item.because),
        "repeat": [_repeat(one, lang) for one in item.repeats],
        "text": _plan(item, lang),
    }


def _plan(item: Schedule, lang: Lang) -> str:
    if item.dates is None:
        return catalogue.ahead(lang, f"plan_{item.status}")
    if not item.moved:
        return catalogue.ahead(lang, "plan_stands")
    code = "plan_moved" if item.for_certain else "plan_possible"
    return catalogue.ahead(lang, code, plan=_listed(_days(item.dates, lang), lang))


def _days(dates: Dates, lang: Lang) -> Iterable[str]:
    for name in _ANCHORS:
        day = dates.anchor(name).day
        if day is not None:
            yield catalogue.ahead(lang, f"on_{name}", day=day)


def _repeat(item: Repeat, lang: Lang) -> dict[str, Any]:
    names = tables()["samples"].get(item.sample) or {}
    single = not names or len(item.analytes) == 1
    thing = catalogue.label(lang, item.analytes[0]) if single else _named(names["name"], lang)
    return {
        "sample": item.sample,
        "tests": list(item.analytes),
        "criteria": list(item.criteria),
        "why": list(item.why),
        "first": str(item.first),
        "last": str(item.last),
        "text": catalogue.ahead(
            lang, "repeat_on" if item.first == item.last else "repeat", thing=thing, first=item.first, last=item.last
        ),
    }


def _flip(item: Flip, lang: Lang) -> dict[str, Any]:
    changes = [_change(change, lang) for change in item.changes]
    return {"overall": item.overall, "can_come_about": item.possible, "changes": changes}


def _change(item: Change, lang: Lang) -> dict[str, Any]:
    opens = item.opens
    code = f"change_{item.remedy}"
    if item.remedy == "wait" and opens is not None:
        code = "change_wait_from" if opens.certain in (None, opens.possible) else "change_wait_certain"
    possible, certain = (None, None) if opens is None else (opens.possible, opens.certain)
    return {
        "criterion": item.criterion,
        "from": item.was,
        "to": item.becomes,
        "remedy": item.remedy,
        "passes_on": None if opens is None else {"possible": _iso(possible), "certain": _iso(certain)},
        "facts": _ids(item.finding.facts),
        "reason": catalogue.reason(lang, item.finding.sentences),
        "text": catalogue.ahead(lang, code, possible=possible, certain=certain),
    }


def _outcome(item: Outcome) -> dict[str, str]:
    return {"overall": item.overall, "outlook": item.outlook}


def _room(item: Room) -> dict[str, Any]:
    return {
        "criterion": item.criterion,
        "facts": _ids(item.facts),
        "analyte": item.analyte,
        "value": _number(item.value),
        "limit": _number(item.limit),
        "passes": item.passes,
        "unit": item.unit,
        "absolute": _number(item.absolute),
        "relative": None if item.relative is None else _number(item.relative),
        "near": item.near,
    }


def _fragile(item: Fragile, lang: Lang) -> dict[str, Any]:
    because = [{"kind": one.kind, "text": _leaning(one, lang)} for one in item.because]
    return {"criterion": item.criterion, "status": item.status, "because": because}


def _leaning(item: Leaning, lang: Lang) -> str:
    if item.kind in ("date", "value"):
        return catalogue.ahead(lang, item.remark.code, **item.remark.data)
    return catalogue.assumption(lang, item.remark)


def _stretch(item: Stretch) -> dict[str, Any]:
    return {
        "criterion": item.criterion,
        "fact": item.facts[0].id if item.facts else None,
        "facts": _ids(item.facts),
        "from": item.begins.to_json(),
        "to": item.ends.to_json(),
        "anchor": item.anchor,
        "rule": item.rule,
        "state": item.state,
    }


def _ids(facts: Iterable[FactBase]) -> list[str]:
    return list(dict.fromkeys(fact.id for fact in facts))


def _listed(items: Iterable[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(items)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _number(value: Interval) -> float | dict[str, float | None]:
    """A number, or its two ends (``None`` where there is none)."""
    low, high = (None if math.isinf(end) else float(f"{end:.6g}") for end in (value.low, value.high))
    return low if low is not None and low == high else {"low": low, "high": high}
