"""Turns what is on the page into a case that can be kept, and back. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from assistant.errors import InputError
from assistant.identity import named
from assistant.kept.cases import Case, Head, KeptNote
from assistant.kept.people import people_of
from assistant.kept.places import Place, place
from ui.page import service, views
from ui.page.charts import Chart, Entry, Report
from ui.page.wording import LANGUAGES, Words

if TYPE_CHECKING:
    from assistant.kept.store import SqlStore

LONGEST = 200  # characters of a label or an owner


@cache
def _opened(where: Place) -> SqlStore:
    from assistant.kept.store import open_store

    return open_store(where)


def made() -> SqlStore:
    """Where cases are kept, made where there is none yet.

    Raises:
        InputError: the place cannot be used.
    """
    return _opened(place())


def store() -> SqlStore | None:
    """Where cases are kept; None where none ever was: looking makes nothing.

    Raises:
        InputError: the place cannot be used.
    """
    where = place()
    return _opened(where) if where.exists else None


@contextmanager
def telling() -> Iterator[None]:
    """What a database cannot do is told as an error that can be mended."""
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except SQLAlchemyError:
        raise InputError("kept_database") from None


def today() -> date:
    return date.today()  # noqa: DTZ011 (the day on the user's own machine is meant)


def suggested_label(chart: Chart) -> str:
    """What the notes call the patient, else the first file's name; empty where there is neither."""
    said = dict(reversed(named(service.documents_of(chart))))
    label = said.get("name") or said.get("record_number")
    files = [entry.name for entry in chart.entries if entry.source == "file"]
    return (label or next(iter(files), ""))[:LONGEST]


def case_of(chart: Chart, answer: service.Answer, head: Head) -> Case:
    """The case as it stands, with what the list shows of it brought up to date in ``head``."""
    report = answer.screened.to_json(lang="en", text=False)
    shown = {lang: answer.report(lang) for lang in LANGUAGES}
    return Case(
        head=head.model_copy(update=told(shown)),
        notes=tuple(KeptNote(entry.name, entry.data, entry.source) for entry in chart.entries),
        chart={name: adapter.dump_python(getattr(chart, name), mode="json") for name, adapter in _adapters().items()},
        report={name: value for name, value in report.items() if name not in ("facts", "corrections")},
        facts=report["facts"],
        corrections=report.get("corrections") or (),
        people=people_of(named(service.documents_of(chart)), report["facts"]),
    )


def chart_of(case: Case) -> Chart:
    """The chart as it was.

    Raises:
        InputError: a later version of this program kept it.
    """
    entries = tuple(Entry(note.name, note.data, note.source) for note in case.notes)
    try:
        rest = {
            name: adapter.validate_python(case.chart[name], strict=False)
            for name, adapter in _adapters().items()
            if name in case.chart
        }
    except (ValidationError, ValueError):
        raise InputError("kept_newer") from None
    return Chart(entries=entries, **rest)


@cache
def _adapters() -> Mapping[str, TypeAdapter[Any]]:
    """How each part of a chart but its notes is written: whatever a chart comes to hold is kept with it."""
    hints = get_type_hints(Chart)
    return {field.name: TypeAdapter(hints[field.name]) for field in fields(Chart) if field.name != "entries"}


def told(reports: Mapping[str, Report]) -> dict[str, Any]:
    """What the list shows of reports of one screening, one in each language."""
    report = reports["en"]
    dates = report["dates"]
    return {
        "trial": str(report["trial"]["id"]),
        "screening": None if "screening" in (dates.get("assumed") or ()) else _day(dates.get("screening")),
        "overall": report["overall"],
        "outlook": report["outlook"],
        "headline": {lang: views.headline(each, Words(lang)) for lang, each in reports.items()},
        "missing": {lang: missing(each) for lang, each in reports.items()},
        "near": near(report),
        "look_again": look_again(report),
    }


def missing(report: Report) -> tuple[str, ...]:
    """What is open, the most telling question first."""
    asked = [str(item["text"]) for item in (report.get("ahead") or {}).get("ask_next") or ()]
    opened = [item for item in report["criteria"] if item["status"] == "unknown"]
    return tuple(asked or dict.fromkeys(str(what) for item in opened for what in item.get("missing") or ()))


def near(report: Report) -> tuple[str, ...]:
    """Criteria that alone stand in the way and can still come about, or that a value misses by little."""
    ahead = report.get("ahead") or {}
    failing = [item["id"] for item in report["criteria"] if item["status"] == "fail"]
    alone = [
        way["changes"][0]["criterion"]
        for way in ahead.get("what_would_change") or ()
        if way.get("can_come_about") and len(way["changes"]) == 1 and len(failing) == 1
    ]
    close = [item["criterion"] for item in ahead.get("margins") or () if item.get("near")]
    return tuple(dict.fromkeys([*(one for one in alone if one in failing), *(one for one in close if one in failing)]))


def look_again(report: Report) -> date | None:
    """The first day of screening from which it is worth looking again; None where nothing can change the answer.

    Windows are counted to the infusion, and screening comes before it by as many days as were planned between them.
    """
    screening = _day(report["dates"].get("screening"))
    if report["overall"] != "ineligible":
        return screening
    if report["outlook"] == "unlikely":
        return None
    plan = (report.get("ahead") or {}).get("calendar") or {}
    earliest = report.get("earliest_eligible") or {}
    possible = _day(earliest.get("possible")) or _day(earliest.get("certain"))
    if possible is None:
        return _day(plan.get("screening")) or screening
    first, last = _day(plan.get("screening")), _day(plan.get("infusion"))
    return possible - (last - first if first and last else timedelta(0))


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else None


def of_another(found: Sequence[Any], case_id: str | None) -> list[Any]:
    """The cases among these that are not this one."""
    return [row for row in found if row.id != case_id]
