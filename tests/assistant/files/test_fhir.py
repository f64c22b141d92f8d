"""FHIR Bundles: each entry becomes a line that the embedded reader reads exactly, in both languages."""

from __future__ import annotations

import json
from typing import Any

import pytest

from assistant.documents import Document, read_chart, read_documents
from assistant.errors import InputError
from assistant.screening import extract
from rules.facts import fact_to_json
from tests.assistant.files.bundles import ME, PATIENT, amount, attached, bundle, entry, loinc, status
from tests.assistant.files.making import pdf, picture, word

DAY = "2026-03-02"
Entry = dict[str, Any]


def facts_of(*entries: Entry) -> list[dict[str, Any]]:
    """The facts of a Bundle but the patient's, each quote checked against its document."""
    documents = read_chart([("b.json", bundle(*entries))])
    texts = {document.id: document.text for document in documents}
    found = [fact_to_json(fact) for fact in extract(documents)[0]]
    for fact in found:
        for item in fact["evidence"]:
            assert texts[item["document"]][item["start"] : item["end"]] == item["quote"]
    return [fact for fact in found if fact["kind"] != "demographic"]


def left_out(*entries: Entry) -> tuple[tuple[str, str], ...]:
    return read_documents(bundle(*entries), "b.json")[0].left_out


def lab(code: Any, value: Any = None, **more: Any) -> Entry:
    fields = {"effectiveDateTime": DAY, **({} if value is None else {"valueQuantity": value}), **more}
    return entry("Observation", code=code, **fields)


def drug(name: str, kind: str = "MedicationStatement", **fields: Any) -> Entry:
    return entry(kind, medicationCodeableConcept=name, **fields)


