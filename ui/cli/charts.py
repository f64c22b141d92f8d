"""From files, trials and days to a report: the one way in which every command asks the assistant.

Turns what a person can mend (an unknown trial, dates in the wrong order) into an input error. Draws nothing.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from rules.errors import ProtocolError, UnknownProtocol
from ui.cli.arguments import DEFAULT_TRIAL
from ui.cli.inputs import Named, did_you_mean, parse_day, planned_days, shown, today

if TYPE_CHECKING:
    from assistant.documents import Document
    from rules.chart import Dates, Site
    from rules.protocol import Protocol

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked of each chart: plain data, so that it can be handed to another process."""

    trials: tuple[str, ...] = (DEFAULT_TRIAL,)
    days: Mapping[str, date] = field(default_factory=dict)
    note_date: date | None = None
    site: str | None = None
    same_patient: bool = False
    lang: str = "en"
    text: bool = True
    extractor: str = "auto"


def plan_from(arguments: Namespace) -> Plan:
    """The plan that the options of ``screen`` and ``batch`` make.

    Raises:
        InputError: a date is impossible or given twice.
    """
    return Plan(
        trials=tuple(dict.fromkeys(arguments.trial)) or (DEFAULT_TRIAL,),
        days=planned_days(
            {
                "screening": arguments.screening_date,
                "lymphodepletion": arguments.lymphodepletion_date,
                "infusion": arguments.infusion_date,
            },
            arguments.date,
        ),
        note_date=note_date(arguments),
        site=arguments.site,
        same_patient=arguments.same_patient,
        lang=arguments.lang,
        text=not arguments.no_text,
        extractor=arguments.extractor,
    )


def note_date(arguments: Namespace) -> date | None:
    """The day of ``--note-date``, where it is given."""
    given = getattr(arguments, "note_date", None)
    return None if given is None else parse_day(given, "--note-date")


def mendable(error: ProtocolError) -> InputError:
    """What is wrong with a protocol or a site file, as an error of the input."""
    if isinstance(error, UnknownProtocol):
        hint = did_you_mean(error.name, error.known)
        return InputError("no_protocol", name=repr(error.name), hint=hint, known=error.known)
    return InputError("protocol_fault", sentence=str(error))


def load_trials(names: Iterable[str]) -> list[Protocol]:
    """The protocols of these trials.

    Raises:
        InputError: a trial is unknown or its protocol file has a mistake.
    """
    from rules.protocol import load_protocol

    try:
        return [load_protocol(name) for name in names]
    except ProtocolError as error:
        raise mendable(error) from None


def load_settings(file: str | None, protocols: Sequence[Protocol]) -> Site | None:
    """What the site file fixes, where one is given.

    Raises:
        InputError: the file is missing or has a mistake.
    """
    if file is None:
        return None
    from rules.sites import load_site

    if not Path(file).is_file():
        raise InputError("no_site_file", name=shown(file))
    try:
        return load_site(Path(file), protocols)
    except ProtocolError as error:
        raise mendable(error) from None


def dates_of(days: Mapping[str, date]) -> Dates:
    """The planned days; screening is today where nobody said, and then stands among the assumptions.

    Raises:
        InputError: they are in the wrong order.
    """
    from assistant.planning import planned_dates

    return planned_dates(days.get("screening"), days.get("lymphodepletion"), days.get("infusion"), today())


def read(files: Sequence[Named], written: date | None, screening: date | None) -> tuple[Document, ...]:
    """The notes in these files.

    Raises:
        InputError: a file holds no text.
    """
    from assistant.documents import read_chart

    return read_chart(files, written, screening)


def show_requests(arguments: Namespace, screening: date | None) -> None:
    """Write the bodies of the first requests that would be sent about the notes, one a line. Nothing is sent.

    Raises:
        InputError: a file or setting cannot be used, or the reader sends nothing.
        ExtractionError: the notes cannot be masked for certain, so that nothing would be sent.
    """
    from assistant.choosing import requests
    from ui.cli.inputs import read_notes
    from ui.cli.output import write

    documents = read(read_notes(arguments.notes), note_date(arguments), screening)
    bodies = requests(arguments.extractor, documents)
    write("".join(f"{body.decode()}\n" for body in bodies), arguments.output)


def reports(files: Sequence[Named], plan: Plan) -> list[Report]:
    """One report for each trial of the plan, on the chart that these files make.

    Raises:
        InputError: a file, a date, a trial, the site file or a setting of the model server cannot be used.
        ExtractionError: the model server failed.
    """
    dates = dates_of(plan.days)
    protocols = load_trials(plan.trials)
    site = load_settings(plan.site, protocols)
    documents = read(files, plan.note_date, dates.screening_day)
    from assistant import screening
    from assistant.choosing import reader
    from rules.chart import Site

    reading = screening.read(documents, reader(plan.extractor))
    fixed = screening.Settings(site=site or Site(), same_patient=plan.same_patient)
    reading = screening.settle(documents, protocols, dates, reading, fixed)
    made = []
    for protocol in protocols:
        report = screening.screen(
            documents, protocol, dates, site=site, same_patient=plan.same_patient, extraction=reading
        )
        made.append(report.to_json("zh" if plan.lang == "zh" else "en", plan.text))
    return made
