"""Which day a result is of: its own, that of its heading or study, the note's, or none."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import dated

NOTE = "2026-03-12"
CASES = {
    "in a visit note": ("Exam: Hb 98 g/L", [("hb 98", NOTE)]),
    "in brackets": ("Hb 9.8 g/dL (3/2/26)", [("hb 9.8", "2026-03-02")]),
    "between name and value": ("ANA (3/2/26) 1:640 speckled", [("ana_titre 1:640", "2026-03-02")]),
    "before the name": ("On 3/5/2026 platelets were 112,000/mm3.", [("plt 112,000", "2026-03-05")]),
    "after a preposition": ("ANA 1:2560 on 2/19/2026.", [("ana_titre 1:2560", "2026-02-19")]),
    "sample, not report": (
        "ANA by IFA (sample of 2/25/26, reported 2/28/26) 1:80",
        [("ana_titre 1:80", "2026-02-25")],
    ),
    "heading in the line": ("Labs 3/5/26: Hb 9.1 g/dL, plt 88. AST 20.", [
        ("hb 9.1", "2026-03-05"), ("plt 88", "2026-03-05"), ("ast 20", "2026-03-05")]),
    "heading over the lines": ("RESULTS 17 Feb 2026\nHb 98 g/L\nALT 20 U/L", [
        ("hb 98", "2026-02-17"), ("alt 20", "2026-02-17")]),
    "heading in Chinese": ("生化（03-08）：ALT 45 U/L，肌酐 66μmol/L", [
        ("alt 45", "2026-03-08"), ("creatinine 66", "2026-03-08")]),
    "day and value in turn": ("PLT变化：2025-12-20 83；2026-01-15 68；2026-02-08 42（×10⁹/L）", [
        ("plt 83", "2025-12-20"), ("plt 68", "2026-01-15"), ("plt 42", "2026-02-08")]),
    "earlier value in brackets": ("Hb 81g/L（02-22为76）", [("hb 81", NOTE), ("hb 76", "2026-02-22")]),
    "earlier value after a comma": ("LVEF 48%, mild hypokinesis, was 55% in February 2024.", [
        ("lvef 48", NOTE), ("lvef 55", "2024-02-01 to 2024-02-29")]),
    "earlier value without a date": ("platelets dropped from 210 to 45 ×10⁹/L", [
        ("plt 210", "undated"), ("plt 45", NOTE)]),
    "arrows": ("Cr 1.9 -> 1.4 --> 1.2 mg/dL", [
        ("creatinine 1.9", "undated"), ("creatinine 1.4", "undated"), ("creatinine 1.2", NOTE)]),
    "baseline before the name": ("Baseline creatinine 1.0, today 1.3 mg/dL", [
        ("creatinine 1.0", "undated"), ("creatinine 1.3", NOTE)]),
    "studies": ("ECG 3/10/26: NSR 76, QTc 438. TTE 1/2026 EF 60-65%.", [
        ("heart_rate 76", "2026-03-10"), ("qtc 438", "2026-03-10"), ("lvef 60-65", "2026-01-01 to 2026-01-31")]),
    "study of that day": ("Cardiac: reviewed 8 January. Echo that day LVEF 48%.", [("lvef 48", "2026-01-08")]),
    "last bracket dates the list": ("HBsAg neg, HCV Ab neg (10 Feb).", [
        ("hbsag neg", "2026-02-10"), ("anti_hcv neg", "2026-02-10")]),
    "not repeated": ("HIV not repeated, negative 2011.", [("hiv negative", "2011-01-01 to 2011-12-31")]),
    "then": ("NYHA III then, in 2023.", [("nyha III", "2023-01-01 to 2023-12-31")]),
    "the day of another test": ("02-02复查CT示双肺渗出，PLT 45×10^9/L", [("plt 45", "undated")]),
    "story of long ago": (
        "She was told in 2017 that she has lupus. The label rested on sore knees and an ANA of 1:320.",
        [("ana_titre 1:320", "undated")],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_days_of_results(text: str, expected: list[tuple[str, str]]) -> None:
    assert dated(text) == expected


def test_problem_list_leaves_the_day_open() -> None:
    assert dated("PMH: hepatitis screening HIV negative.") == [("hiv negative", "undated")]