RANGE = [{"low": {"value": 3.5}, "high": {"value": 9.5}}]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        pytest.param(
            lab(loinc("6690-2"), amount(3.60, "K/uL", "10*3/uL"), referenceRange=RANGE),
            {"name": "wbc", "value": 3.6, "unit": "10*9/L", "upper_limit": 9.5, "lower_limit": 3.5, "date": DAY},
            id="a code without a name, its unit in UCUM",
        ),
        pytest.param(
            lab("白细胞计数", amount(3.6, "10^9/L"), referenceRange=RANGE),
            {"name": "wbc", "value": 3.6, "upper_limit": 9.5, "date": DAY},
            id="Chinese count",
        ),
        pytest.param(
            lab("Creatinine", amount(0.8, "mg/dL", "mg/dL"), effectiveDateTime="2026-03-02T23:30:00-08:00"),
            {"name": "creatinine", "unit": "umol/L", "value_as_written": "0.8", "date": DAY},
            id="the day in its own zone",
        ),
        pytest.param(
            lab(loinc("42595-9"), amount(20, "IU/mL", "[IU]/mL", comparator="<")),
            {"name": "hbv_dna", "value": 20.0, "comparator": "<", "unit": "[IU]/mL"},
            id="less than",
        ),
        pytest.param(
            lab(loinc("5048-4"), amount(320, "titer", "{titer}")), {"name": "ana_titre", "value": 320.0}, id="a titre"
        ),
        pytest.param(
            lab("抗核抗体", valueRatio={"numerator": {"value": 1}, "denominator": {"value": 320}}),
            {"name": "ana_titre", "value": 320.0},
            id="a titre as a ratio",
        ),
        pytest.param(
            lab("LVEF", valueRange={"low": {"value": 50}, "high": amount(55, "%")}),
            {"name": "lvef", "low": 50.0, "high": 55.0, "unit": "%"},
            id="a range",
        ),
        pytest.param(
            lab(loinc("5196-1", "Hepatitis B virus surface antigen"), valueCodeableConcept="Negative"),
            {"name": "hbsag", "value": "negative", "date": DAY},
            id="a word",
        ),
        pytest.param(
            lab("乙肝表面抗原", valueString="阴性"), {"name": "hbsag", "value": "negative"}, id="a Chinese word"
        ),
        pytest.param(
            lab(loinc("31201-7"), interpretation=[status("NEG")]),
            {"name": "hiv", "value": "negative"},
            id="an interpretation alone",
        ),
        pytest.param(
            lab(loinc("777-3"), amount(30, "10*9/L"), status="preliminary"),
            {"name": "plt", "validity": "pending"},
            id="a preliminary result",
        ),
        pytest.param(lab("血小板", status="registered"), {"name": "plt", "validity": "pending"}, id="no result yet"),
        pytest.param(
            lab(loinc("8310-5"), amount(98.1, "F", "[degF]")),
            {"name": "temperature", "unit": "Cel"},
            id="Fahrenheit",
        ),
        pytest.param(
            lab(loinc("2889-4"), amount(0.9, "g/24h", "g/(24.h)")),
            {"name": "urine_protein_24h", "value": 0.9, "unit": "g/(24.h)"},
            id="by day",
        ),
        pytest.param(
            lab("Haemoglobin", amount(101, "g/L"), effectiveDateTime="2026-03"),
            {"name": "hb", "date": {"earliest": "2026-03-01", "latest": "2026-03-10"}},
            id="a month",
        ),
        pytest.param(
            entry(
                "Condition",
                code="Systemic lupus erythematosus",
                clinicalStatus=status("active"),
                onsetDateTime="2018-04-01",
            ),
            {"name": "sle", "certainty": "stated", "status": "active", "onset": "2018-04-01"},
            id="active",
        ),
        pytest.param(
            entry("Condition", code="系统性红斑狼疮", clinicalStatus=status("active"), onsetDateTime="2018-04-01"),
            {"name": "sle", "status": "active", "onset": "2018-04-01"},
            id="active, in Chinese",
        ),
        pytest.param(
            entry(
                "Condition",
                code="Epilepsy",
                clinicalStatus=status("resolved"),
                onsetDateTime="2000",
                abatementDateTime="2015-03-01",
            ),
            {"name": "seizure", "status": "resolved", "resolved_on": "2015-03-01"},
            id="resolved",
        ),
        pytest.param(
            entry("Condition", code="癫痫", onsetDateTime="2000", abatementDateTime="2015-03-01"),
            {"name": "seizure", "status": "resolved"},
            id="resolved, in Chinese",
        ),
        pytest.param(
            entry("Condition", code="Lupus nephritis", clinicalStatus=status("remission")),
            {"name": "lupus_nephritis", "status": "remission"},
            id="in remission",
        ),
        pytest.param(
            entry("Condition", code="哮喘", clinicalStatus=status("inactive")),
            {"name": "asthma", "status": "historical"},
            id="inactive",
        ),
        pytest.param(
            entry("Condition", code="Tuberculosis", verificationStatus=status("refuted")),
            {"name": "tuberculosis", "certainty": "denied", "reach": "now"},
            id="refuted",
        ),
        pytest.param(
            entry("Condition", code="结核病", verificationStatus=status("refuted")),
            {"name": "tuberculosis", "certainty": "denied", "reach": "now"},
            id="refuted, in Chinese",
        ),
        pytest.param(
            entry("Condition", code="Tuberculosis", verificationStatus=status("differential")),
            {"name": "tuberculosis", "certainty": "suspected"},
            id="suspected",
        ),
        pytest.param(
            entry("Condition", code="抗磷脂综合征", verificationStatus=status("provisional")),
            {"name": "antiphospholipid_syndrome", "certainty": "suspected"},
            id="suspected, in Chinese",
        ),
        pytest.param(
            entry("FamilyMemberHistory", relationship="Mother", condition=[{"code": {"text": "Breast cancer"}}]),
            {"name": "breast_cancer", "subject": "family"},
            id="a relative's",
        ),
        pytest.param(
            entry("FamilyMemberHistory", relationship="母亲", condition=[{"code": {"text": "乳腺癌"}}]),
            {"name": "breast_cancer", "subject": "family"},
            id="a relative's, in Chinese",
        ),
        pytest.param(
            entry("AllergyIntolerance", code="Penicillin"),
            {"name": "allergy", "substance": "penicillin", "certainty": "stated"},
            id="an allergy",
        ),
        pytest.param(
            entry("AllergyIntolerance", code="青霉素", verificationStatus=status("refuted")),
            {"name": "allergy", "substance": "penicillin", "certainty": "denied"},
            id="no allergy",
        ),
        pytest.param(
            entry("AllergyIntolerance", code="Cephalosporins", verificationStatus=status("unconfirmed")),
            {"name": "allergy", "substance": "cephalosporin", "certainty": "suspected"},
            id="a suspected allergy",
        ),
        pytest.param(
            entry("AllergyIntolerance", code="No known allergies"),
            {"name": "allergy", "certainty": "denied"},
            id="none known",
        ),
        pytest.param(
            drug(
                "Hydroxychloroquine",
                effectivePeriod={"start": "2018-05-01"},
                dosage=[
                    {
                        "doseAndRate": [{"doseQuantity": amount(200, "mg", "mg")}],
                        "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
                    }
                ],
            ),
            {"name": "hydroxychloroquine", "status": "ongoing", "dose": "200 mg twice daily", "started": "2018-05-01"},
            id="taken",
        ),
        pytest.param(
            drug("羟氯喹", effectivePeriod={"start": "2018-05-01"}, dosage=[{"text": "200mg 每日两次"}]),
            {"name": "hydroxychloroquine", "status": "ongoing", "started": "2018-05-01"},
            id="taken, in Chinese",
        ),
        *(
            pytest.param(
                drug(name, status="stopped", effectivePeriod={"start": "2025-01-10", "end": "2026-02-25"}),
                {
                    "name": "belimumab",
                    "status": "stopped",
                    "started": "2025-01-10",
                    "last_given": {"earliest": None, "latest": "2026-02-25"},
                },
                id=f"stopped: {name}",
            )
            for name in ("Belimumab", "贝利尤单抗")
        ),
        pytest.param(
            drug("Cyclophosphamide", status="not-taken"),
            {"name": "cyclophosphamide", "certainty": "denied", "reach": "now"},
            id="not taken",
        ),
        pytest.param(
            drug("环磷酰胺", status="not-taken"), {"certainty": "denied", "reach": "now"}, id="not taken, in Chinese"
        ),
        pytest.param(
            drug("Anifrolumab", status="intended"), {"name": "anifrolumab", "status": "planned"}, id="intended"
        ),
        pytest.param(drug("阿尼鲁单抗", status="intended"), {"status": "planned"}, id="intended, in Chinese"),
        pytest.param(drug("Azathioprine", status="on-hold"), {"name": "azathioprine", "status": "held"}, id="on hold"),
        pytest.param(drug("Leflunomide", status="unknown"), {"certainty": "suspected"}, id="perhaps taken"),
        pytest.param(
            drug("Tacrolimus", "MedicationRequest", authoredOn="2026-02-01"),
            {"name": "tacrolimus", "status": "ongoing"},
            id="ordered",
        ),
        pytest.param(
            drug("Tacrolimus", "MedicationRequest", intent="plan"),
            {"name": "tacrolimus", "status": "planned"},
            id="a plan",
        ),
        *(
            pytest.param(
                drug(name, "MedicationAdministration", effectiveDateTime="2025-08-01"),
                {"name": "rituximab", "last_given": "2025-08-01"},
                id=f"given: {name}",
            )
            for name in ("Rituximab", "利妥昔单抗")
        ),
        *(
            pytest.param(
                entry("Procedure", code=name, performedDateTime="2020-01-01"),
                {"name": "splenectomy", "status": "done", "date": "2020-01-01"},
                id=f"done: {name}",
            )
            for name in ("Splenectomy", "脾切除术")
        ),
        *(
            pytest.param(
                entry("Procedure", code=name, status="preparation"),
                {"name": "kidney_transplant", "status": "planned"},
                id=f"planned: {name}",
            )
            for name in ("Kidney transplant", "肾移植")
        ),
        *(
            pytest.param(
                entry("Immunization", vaccineCode=name, occurrenceDateTime="2026-02-10"),
                {"name": "varicella_vaccine", "status": "done", "date": "2026-02-10"},
                id=f"vaccine: {name}",
            )
            for name in ("Varicella live", "水痘减毒活疫苗")
        ),
    ],
)
def test_an_entry_is_read_as_what_it_says(made: Entry, expected: dict[str, Any]) -> None:
    (fact,) = facts_of(made)
    assert {key: fact.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(lab(loinc("2160-0"), amount(500, "umol/L"), status="entered-in-error"), id="a result in error"),
        pytest.param(lab(loinc("2160-0"), amount(500, "umol/L"), status="cancelled"), id="a cancelled test"),
        pytest.param(
            lab(loinc("2160-0"), amount(500, "umol/L"), focus=[{"reference": "Patient/baby"}]), id="of another body"
        ),
        pytest.param(
            entry("Condition", code="SLE", verificationStatus=status("entered-in-error")), id="a diagnosis in error"
        ),
        pytest.param(
            entry("AllergyIntolerance", code="Latex", verificationStatus=status("entered-in-error")),
            id="an allergy in error",
        ),
        pytest.param(drug("Belimumab", status="entered-in-error"), id="a drug in error"),
        pytest.param(drug("Belimumab", "MedicationRequest", status="cancelled"), id="a cancelled order"),
        pytest.param(drug("Belimumab", "MedicationRequest", doNotPerform=True), id="an order not to give"),
        pytest.param(
            drug("Belimumab", "MedicationAdministration", status="not-done", effectiveDateTime=DAY), id="not given"
        ),
        pytest.param(entry("Procedure", code="Splenectomy", status="not-done"), id="an operation that was not done"),
        pytest.param(
            entry("Immunization", vaccineCode="Varicella", status="not-done", occurrenceDateTime=DAY),
            id="no vaccination",
        ),
        pytest.param(
            entry("DocumentReference", status="superseded", content=[{"attachment": attached("ALT 22 U/L")}]),
            id="an old letter",
        ),
    ],
)
def test_what_was_withdrawn_says_nothing_and_is_counted(made: Entry) -> None:
    other = entry("Condition", code="Gout")
    assert facts_of(made, other) == facts_of(other)
    assert left_out(made, other) == ((made["resourceType"], "withdrawn"),)


