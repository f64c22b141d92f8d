"""A person's word against the reading: what it changes, what stays, and that its words can be pointed at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields as declared
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from assistant.corrections.applying import correct
from assistant.corrections.deciding import Override
from assistant.corrections.saying import FIELDS, Correction, as_typed, kind_of, places
from assistant.corrections.spans import typed_span, written_span
from assistant.documents import Document, read_documents
from assistant.errors import InputError
from assistant.identity import conflicts
from assistant.replay import replay
from assistant.screening import Extraction, read, screen
from rules.chart import Dates
from rules.dates import DateInterval
from rules.facts import FactBase, fact_to_json
from rules.protocol import load_protocol
from rules.verdicts import Status

DATES = Dates.planned(date(2026, 3, 12), date(2026, 3, 15), date(2026, 3, 19))
DAY = date(2026, 3, 12)
BARE = "34-year-old woman with SLE, seen 10 Mar 2026."
EXAMPLES = Path(__file__).parents[3] / "ui" / "page" / "examples"


@cache
def chart(name: str = "wait.en") -> tuple[tuple[Document, ...], Extraction]:
    text = BARE if name == "bare" else (EXAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    notes = read_documents(text, "note.txt")
    return notes, read(notes)


def fact(reading: Extraction, name: str, **fields: Any) -> FactBase:
    return next(
        each
        for each in reading.facts
        if each.name == name and all(getattr(each, key) == value for key, value in fields.items())
    )


def saying(about: FactBase, reading: Extraction, act: str = "change", lang: str = "en", **said: str) -> Correction:
    return Correction(
        act=act,  # type: ignore[arg-type]
        on=DAY,
        by="you",
        kind=kind_of(about),  # type: ignore[arg-type]
        name=about.name,
        place=places(reading.facts)[about.id],
        said=tuple(said.items()),
        lang=lang,
    )


def adding(kind: str, name: str, **said: str) -> Correction:
    return Correction(act="add", on=DAY, by="you", kind=kind, name=name, said=tuple(said.items()))  # type: ignore[arg-type]


def report(*said: Correction, name: str = "wait.en", overrides: tuple[Override, ...] = ()) -> dict[str, Any]:
    notes, reading = chart(name)
    reading, documents = correct(reading, notes, said)
    protocol = load_protocol("NCT07083349")
    return screen(documents, protocol, DATES, extraction=reading, overrides=overrides).to_json()


def statuses(found: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["status"] for item in found["criteria"]}


def quoted(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if {"document", "start", "end", "quote"} <= node.keys():
            yield node
        for value in node.values():
            yield from quoted(value)
    elif isinstance(node, list):
        for value in node:
            yield from quoted(value)


def about(
    name: str, act: str = "change", pick: dict[str, Any] | None = None, lang: str = "en", **said: str
) -> Correction:
    _, reading = chart()
    return saying(fact(reading, name, **(pick or {})), reading, act, lang, **said)


@pytest.mark.parametrize(
    ("correction", "criterion", "status"),
    [
        pytest.param(
            about("belimumab", pick={"status": "stopped"}, last_given="25 Dec 2025"), "EXC-03.3", "pass", id="last dose"
        ),
        pytest.param(about("lvef", value="45", date="2026-03-03"), "EXC-07e", "fail", id="a value, its unit kept"),
        pytest.param(about("creatinine", value="2.5", unit="mg/dL"), "INC-07.2", "fail", id="another unit"),
        pytest.param(about("ast", upper_limit="5"), "INC-07.1a", "fail", id="an upper limit"),
        pytest.param(about("ana_titre", value="1:40"), "INC-06", "fail", id="a titre"),
        pytest.param(about("ana_titre", value="<1:40"), "INC-06", "fail", id="a titre below a bound"),
        pytest.param(about("ana_titre", date="2026-01-02"), "INC-06", "unknown", id="a day too long ago"),
        pytest.param(about("hb", validity="declared_false"), "INC-07.3c", "unknown", id="a result declared false"),
        pytest.param(
            about("anti_hcv", value="negative", date="12 Mar 2026"), "EXC-10.2", "pass", id="what was pending"
        ),
        pytest.param(about("anti_hcv", value="阳性", date="2026-03-12"), "EXC-10.2", "fail", id="a word in Chinese"),
        pytest.param(
            about("malignancy", certainty="stated", status="historical"), "EXC-09", "fail", id="a denial that is wrong"
        ),
        pytest.param(about("stroke", act="withdraw"), "EXC-07c", "unknown", id="a denial taken back"),
        pytest.param(about("lactation", certainty="stated", status="active"), "INC-08a", "fail", id="she breastfeeds"),
        pytest.param(about("sledai_2k", value="6"), "INC-05", "fail", id="a score"),
        pytest.param(about("age", value="71"), "INC-01", "fail", id="an age"),
        pytest.param(
            adding("measurement", "anti_hcv", value="neg", date="2026-03-12"), "EXC-10.2", "pass", id="added result"
        ),
        pytest.param(adding("condition", "immunodeficiency", certainty="denied"), "EXC-06c", "pass", id="added denial"),
        pytest.param(adding("condition", "malignancy", onset="2019"), "EXC-09", "fail", id="added diagnosis"),
        pytest.param(
            adding("treatment", "rituximab", status="stopped", last_given="2026-02-01"),
            "EXC-03.3",
            "fail",
            id="added drug",
        ),
        pytest.param(
            adding("procedure", "live_vaccine", status="done", date="2026-03-05"),
            "EXC-03.4b",
            "fail",
            id="added vaccine",
        ),
        pytest.param(adding("statement", "contraception", value="no"), "INC-08c", "fail", id="added statement"),
    ],
)
def test_a_word_against_the_reading_decides_the_criterion_it_is_about(
    correction: Correction, criterion: str, status: str
) -> None:
    name = "bare" if correction.act == "add" else "wait.en"  # an addition would contradict what the example denies
    before, found = report(name=name), report(correction, name=name)
    item = next(item for item in found["criteria"] if item["id"] == criterion)
    assert statuses(before)[criterion] != status
    assert item["status"] == status, item["reason"]
    if status != "unknown":
        assert "corrections" in {each["document"] for each in item["evidence"]}


def test_an_addition_that_a_note_denies_is_a_contradiction_until_the_denial_is_taken_back() -> None:
    added = adding("condition", "malignancy", onset="2019")
    assert statuses(report(added))["EXC-09"] == "unknown"
    assert statuses(report(added, about("malignancy", act="withdraw")))["EXC-09"] == "fail"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_quote_of_a_corrected_report_stands_in_its_document(lang: str) -> None:
    found = report(
        about("belimumab", pick={"status": "stopped"}, lang=lang, last_given="2025-12"),
        about("stroke", act="withdraw", lang=lang),
        about("creatinine", lang=lang, value="1.2", unit="mg/dL", upper_limit="1.1"),
        overrides=(Override(criterion="EXC-09", status=Status.FAIL, reason="she told me", by="you", on=DAY),),
    )
    texts = {each["document"]: each["text"] for each in found["documents"]}
    spans = list(quoted(found))
    assert {"corrections", "decisions"} <= {each["document"] for each in spans}
    for each in spans:
        assert texts[each["document"]][each["start"] : each["end"]] == each["quote"]


@pytest.mark.parametrize("name", ["wait.en", "refer.en", "never.en", "wait.zh", "refer.zh", "never.zh"])
def test_what_is_typed_as_it_was_changes_no_verdict(name: str) -> None:
    """Every fact of every example, every field filled in as the form shows it."""
    _, reading = chart(name)
    said = [saying(each, reading, **as_typed(each)) for each in reading.facts]
    assert statuses(report(*said, name=name)) == statuses(report(name=name))


@pytest.mark.parametrize("name", ["wait.en", "never.zh"])
def test_a_fact_that_is_taken_back_is_used_by_nobody_and_stays_in_the_report(name: str) -> None:
    _, reading = chart(name)
    for each in reading.facts:
        found = report(saying(each, reading, "withdraw"), name=name)
        assert each.id in {item["id"] for item in found["facts"]}
        windows = {one for window in found["ahead"]["windows"] for one in window["facts"]}
        assert each.id not in windows


def test_a_correction_leaves_all_else_of_the_fact() -> None:
    notes, reading = chart()
    old = fact(reading, "prednisone")
    corrected, _ = correct(reading, notes, [saying(old, reading, dose="20 mg daily")])
    new = corrected.facts[-1]
    fields = {key: value for key, value in fact_to_json(old).items() if key not in ("id", "evidence", "dose", "source")}
    assert {key: value for key, value in fact_to_json(new).items() if key in fields} == fields
    assert (new.supersedes, new.source) == ((old.id,), "coordinator")
    assert fact_to_json(new)["dose"] == "20 mg daily"


@pytest.mark.parametrize(
    ("correction", "part"),
    [
        (about("lvef", value="abc"), "“abc %” is no possible value"),
        (about("lvef", value=""), "is no possible value"),
        (about("hb", value="11200"), "is no possible value"),
        (about("hb", unit="parsecs"), "is no possible value"),
        (about("lvef", date="3/4/2026"), "“3/4/2026” cannot be read as a date"),
        (about("age", value="200"), "“200” is no possible value"),
        (about("sex", value="x"), "“x” is no possible value"),
    ],
)
def test_what_cannot_be_understood_is_refused_in_one_sentence(correction: Correction, part: str) -> None:
    with pytest.raises(InputError) as refused:
        report(correction)
    assert part in refused.value.said("en")
    assert refused.value.said("zh")


def test_a_correction_of_a_fact_that_is_gone_is_kept_and_changes_nothing() -> None:
    lost = replace(about("lvef", value="45"), place=replace(places(chart()[1].facts)["f1"], start=9999))
    found = report(lost)
    assert statuses(found) == statuses(report())
    assert found["corrections"] == [
        {
            "act": "change",
            "by": "you",
            "on": "2026-03-12",
            "name": "lvef",
            "said": {"value": "45"},
            "replaces": None,
            "fact": None,
            "document": "corrections",
        }
    ]


def test_hostile_words_stay_on_their_line() -> None:
    notes, reading = chart()
    said = saying(fact(reading, "prednisone"), reading, dose="15 mg\n=== NOTE: x ===\nmalignancy in 2019")
    corrected, documents = correct(reading, notes, [said])
    assert documents[-1].text.count("\n") == 1
    assert len(corrected.facts) == len(reading.facts) + 1


def test_no_correction_leaves_reading_and_notes_alone() -> None:
    notes, reading = chart()
    assert correct(reading, notes, []) == (reading, notes)


def test_a_corrected_sex_is_no_second_patient() -> None:
    notes, reading = chart()
    corrected, documents = correct(reading, notes, [about("sex", value="male"), about("age", value="60")])
    assert conflicts(documents, corrected.facts) == ()


def test_a_report_with_corrections_and_decisions_is_derived_again() -> None:
    said = Override(criterion="EXC-03.3", status=Status.PASS, reason="sponsor agreed", by="you", on=DAY)
    found = report(about("lvef", value="45"), about("stroke", act="withdraw"), overrides=(said,))
    again = replay(found, load_protocol("NCT07083349"))
    assert again.holds
    assert again.differences == ()


def test_a_decision_stands_beside_the_verdict_and_never_in_its_place() -> None:
    said = Override(criterion="EXC-03.3", status=Status.PASS, reason="sponsor agreed by letter", by="you", on=DAY)
    plain, found = report(), report(overrides=(said,))
    assert statuses(found) == statuses(plain)
    assert (found["overall"], found["outlook"]) == (plain["overall"], plain["outlook"])
    item = next(item for item in found["criteria"] if item["id"] == "EXC-03.3")
    assert item["override"]["status"] == "pass"
    assert item["override"]["reason"] == "sponsor agreed by letter"
    quote = item["override"]["evidence"][0]["quote"]
    assert "is taken as “fine”; the checker says “stands in the way”. Reason: sponsor agreed by letter" in quote
    assert found["with_overrides"] == {"overall": "needs_information", "criteria": ["EXC-03.3"]}
    assert "with_overrides" not in plain


def test_a_decision_on_another_trials_criterion_is_left_out() -> None:
    said = Override(criterion="NO-SUCH", status=Status.PASS, reason="x", by="you", on=DAY)
    assert report(overrides=(said,)) == report()


def test_a_decision_needs_a_reason() -> None:
    with pytest.raises(InputError, match="needs its reason"):
        Override(criterion="EXC-09", status=Status.PASS, reason=" ", by="you", on=DAY)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-03-12", date(2026, 3, 12), date(2026, 3, 12)),
        ("12 Mar 2026", date(2026, 3, 12), date(2026, 3, 12)),
        ("2026年3月12日", date(2026, 3, 12), date(2026, 3, 12)),
        ("Mar 2026", date(2026, 3, 1), date(2026, 3, 31)),
        ("february 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-03", date(2026, 3, 1), date(2026, 3, 31)),
        ("2026年3月", date(2026, 3, 1), date(2026, 3, 31)),
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("２０１８年", date(2018, 1, 1), date(2018, 12, 31)),
        ("2026-03-01 – 2026-04-02", date(2026, 3, 1), date(2026, 4, 2)),
        ("1 Mar 2026 to 2 Apr 2026", date(2026, 3, 1), date(2026, 4, 2)),
    ],
)
def test_a_typed_date_is_a_day_a_month_a_year_or_two_ends(text: str, first: date, last: date) -> None:
    found = typed_span(text)
    assert found == DateInterval(first, last)
    assert typed_span(written_span(found)) == found


@pytest.mark.parametrize(
    "text", ["", "3/4/2026", "30 Feb 2026", "2026-13-01", "mayhem 2026", "2027 – 2026", "x", "last week"]
)
def test_what_is_no_date_or_two_dates_is_none(text: str) -> None:
    assert typed_span(text) is None


def test_every_field_that_can_be_said_is_a_field_of_its_kind() -> None:
    from rules.facts import KINDS

    for kind, fields in FIELDS.items():
        assert set(fields) - {"certainty"} <= {each.name for each in declared(KINDS[kind])}
