"""What a visitor does in the table of facts or with a verdict, as a new chart and a step. Screens nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, cast

from assistant.corrections.deciding import Override
from assistant.corrections.saying import FIELDS, Correction, as_typed, kind_of, places
from assistant.errors import InputError
from rules.catalogue import Lang, label
from rules.facts import FactBase, Kind, fact_from_json
from rules.verdicts import Status
from ui.page import facts
from ui.page.charts import Chart, Report, Step
from ui.page.wording import Words

MOST = 400
"""So many characters are taken of one field."""


def day_of(chart: Chart) -> date:
    """The day on which a visitor speaks: today, or the screening day where the chart is judged for an earlier one."""
    today = date.today()  # noqa: DTZ011 (the day on the user's own machine is meant)
    return min(today, chart.dates.screening or today)


def said(chart: Chart, report: Report, event: Mapping[str, Any], words: Words) -> tuple[Chart, Step]:
    """The chart after one act in the table.

    Raises:
        InputError: what is to be added has no name that is known.
    """
    act = str(event.get("act"))
    if act == "add":
        return _added(chart, event, words)
    known = {str(fact["id"]): fact_from_json(fact) for fact in report["facts"]}
    fact = known.get(str(event.get("fact")))
    if fact is None:
        return chart, Step("changes.gone")
    number = _number(fact.id)
    if act == "restore" and number is not None:
        name = chart.corrections[number].name
        return _without(chart, number), Step("changes.restored", _label(name, words))
    what = _label(fact.name, words)
    if act == "withdraw":
        step = Step("changes.withdrawn", what)
        if number is None:
            return _with(chart, _spoken(chart, fact, report, words, "withdraw", {})), step
        before = chart.corrections[number]
        if before.act == "add":
            return _without(chart, number), step
        return _instead(chart, number, replace(before, act="withdraw", said=(), on=day_of(chart))), step
    return _changed(chart, report, fact, number, _fields(event.get("said")), words)


def _changed(
    chart: Chart, report: Report, fact: FactBase, number: int | None, typed: Mapping[str, str], words: Words
) -> tuple[Chart, Step]:
    was = as_typed(fact)
    other = {name: typed[name] for name in FIELDS[kind_of(fact)] if name in typed and typed[name] != was[name]}
    what = _label(fact.name, words)
    if not other:
        return chart, Step("changes.same", what)
    shown = words.listed([_field(fact, name, text, was[name], words) for name, text in other.items()])
    step = Step("changes.corrected", f"{what}: {shown}")
    if number is None:
        return _with(chart, _spoken(chart, fact, report, words, "change", other)), step
    before = chart.corrections[number]
    merged = tuple({**before.fields, **other}.items())
    return _instead(chart, number, replace(before, said=merged, on=day_of(chart), lang=words.lang)), step


def _field(fact: FactBase, name: str, text: str, was: str, words: Words) -> str:
    """One field of a correction for the list of what was done: what it was, what it is."""
    ends = [words(f"facts.choices.{end}") if words.has(f"facts.choices.{end}") else end or "–" for end in (was, text)]
    return f"{words(f'facts.fields.{name}')} {ends[0]} → {ends[1]}"


def _spoken(
    chart: Chart, fact: FactBase, report: Report, words: Words, act: str, other: Mapping[str, str]
) -> Correction:
    # Only what stands in the notes is told apart by its place: corrected facts have a place in a text that changes.
    read = [fact_from_json(each) for each in report["facts"] if _number(str(each["id"])) is None]
    return Correction(
        act=cast(Any, act),
        on=day_of(chart),
        by=words("facts.you"),
        kind=cast(Kind, kind_of(fact)),
        name=fact.name,
        place=places(read)[fact.id],
        said=tuple(other.items()),
        lang=words.lang,
    )


def _added(chart: Chart, event: Mapping[str, Any], words: Words) -> tuple[Chart, Step]:
    kind, typed = str(event.get("kind")), str(event.get("name") or "").strip()[:MOST]
    name = facts.by_label(kind).get(typed.lower()) if kind in facts.ADDED else None
    if name is None:
        raise InputError("correction_name", text=typed)
    given = {key: text for key, text in _fields(event.get("said")).items() if key in FIELDS[kind] and text}
    made = Correction(
        act="add",
        on=day_of(chart),
        by=words("facts.you"),
        kind=cast(Kind, kind),
        name=name,
        said=tuple(given.items()),
        lang=words.lang,
    )
    return _with(chart, made), Step("changes.added_fact", _label(name, words))


def decided(chart: Chart, criterion: str, status: str, reason: str, words: Words) -> tuple[Chart, Step]:
    """The chart after a person's own decision on a criterion; the empty status takes it back.

    Raises:
        InputError: it has no reason.
    """
    here = (chart.trial, criterion)
    others = tuple(each for each in chart.decisions if (each[0], each[1].criterion) != here)
    if not status:
        return replace(chart, decisions=others), Step("changes.undecided", criterion)
    made = Override(
        criterion=criterion,
        status=Status(status),
        reason=reason.strip()[:MOST],
        by=words("facts.you"),
        on=day_of(chart),
        lang=cast(Lang, words.lang),
    )
    step = Step("changes.decided", f"{criterion}: {words(f'status.{status}')}")
    return replace(chart, decisions=(*others, (chart.trial, made))), step


def _fields(typed: Any) -> dict[str, str]:
    return {str(key): str(text)[:MOST].strip() for key, text in typed.items()} if isinstance(typed, Mapping) else {}


def _number(fact_id: str) -> int | None:
    """Which correction made this fact, if one did."""
    return int(fact_id[1:]) - 1 if fact_id[:1] == "c" and fact_id[1:].isdecimal() else None


def _with(chart: Chart, item: Correction) -> Chart:
    return replace(chart, corrections=(*chart.corrections, item))


def _without(chart: Chart, number: int) -> Chart:
    kept = (*chart.corrections[:number], *chart.corrections[number + 1 :])
    return replace(chart, corrections=kept)


def _instead(chart: Chart, number: int, item: Correction) -> Chart:
    kept = (*chart.corrections[:number], item, *chart.corrections[number + 1 :])
    return replace(chart, corrections=kept)


def _label(name: str, words: Words) -> str:
    return label(cast(Lang, words.lang), name)