def test_a_result_without_a_day_has_none_whatever_the_bundle_s() -> None:
    (fact,) = facts_of(
        entry("Observation", code=loinc("718-7"), valueQuantity=amount(101, "g/L"), issued="2026-03-09T09:00:00Z")
    )
    assert (fact["name"], fact.get("date"), fact.get("written_on")) == ("hb", None, None)


def test_a_note_s_day_given_by_hand_is_none_of_an_undated_result_s() -> None:
    from datetime import date

    data = bundle(entry("Observation", code=loinc("718-7"), valueQuantity=amount(101, "g/L")), made_on=None)
    documents = read_chart([("b.json", data)], note_date=date(2026, 3, 10))
    assert documents[-1].written_on is None


def test_the_parts_of_a_result_are_lines_of_their_own() -> None:
    parts = [
        {"code": loinc("8480-6"), "valueQuantity": amount(120, "mmHg", "mm[Hg]")},
        {"code": loinc("8462-4"), "valueQuantity": amount(80, "mmHg", "mm[Hg]")},
    ]
    found = facts_of(entry("Observation", code="Blood pressure", effectiveDateTime=DAY, component=parts))
    assert {(fact["name"], fact["value"]) for fact in found} == {("systolic_bp", 120.0), ("diastolic_bp", 80.0)}


