"""The list of kept cases: what is shown, in which order, as a table, and what keeping and opening do."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assistant.corrections.saying import Correction
from assistant.errors import InputError
from assistant.kept.cases import Head, Listed
from assistant.kept.people import people_of
from assistant.kept.places import place
from assistant.kept.store import expire_now, open_store
from tests.ui.page import sample
from ui.page import caselist, casesview, examples, keepview, manynotes, service, storing
from ui.page.caselist import Choice, chosen, due_state
from ui.page.charts import Chart, Entry, PlannedDates, Step
from ui.page.wording import Words

TODAY = date(2026, 4, 10)
APP = Path(__file__).with_name("sample_app.py")
HOSTILE = '=HYPERLINK("http://x")<img src=x onerror=alert(1)> **b** [l](javascript:1) \u202egnp $x$ :smile:'


def row(label: str = "Mei", **head: Any) -> Listed:
    changed = head.pop("changed", datetime(2026, 4, 1, tzinfo=UTC))
    return Listed(label, Head(label=label, **head), changed, changed, date(2026, 7, 1), 2)


class TestList:
    @pytest.mark.parametrize(
        ("days", "state"),
        [
            pytest.param(-1, "now", id="yesterday"),
            pytest.param(0, "now", id="today"),
            pytest.param(1, "week", id="tomorrow"),
            pytest.param(6, "week", id="the last day of the week"),
            pytest.param(7, "later", id="a week from today"),
            pytest.param(None, "never", id="no day"),
        ],
    )
    def test_when_a_case_is_due(self, days: int | None, state: str) -> None:
        due = None if days is None else TODAY + timedelta(days)
        assert due_state(row(look_again=due), TODAY) == state

    def test_a_person_s_day_comes_before_the_report_s(self) -> None:
        assert due_state(row(look_again=TODAY, look_on=TODAY + timedelta(30)), TODAY) == "later"
        assert due_state(row(look_on=TODAY), TODAY) == "now"

    @pytest.mark.parametrize(
        ("choice", "left"),
        [
            (Choice(), "a b c d"),
            (Choice(view="week"), "a b"),
            (Choice(view="near"), "b"),
            (Choice(view="silent"), "a c d"),
            (Choice(outlooks=("wait", "refer")), "a b"),
            (Choice(owner="Wu"), "c"),
            (Choice(text="wu C"), "c"),
            (Choice(text="exc-03.3"), "b"),
            (Choice(text="nobody"), ""),
            (Choice(sort="outlook"), "a c b d"),
            (Choice(sort="owner"), "c a b d"),
            (Choice(sort="changed"), "d b c a"),
            (Choice(sort="contacted"), "a c d b"),
        ],
    )
    def test_filters_and_orders(self, choice: Choice, left: str) -> None:
        rows = [
            row("d", outlook="unlikely", changed=datetime(2026, 4, 9, tzinfo=UTC)),
            row("b", outlook="wait", look_again=TODAY + timedelta(3), near=("EXC-03.3",), contacted=TODAY),
            row("c", owner="Wu", outlook="complete_the_chart", look_again=TODAY + timedelta(9)),
            row("a", outlook="refer", look_again=TODAY - timedelta(9)),
        ]
        assert " ".join(one.head.label for one in chosen(rows, choice, TODAY)) == left

    @pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", "\r=", "\n=", " =", "\0="])
    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_no_cell_of_the_table_is_a_formula(self, begin: str, lang: str) -> None:
        hostile = f'{begin}1+1"\n=cmd'
        made = row(hostile, owner=hostile, missing={lang: (hostile,)}, headline={lang: hostile}, near=(hostile,))
        raw = caselist.csv([made], Words(lang))
        assert raw.startswith(b"\xef\xbb\xbf")
        assert raw.count(b"\n") == 2
        cells = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
        assert len(cells) == 2
        assert len(cells[0]) == len(cells[1]) == len(caselist.COLUMNS)
        assert [cell for cell in cells[1] if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", " "))] == []

    def test_a_row_shows_names_as_text(self) -> None:
        drawn = casesview.card(row(HOSTILE, owner=HOSTILE, missing={"en": (HOSTILE,)}), Words("en"), TODAY)
        assert "<img" not in drawn
        assert drawn.count("&lt;img src=x") == 4
        assert "<bdi>" in drawn

    def test_a_name_on_a_button_is_no_markup(self) -> None:
        assert keepview.plain("**b** [l](x)\n:s: $x$") == r"\*\*b\*\* \[l\]\(x\) \:s\: \$x\$"


class TestWhatIsKept:
    def test_a_chart_comes_back_whole(self) -> None:
        example = examples.load("wait", "en")
        chart = Chart(
            entries=(example.entry, Entry("x.pdf", b"\x00\xff", "file"), Entry("typed", "x\ud800", "typed")),
            dates=PlannedDates(date(2026, 3, 12), None, date(2026, 3, 20)),
            confirmed=frozenset({"x.pdf"}),
            steps=(Step("changes.added", "x"),),
            corrections=(Correction(act="add", on=TODAY, by="coordinator", kind="measurement", name="lvef",
                                    said=(("value", "60"),)),),
        )  # fmt: skip
        whole = service.answer(replace(chart, entries=(example.entry,), corrections=()))
        case = storing.case_of(replace(chart, entries=(example.entry,)), whole, Head(label="x"))
        assert storing.chart_of(case) == replace(chart, entries=(example.entry,))

    def test_what_an_older_version_did_not_keep_is_as_at_the_beginning(self) -> None:
        example = examples.load("wait", "en")
        chart = Chart((example.entry,), example.dates)
        case = storing.case_of(chart, service.answer(chart), Head(label="x"))
        assert storing.chart_of(replace(case, chart={})) == Chart((example.entry,))
        with pytest.raises(InputError, match="later version"):
            storing.chart_of(replace(case, chart={"dates": "?"}))

    @pytest.mark.parametrize(
        ("name", "due", "near"),
        [("refer", date(2026, 3, 12), ()), ("wait", date(2026, 4, 14), ("EXC-03.3",)), ("never", None, ())],
    )
    def test_when_to_look_again(self, name: str, due: date | None, near: tuple[str, ...]) -> None:
        example = examples.load(name, "en")
        answer = service.answer(Chart((example.entry,), example.dates))
        told = storing.told({lang: answer.report(lang) for lang in ("en", "zh")})
        assert (told["look_again"], told["near"]) == (due, near)
        assert told["missing"]["en"]
        assert told["headline"]["zh"] != told["headline"]["en"]

    def test_dates_that_are_over_move_together(self) -> None:
        chart = Chart(dates=PlannedDates(date(2026, 3, 12), None, date(2026, 3, 20)))
        assert keepview.moved(chart, TODAY).dates == PlannedDates(TODAY, None, TODAY + timedelta(8))
        assert keepview.moved(chart, date(2026, 3, 12)) == chart
        assert keepview.moved(Chart(), TODAY) == Chart()

    def test_who_the_patient_is_whatever_the_way_of_writing(self) -> None:
        born = [
            {"name": "birth_date", "value": "1991-02-03"},
            {"name": "birth_date", "value": "x", "subject": "family"},
        ]
        one = people_of([("name", "Zhang, Mei-Hua"), ("record_number", "00A-4488")], born)
        assert one == people_of([("name", "MEI HUA ZHANG"), ("record_number", "a4488")], born)
        assert {kind for kind, _ in one} == {"record_number", "name_and_birth_date"}
        assert people_of([("name", "Zhang Mei")], []) == frozenset()


class TestManyNotes:
    def test_files_and_subfolders_are_patients(self) -> None:
        found = manynotes.groups(
            [
                ("clinic/b/2.txt", b"2"), ("clinic/b/1.txt", b"1"), ("clinic/a.txt", b"a"), ("clinic/.x/y.txt", b""),
                ("clinic/dates.csv", b"patient,screening\na,2026-03-12\n"),
            ]
        )  # fmt: skip
        assert [(group.name, [name for name, _ in group.files]) for group in found] == [
            ("a.txt", ["a.txt"]),
            ("b", ["b/1.txt", "b/2.txt"]),
        ]
        assert [dict(group.days) for group in found] == [{"screening": "2026-03-12"}, {}]

    def test_each_is_read_a_fault_costs_one_and_doubles_are_seen(self, tmp_path: Path) -> None:
        note = examples.load("wait", "en").entry.data
        text = note.encode() if isinstance(note, str) else note
        store = open_store(place({"PRESCREEN_CASES": str(tmp_path / "k")}))
        groups = manynotes.groups([("a.txt", text), ("b.txt", b"\0\1"), ("c.txt", text + b"\n"), ("d.txt", b"SLE")])
        like, head = Chart(dates=PlannedDates(date(2026, 3, 12))), Head(label="", owner="Wu")
        found = list(manynotes.read(groups, like, head, store))
        assert [(one.name, one.case is not None, one.alike) for one in found] == [
            ("a.txt", True, ()), ("b.txt", False, ()), ("c.txt", True, ("a.txt",)), ("d.txt", True, ()),
        ]  # fmt: skip
        assert "b.txt" in str(found[1].reason)
        assert found[0].case
        assert (found[0].case.head.label, found[0].case.head.owner) == ("a", "Wu")
        store.keep(found[0].case)
        again = next(iter(manynotes.read(groups[:1], like, head, store)))
        assert again.alike == ("a",)
        store.close()

    def test_two_patients_in_one_folder_are_not_kept_as_one(self) -> None:
        uploads = [
            ("p/1.txt", b"34-year-old woman, MRN: 448812"),
            ("p/2.txt", b"60-year-old man, MRN: 559923"),
            ("q", b"SLE"),
        ]
        one = next(iter(manynotes.read(manynotes.groups(uploads), Chart(), Head(label=""), None)))
        assert one.asks
        assert one.case is None


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
    monkeypatch.setenv("PRESCREEN_CASES", str(tmp_path / "cases"))
    monkeypatch.setattr(service, "answer", service.answer)
    monkeypatch.setattr(service, "trial", service.trial)
    yield AppTest.from_file(str(APP), default_timeout=30).run()
    storing._opened.cache_clear()


def shown(page: AppTest) -> str:
    assert not page.exception
    return "".join(str(item.proto.body) for item in page.get("html"))


def keep(page: AppTest, text: str, label: str = "") -> str:
    page.chat_input[0].set_value(text).run()
    if label:
        next(box for box in page.text_input if box.label == "What to call the case").set_value(label).run()
    page.button(key="keep-now").click().run()
    return shown(page)


def to_list(page: AppTest) -> str:
    page.button(key="switch").click().run()
    return shown(page)


class TestPage:
    def test_nothing_is_kept_by_itself_and_looking_makes_no_file(self, page: AppTest, tmp_path: Path) -> None:
        page.chat_input[0].set_value("34-year-old woman with SLE").run()
        assert "No case is kept yet" in to_list(page)
        assert not (tmp_path / "cases").exists()

    def test_a_case_is_kept_listed_opened_with_what_changed_and_deleted(self, page: AppTest) -> None:
        assert "Kept." in keep(page, "34-year-old woman with SLE", HOSTILE)
        drawn = to_list(page)
        assert "&lt;img src=x onerror=alert(1)&gt;" in drawn
        assert "<img" not in drawn
        assert "1 of 1 cases" in drawn
        key = open_store(place()).listed()[0].id
        # The chart is kept again with other statuses, as if the days had gone by.
        store = open_store(place())
        case = store.load(key)
        then = [{**item, "status": "pass"} if item["id"] == "EXC-10.2" else item for item in case.report["criteria"]]
        store.keep(replace(case, report={**case.report, "criteria": then}), key)
        page.button(key=f"open-{key}").click().run()
        drawn = shown(page)
        assert "1 criterion changed" in drawn
        assert "Not before 21 Apr 2026" in drawn
        to_list(page)
        page.button(key=f"change-{key}").click().run()
        assert page.button(key=f"delete-{key}").disabled
        page.checkbox(key=f"sure-{key}").check().run()
        page.button(key=f"delete-{key}").click().run()
        assert "Deleted for good" in shown(page)
        assert store.listed() == []

    def test_a_case_that_is_kept_already_is_asked_about(self, page: AppTest) -> None:
        keep(page, "34-year-old woman with SLE", "first")
        page.button(key="new-patient").click().run()
        assert "This may be kept already" in keep(page, "34-year-old woman with SLE")
        assert len(open_store(place()).listed()) == 1
        page.button(key="keep-anew").click().run()
        assert len(open_store(place()).listed()) == 2

    def test_saving_changes_replaces_and_adds_none(self, page: AppTest) -> None:
        keep(page, "34-year-old woman with SLE", "first")
        keep(page, "anti-HCV negative 12 Mar 2026")
        store = open_store(place())
        assert len(store.listed()) == 1
        assert store.listed()[0].notes == 2

    def test_owner_contact_and_days_are_set_and_a_wrong_date_is_refused(self, page: AppTest) -> None:
        keep(page, "34-year-old woman with SLE", "first")
        to_list(page)
        key = open_store(place()).listed()[0].id
        page.button(key=f"change-{key}").click().run()
        page.text_input(key=f"amend-{key}-contacted").set_value("3/4/26")
        next(button for button in page.button if button.label == "Save changes").click().run()
        assert "is not a date" in shown(page)
        page.text_input(key=f"amend-{key}-contacted").set_value("12 Mar 2026")
        page.text_input(key=f"amend-{key}-owner").set_value("Dr Wu")
        page.selectbox(key=f"amend-{key}-days").set_value(365)
        next(button for button in page.button if button.label == "Save changes").click().run()
        head = open_store(place()).listed()[0].head
        assert (head.contacted, head.owner, head.keep_days) == (date(2026, 3, 12), "Dr Wu", 365)

    def test_a_case_whose_time_is_over_is_gone_from_list_and_chart(self, page: AppTest) -> None:
        keep(page, "34-year-old woman with SLE", "first")
        to_list(page)
        key = open_store(place()).listed()[0].id
        assert expire_now(place(), datetime.now(UTC).date() + timedelta(200)) == 1
        page.button(key=f"open-{key}").click().run()
        assert "deleted or its time is over" in shown(page)

    def test_a_lost_key_is_one_sentence(self, page: AppTest) -> None:
        keep(page, "34-year-old woman with SLE", "first")
        place().key.unlink()
        storing._opened.cache_clear()
        assert "the key of the kept cases is missing" in to_list(page)

    def test_the_list_is_in_chinese_too(self, page: AppTest) -> None:
        keep(page, sample.NOTE, "first")
        page.session_state["lang"] = "zh"
        drawn = to_list(page.run())
        assert "已保存的病例" in drawn
        assert "尚无" in drawn


def test_starting_the_page_removes_what_is_over_and_makes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ui.page import launch

    monkeypatch.setenv("PRESCREEN_CASES", str(tmp_path / "cases"))
    launch.expire()
    assert not (tmp_path / "cases").exists()
    store = open_store(place())
    store._now = lambda: datetime(2020, 1, 1, tzinfo=UTC)
    chart = Chart((examples.load("never", "en").entry,))
    store.keep(storing.case_of(chart, service.answer(chart), Head(label="old")))
    launch.expire()
    assert store.listed() == []
    monkeypatch.setenv("PRESCREEN_CASES_DAYS", "x")
    launch.expire()
    assert "PRESCREEN_CASES_DAYS" in capsys.readouterr().err
