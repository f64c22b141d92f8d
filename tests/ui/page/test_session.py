"""What the visitor does either succeeds or leaves everything as it was, with the text kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from tests.ui.page import sample
from ui.page import examples, service
from ui.page.charts import Chart, Entry, PlannedDates
from ui.page.session import Session
from ui.page.wording import LANGUAGES

NOTE = Entry("typed", "34-year-old woman with SLE", "typed")
FACT = Entry("typed", "anti-HCV negative 12 Mar 2026", "typed")


@dataclass(frozen=True, slots=True)
class Written:
    written: dict[str, Any]

    def to_json(self, lang: str = "en", text: bool = True) -> dict[str, Any]:
        return self.written


@dataclass(slots=True)
class Backend:
    """Stands in for screening; ``failure`` is raised instead of an answer."""

    failure: Exception | None = None

    def __call__(self, chart: Chart, reader: object = None) -> service.Answer:
        if self.failure:
            raise self.failure
        typed = " ".join(str(entry.data) for entry in chart.entries)
        asks = "another man" in typed and not chart.confirmed
        statuses = {"EXC-10.2": "pass"} if "anti-HCV negative" in typed else {}
        return service.Answer(Written(sample.report(statuses)), asks)


@pytest.fixture
def backend(monkeypatch: pytest.MonkeyPatch) -> Backend:
    made = Backend()
    monkeypatch.setattr(service, "answer", made)
    return made


def test_a_further_fact_lists_the_criteria_that_it_changed(backend: Backend) -> None:
    session = Session()
    session.add([NOTE])
    session.add([FACT])
    (change,) = session.chart.steps[-1].changes
    assert (change.criterion, change.before, change.after) == ("EXC-10.2", "unknown", "pass")


def test_the_first_note_is_no_change(backend: Backend) -> None:
    session = Session()
    session.add([NOTE])
    assert session.chart.steps[-1].first
    assert session.chart.steps[-1].changes == ()


def test_entries_of_one_name_are_kept_apart(backend: Backend) -> None:
    session = Session()
    session.add([NOTE, FACT, Entry("a.txt", b"x", "file"), Entry("a.txt", b"y", "file")])
    assert [entry.name for entry in session.chart.entries] == ["typed", "typed (2)", "a.txt", "a (2).txt"]


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [(service.Unusable("It has no words."), "It has no words."), (RuntimeError("secret note text"), None)],
)
def test_what_was_typed_survives_a_failure(backend: Backend, failure: Exception, sentence: str | None) -> None:
    session = Session()
    session.add([NOTE])
    before = session.chart
    backend.failure = failure
    session.add([FACT])
    assert session.chart == before
    assert session.problem is not None
    assert (session.problem.reason and session.problem.reason.said("en")) == sentence
    assert session.problem.text == FACT.data
    backend.failure = None
    session.retry("anti-HCV negative 11 Mar 2026")
    assert session.problem is None
    assert session.chart.entries[-1].data == "anti-HCV negative 11 Mar 2026"


def test_a_bad_file_does_not_keep_the_good_one_out(backend: Backend) -> None:
    session = Session()
    session.add([Entry("scan.txt", b"\x00\x01\x02", "file"), Entry("note.txt", b"SLE", "file")])
    assert [entry.name for entry in session.chart.entries] == ["note.txt"]
    assert session.problem is not None
    assert "scan.txt" in str(session.problem.reason)


def test_dates_that_cannot_be_used_leave_the_old_ones(backend: Backend) -> None:
    session = Session()
    session.add([NOTE])
    backend.failure = service.Unusable("The infusion lies before the screening.")
    session.set_dates(PlannedDates(date(2026, 3, 12), None, date(2026, 3, 1)))
    assert session.chart.dates == PlannedDates()
    assert session.problem is not None
    assert session.problem.about_dates


def test_another_patients_note_is_asked_about_before_anything_is_decided(backend: Backend) -> None:
    session = Session()
    session.add([NOTE])
    session.add([Entry("typed", "another man", "typed")])
    assert session.patient.answer is not None
    assert session.patient.answer.asks
    assert session.chart.steps[-1].changes == ()


def test_notes_said_to_be_of_one_patient_are_decided(backend: Backend) -> None:
    session = Session()
    session.add([NOTE, Entry("typed", "another man", "typed")])
    session.same_patient()
    assert session.patient.answer is not None
    assert not session.patient.answer.asks
    assert session.chart.confirmed == {"typed", "typed (2)"}


def test_a_new_patient_takes_the_last_note_along_and_the_old_one_stays(backend: Backend) -> None:
    session = Session()
    session.add([NOTE])
    session.add([Entry("typed", "another man", "typed")])
    session.split_last()
    assert len(session.patients) == 2
    assert [[entry.data for entry in patient.chart.entries] for patient in session.patients] == [
        [NOTE.data],
        ["another man"],
    ]
    session.show(0)
    assert session.chart.entries[0].data == NOTE.data


def test_removing_the_last_note_leaves_an_empty_page(backend: Backend) -> None:
    session = Session()
    session.add([NOTE])
    session.remove(0)
    assert session.patient.answer is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", examples.NAMES)
def test_the_examples_can_be_read(name: str, lang: str) -> None:
    example = examples.load(name, lang)
    service.check(example.entry)
    assert example.dates.in_order