def test_a_drug_that_is_referred_to() -> None:
    medication = {"resourceType": "Medication", "id": "m1", "code": {"text": "Belimumab"}}
    outside = entry("MedicationStatement", medicationReference={"reference": "Medication/m1"})
    inside = entry("MedicationStatement", medicationReference={"reference": "#m1"}, contained=[medication])
    for found in (facts_of(medication, outside), facts_of(inside)):
        assert [fact["name"] for fact in found] == ["belimumab"]


def test_a_remark_is_read_with_its_entry() -> None:
    found = facts_of(entry("Condition", code="Gout", note=[{"text": "Denies\ntuberculosis."}]))
    assert ("tuberculosis", "denied") in {(fact["name"], fact["certainty"]) for fact in found}


def letters(*entries: Entry) -> list[Document]:
    return list(read_documents(bundle(entry("Condition", code="Gout"), *entries), "b.json")[1:])


@pytest.mark.parametrize(
    "attachment",
    [
        pytest.param(attached("ALT 22 U/L on 2026-03-01\n"), id="text"),
        pytest.param(attached("谷丙转氨酶22 U/L\n".encode("gb18030")), id="text in GB18030"),
        pytest.param(attached("<p>ALT <b>22</b> U/L</p><script>x</script>", "text/html"), id="HTML"),
        pytest.param(attached(pdf(["ALT 22 U/L"]), "application/pdf"), id="PDF"),
        pytest.param(
            attached(word(lambda document: document.add_paragraph("ALT 22 U/L")), "application/msword"), id="Word"
        ),
    ],
)
def test_a_letter_in_the_bundle_is_a_note_of_its_own(attachment: Entry) -> None:
    period = {"period": {"end": "2026-03-05"}}
    (letter,) = letters(
        entry("DocumentReference", description="Letter", context=period, content=[{"attachment": attachment}])
    )
    assert (letter.title, letter.id) == ("Letter", "b.json#2")
    assert "22 U/L" in letter.text
    assert "x</" not in letter.text
    assert str(letter.written_on) in ("2026-03-05", "2026-03-01")


