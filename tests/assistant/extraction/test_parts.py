"""The parts of a frame: normalised text, sections, sentences, names and their look-up."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.documents import read_documents
from assistant.extraction.frame import Frame, build_frame
from assistant.extraction.sections import find_sections
from assistant.extraction.sentences import find_clauses, find_sentences
from assistant.extraction.text import normalise
from rules import terminology


def frame(text: str) -> Frame:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    return build_frame(document, terminology.load())


@given(st.text())
def test_normalising_keeps_every_offset(text: str) -> None:
    assert len(normalise(text)) == len(text)
    assert len(normalise(text).lower()) == len(text)


@settings(deadline=None)
@given(st.text(alphabet="No 12/3,.:;()无未，。：（）\n史MI=-[]□☑", max_size=80))
def test_any_text_has_a_frame(text: str) -> None:
    if text.strip():
        made = frame(text)
        assert made.sections[-1].end == len(text)
        assert all(text[m.start : m.end] for m in made.mentions)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ＷＢＣ：３．６×１０⁹／Ｌ（↓）", "WBC:3.6x10⁹/L(↓)"),
        ("\u00b5mol\u00a0L – it’s “fine”", 'μmol L - it\'s "fine"'),
        ("a\r\nb", "a \nb"),
        ("☐ yes ☒ no", "□ yes ☑ no"),
    ],
)
def test_plain_characters(text: str, expected: str) -> None:
    assert normalise(text) == expected


WRAPPED = """\
The patient is a 33-year-old woman seen today for the screening visit. I read the form with
her, her husband joined by phone, and she signed and dated it at 8:50 this morning before the
procedures. No other operation."""


def test_hard_wrapped_prose_is_joined() -> None:
    assert "form with her, her husband" in normalise(WRAPPED)
    assert "before the procedures" in normalise(WRAPPED)


@pytest.mark.parametrize(
    "text",
    [
        "WBC 4.2 x 10^9/L, neuts 2.7\nPlatelets 189 x 10^9/L\nALT 26 IU/L",
        "Labs        3/13/26      1/28/26     ref and a long line of words here\nWBC          3.4 L        2.7",
        "- first item of a list that is quite a bit longer than most of the others are\n- second item",
        "[10:02] 县院医生：主任好，有个SLE想转上去，看能不能上你们那个研究呢谢谢主任了\n[10:03] 县院医生：男，26岁",
        "PMH: hypertension, diabetes, osteoporosis, migraine with aura and asthma in childhood\nPSH: appendectomy",
    ],
)
def test_tables_lists_and_chats_keep_their_lines(text: str) -> None:
    assert normalise(text).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PMH: HTN\nFHx: mother RA\nAll: penicillin\n", ["pmh", "family_history", "allergies"]),
        ("S:\nTired.\nO: BP 118/72\nA/P:\n1. SLE\n", ["hpi", "exam", "assessment"]),
        ("HISTORY OF PRESENT ILLNESS: Lupus.\n\nMEDICATIONS:\nprednisone", ["hpi", "medications"]),
        ("LUPUS HISTORY. Onset 2015.\n\nALLERGIES. None.", ["hpi", "allergies"]),
        ("主诉：乏力。现病史：发热。既往史：无。家族史：无。", ["chief_complaint", "hpi", "pmh", "family_history"]),
        ("【既往史】高血压\n【过敏史】无", ["pmh", "allergies"]),
        ("一、主诉：乏力\n二、现病史：发热", ["chief_complaint", "hpi"]),
        ("Labs 8/11/26\nWBC 3.4", ["labs"]),
        ("Last labs in system 07/29/2026 (LabCo):\nWBC 5.2", ["labs"]),
        ("Past Medical History\nHypertension\n\nFamily History\nNone", ["pmh", "family_history"]),
        ("Problem list: SLE; HTN", ["problem_list"]),
        ("鉴别诊断：类风湿关节炎", ["differential"]),
        ("She has lupus. The plan: wait.", ["note"]),
        ("1. Medications: prednisone\n2. Allergies: none", ["medications", "allergies"]),
        ("MEDS\nPred 10\nALLERGIES / INTOLERANCES\nPenicillin   rash\n", ["medications", "allergies"]),
        ("MEDS\nPred 10\nAllergies and adverse reactions\nPenicillin   rash\n", ["medications", "allergies"]),
    ],
)
def test_headings(text: str, expected: list[str]) -> None:
    found = [section.id for section in find_sections(normalise(text)) if text[section.start : section.end].strip()]
    assert found == expected


def test_sections_know_whose_and_whether_dated() -> None:
    (family, history) = find_sections("FH: lupus\nPMH: ANA 1:640\n")
    assert (family.subject, history.undated) == ("family", True)


def test_a_family_section_ends_with_its_paragraph() -> None:
    sections = find_sections("FAMILY HISTORY: Aunt with lupus.\nBrother well.\n\nShe works nights.")
    assert [section.id for section in sections] == ["family_history", "note"]


def sentences(text: str) -> list[str]:
    text = normalise(text)
    return [text[span.start : span.end].strip() for span in find_sentences(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Seen by Dr. Smith. Well.", 2),
        ("Prednisone 0.5 mg/kg q.d. was kept. WBC 3.2. Seen 12.03.2026. Well.", 4),
        ("SLE vs. UCTD, e.g. overlap.", 1),
        ("发热。咳嗽！乏力。", 3),
        ("- one\n- two\nWBC 3.2  4.1\n", 3),
        ("患者29岁。查ANA 1:320。WBC 3.2，PLT 86。", 3),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_clauses_part_at_commas_but_not_in_numbers() -> None:
    text = "white count 3,900/mm3, platelets 46,000; no fever."
    assert len(find_clauses(text, find_sentences(text))) == 3


def found(text: str) -> set[str]:
    return {text[mention.start : mention.end] for mention in frame(text).mentions}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("WBC3.2×10^9/L", "WBC"),
        ("HGB98g/L", "HGB"),
        ("PLT8.6万/μl", "PLT"),
        ("two strokes", "strokes"),
        ("Sjogren's syndrome", "Sjogren's syndrome"),
        ("stem-cell transplant", "stem-cell transplant"),
        ("患者有系统性红斑狼疮", "系统性红斑狼疮"),
        ("PREDNISONE 10 mg", "PREDNISONE"),
        ("口服强的松片", "强的松"),
    ],
)
def test_names_are_found(text: str, name: str) -> None:
    assert name in found(text)


@pytest.mark.parametrize(
    ("text", "name"), [("CD19 count", "CD"), ("heartstroked", "stroke"), ("miracle", "MI"), ("mi amigo", "mi")]
)
def test_letters_inside_other_words_are_no_names(text: str, name: str) -> None:
    assert name not in found(text)


def test_look_ups() -> None:
    made = frame("Labs 3/2/26: HIV negative. Rituximab 1/5/26, last visit 2/1/26.")
    (drug,) = made.mentions_of("treatment")
    near = made.time_near(drug.start, drug.end)
    assert near is not None
    assert near.interval.day == date(2026, 1, 5)
    assert [time.interval.day for time in made.in_span(made.times, drug.start, len(made.text))] == [
        date(2026, 1, 5),
        date(2026, 2, 1),
    ]
    assert made.section_at(drug.start).id == "labs"


def test_a_page_takes_milliseconds() -> None:
    text = "Prednisone 10 mg since 3/2/26. No MI, CHF or stroke; 否认高血压、糖尿病，近3月无感染。 Synovitis.\n" * 40
    frame(text)
    begun = time.process_time()
    frame(text)
    assert time.process_time() - begun < 0.1