def test_of_several_forms_of_a_letter_the_plain_one_is_read() -> None:
    forms = [
        {"attachment": attached(pdf(["from the PDF"]), "application/pdf")},
        {"attachment": attached("from the text")},
    ]
    (letter,) = letters(entry("DocumentReference", content=forms))
    assert letter.text == "from the text"


def test_a_letter_kept_beside_it_in_the_bundle() -> None:
    binary = {"resourceType": "Binary", "id": "x", "contentType": "text/plain", "data": attached("ALT 22 U/L")["data"]}
    (letter,) = letters(
        binary, entry("DocumentReference", content=[{"attachment": {"url": "Binary/x", "contentType": "text/plain"}}])
    )
    assert letter.text == "ALT 22 U/L"


def test_the_conclusion_of_a_report_and_the_words_of_a_composition() -> None:
    report = entry("DiagnosticReport", code="Echo", effectiveDateTime="2026-03-03", conclusion="LVEF 60%")
    told = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Note"},
        "date": DAY,
        "author": [ME],
        "title": "Visit",
    }
    div = '<div xmlns="http://www.w3.org/1999/xhtml"><p>{}</p></div>'
    sections = [
        {"title": "Course", "text": {"status": "additional", "div": div.format("No fever.")}},
        {
            "title": "Results",
            "text": {"status": "generated", "div": div.format("ALT 9")},
            "entry": [{"reference": "Observation/1"}],
        },
    ]
    echo, visit = letters(report, {**told, "section": sections})
    assert (echo.title, echo.text, str(echo.written_on)) == ("Echo", "LVEF 60%\n", "2026-03-03")
    assert (visit.title, visit.text) == ("Visit", "Course\nNo fever.\n")


@pytest.mark.parametrize(
    ("attachment", "why"),
    [
        ({"url": "https://example.org/1.pdf"}, "not_in_file"),
        (attached(b"\x89PNG\r\n", "image/png"), "not_readable"),
        (attached(pdf(picture), "application/pdf"), "not_readable"),
        ({"contentType": "text/plain", "data": "!!!!"}, "not_readable"),
    ],
)
def test_a_letter_that_cannot_be_read_is_named(attachment: Entry, why: str) -> None:
    made = entry("DocumentReference", description="ECG", content=[{"attachment": attachment}])
    assert left_out(entry("Condition", code="Gout"), made) == (("ECG", why),)


def raw(data: Any) -> bytes:
    return json.dumps(data).encode()


DEEP = json.loads("[" * 70 + "]" * 70)
OTHER = {"resourceType": "Patient", "id": "p2"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        pytest.param(b"{", "no_bundle", id="no JSON"),
        pytest.param(b"[1]", "no_bundle", id="a list"),
        pytest.param(raw(PATIENT), "no_bundle", id="a resource by itself"),
        pytest.param(b'{"resourceType": "Bundle", "entry": 3}', "no_bundle", id="no list of entries"),
        pytest.param(b'{"resourceType": "Bundle", "entry": [3]}', "no_bundle", id="an entry that is none"),
        pytest.param(b"[" * 100_000, "no_bundle", id="nested without end"),
        pytest.param(raw({"resourceType": "Bundle", "a": DEEP}), "no_bundle", id="nested deep"),
        pytest.param(b'{"resourceType": "Bundle", "total": NaN}', "no_bundle", id="no number"),
        pytest.param(raw({"resourceType": "Bundle", "type": "collection"}), "bundle_empty", id="empty"),
        pytest.param(bundle(type="history"), "bundle_history", id="a history"),
        pytest.param(bundle(lab("ALT", amount(22), secret_word=1)), "bad_entry", id="a field that there is not"),
        pytest.param(bundle(OTHER), "several_patients", id="two patients"),
        pytest.param(
            bundle(lab("ALT", amount(22), subject={"reference": "Patient/p2"})),
            "several_patients",
            id="another's result",
        ),
        pytest.param(
            bundle(lab("ALT", amount(22), subject={"reference": "https://x.org/fhir/Patient/p2/_history/1"})),
            "several_patients",
            id="another's, by address",
        ),
    ],
)
def test_what_is_no_record_of_one_patient_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as refused:
        read_documents(data, "b.json")
    assert refused.value.code == code
    assert "b.json" in refused.value.said("zh")
    assert refused.value.said("en") != refused.value.said("zh")


def test_an_entry_that_is_not_valid_is_named_without_its_words() -> None:
    with pytest.raises(
        InputError, match=r"entry 3 \(Observation\) is not valid FHIR R4 at valueQuantity.value"
    ) as refused:
        left_out(entry("Condition", code="Gout"), lab("ALT", {"value": "Jane Roe"}))
    assert "Jane" not in str(refused.value)


def test_the_same_patient_by_another_form_of_address() -> None:
    assert [
        fact["name"]
        for fact in facts_of(lab("ALT", amount(22, "U/L"), subject={"reference": "https://x.org/fhir/Patient/p1"}))
    ] == ["alt"]


def test_words_in_a_name_begin_no_line_and_no_note() -> None:
    name = "Gout.\n=== NOTE: other ===\nSystemic lupus erythematosus"
    (document,) = read_documents(bundle(entry("Condition", code=name)), "b.json")
    assert "- Gout. === NOTE: other === Systemic lupus" in document.text


def test_kinds_that_are_not_read_are_said() -> None:
    encounter = {"resourceType": "Encounter", "whatever": 1}
    assert left_out(entry("Condition", code="Gout"), encounter, encounter) == (("Encounter", "not_read"),) * 2
