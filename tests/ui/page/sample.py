"""A report written by hand that has every shape of the contract's JSON. No verdict here was reached by the checker."""

from __future__ import annotations

import hashlib
from typing import Any

NOTE = """Clinic note 10 Mar 2026
34-year-old woman with SLE since 2018, 2019 EULAR/ACR criteria met. SLEDAI-2K today 12.
Prednisone 15 mg daily, unchanged since Nov 2025, with azathioprine 100 mg daily since 2023.
Last belimumab infusion 25 Feb 2026, stopped.
<script>document.title='broken'</script> <b>not bold</b> **not bold** $E=mc^2$ & done.
No lupus nephritis. No history of malignancy. 否认器官移植史。
Allergies: sulfonamide rash. Mother has rheumatoid arthritis.
"""
SHEET = """=== NOTE: Laboratory 9 Mar 2026 ===
WBC 5.1   Hb 11.2 g/dL   PLT 205
AST 22 (ULN 35)  ALT 19 (ULN 40)  creatinine 0.75 mg/dL
ANA 1:320   HBsAg neg   anti-HBc POSITIVE   HIV neg
"""
RECORD = {
    "EXC-03.3": "③ Having received biologic agent therapy (excluding other medications used in the study protocol)"
    " within 4 weeks or 3 half-lives (whichever is longer)",
    "INC-07.1a": ["1. Liver function: aspartate transaminase (AST) ≤ 3 times the upper limit of normal (ULN)", "ULN"],
}
# id, title, status, quotes (in either document), settled_by
ROWS: tuple[tuple[str, str, str, tuple[str, ...], str | None], ...] = (
    ("INC-01", "Age 18 to 70", "pass", ("34-year-old",), None),
    ("INC-02", "SLE by the 2019 criteria", "pass", ("SLE since 2018, 2019 EULAR/ACR criteria met",), None),
    ("INC-03", "Signed consent", "unknown", (), "site"),
    (
        "INC-04a",
        "Combined treatment for 2 months",
        "pass",
        ("Prednisone 15 mg daily", "azathioprine 100 mg daily since 2023"),
        None,
    ),
    ("INC-04b", "Stable dose for 2 weeks", "pass", ("unchanged since Nov 2025",), None),
    ("INC-04d", "Blood count before lymphodepletion", "unknown", ("WBC 5.1",), "test"),
    ("INC-05", "SLEDAI-2K above 8", "pass", ("SLEDAI-2K today 12",), None),
    ("INC-06", "ANA at least 1:80", "pass", ("ANA 1:320",), None),
    ("INC-07.1a", "AST", "pass", ("AST 22",), None),
    ("INC-07.2", "Kidney function", "pass", ("creatinine 0.75 mg/dL",), None),
    ("INC-08a", "Not breastfeeding", "unknown", (), "patient"),
    ("INC-08b", "Negative serum pregnancy test", "unknown", (), "test"),
    ("INC-08c", "Contraception", "not_applicable", ("woman",), None),
    ("INC-09", "Able to comply", "unknown", (), "site"),
    ("EXC-01", "Active lupus nephritis", "pass", ("No lupus nephritis",), None),
    ("EXC-02", "Allergy to protocol medicines", "unknown", ("sulfonamide rash",), "site"),
    (
        "EXC-03.3",
        "Biologic within 4 weeks or 3 half-lives",
        "fail",
        ("Last belimumab infusion 25 Feb 2026", "belimumab"),
        None,
    ),
    ("EXC-03.4b", "Live vaccine", "unknown", (), "chart"),
    ("EXC-06b", "Organ transplant", "pass", ("否认器官移植史",), None),
    ("EXC-09", "Malignancy", "pass", ("No history of malignancy",), None),
    ("EXC-10.2", "Anti-HCV", "unknown", (), "test"),
    ("EXC-11", "Investigator's judgement", "unknown", (), "site"),
)
REASONS = {
    "EXC-03.3": "Belimumab was last given on 25 Feb 2026, 23 days before the planned infusion; 55 to 60 are needed.",
    "INC-07.1a": "AST 22 U/L is 0.63 times the upper limit of 35 U/L; up to 3 times is allowed.",
    "EXC-02": "A sulfonamide allergy is recorded; whether the protocol gives one is not written: ask the sponsor.",
}
MISSING = {
    "INC-03": ["the signed consent form"],
    "INC-04d": ["ANC, Hb and platelets from 9 to 16 Mar 2026"],
    "INC-08a": ["whether she is breastfeeding"],
    "INC-08b": ["a serum pregnancy test from 13 to 20 Mar 2026"],
    "EXC-03.4b": ["live vaccines in the 4 weeks before infusion"],
    "EXC-10.2": ["anti-HCV from 12 Feb to 12 Mar 2026"],
}


def document(name: str, text: str, title: str, source: str = "file") -> dict[str, Any]:
    return {
        "document": name,
        "title": title,
        "written_on": "2026-03-10",
        "language": "en",
        "source": source,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "text": text,
    }


def quoted(words: str, documents: list[dict[str, Any]], role: str = "value") -> dict[str, Any]:
    for one in documents:
        start = one["text"].find(words)
        if start >= 0:
            return {
                "document": one["document"],
                "role": role,
                "start": start,
                "end": start + len(words),
                "quote": words,
            }
    raise LookupError(words)


def criterion(
    row: tuple[str, str, str, tuple[str, ...], str | None], documents: list[dict[str, Any]]
) -> dict[str, Any]:
    name, title, status, quotes, owner = row
    fails = status == "fail"
    return {
        "id": name,
        "kind": "inclusion" if name.startswith("INC") else "exclusion",
        "title": title,
        "status": status,
        "text": RECORD.get(name, f"The record's words for {name}"),
        "reason": REASONS.get(name, f"{title}: as the note says." if quotes else "The notes do not mention it."),
        "reason_code": "sample",
        "reason_data": {},
        "evidence": [quoted(words, documents) for words in quotes],
        "missing": MISSING.get(name, []),
        "settled_by": owner,
        "remedy": "wait" if fails else None,
        "what_helps": "Time." if fails else None,
        "assumptions": ["Half-life of belimumab taken as 18.3 to 19.8 days."] if fails else [],
        "passes_on": {"possible": "2026-04-21", "certain": "2026-05-04"} if fails else None,
        "needs_review": name in ("EXC-03.3", "EXC-02"),
    }


def report(statuses: dict[str, str] | None = None, **fields: Any) -> dict[str, Any]:
    """The sample report, with some statuses or top-level fields other than usual."""
    documents = [
        document("note.txt", NOTE, "Clinic note"),
        document("lab <b>sheet</b>.txt#1", SHEET, "Laboratory 9 Mar 2026"),
    ]
    rows = [(*row[:2], (statuses or {}).get(row[0], row[2]), *row[3:]) for row in ROWS]
    creatinine = quoted("creatinine 0.75 mg/dL", documents)
    return {
        "trial": {
            "id": "NCT07083349",
            "title": "NK510 Cell Therapy for Refractory Systemic Lupus Erythematosus",
            "record_version": "2025-07-28",
            "recruitment": "NOT_YET_RECRUITING",
            "encoded_from": "registry record",
            "reviewed": None,
        },
        "dates": {"screening": "2026-03-12", "lymphodepletion": "2026-03-16", "infusion": "2026-03-20", "assumed": []},
        "overall": "ineligible",
        "outlook": "wait",
        "criteria": [criterion(row, documents) for row in rows],  # type: ignore[arg-type]
        "earliest_eligible": {
            "status": "from",
            "possible": "2026-04-21",
            "certain": "2026-05-04",
            "because": ["EXC-03.3"],
        },
        "ahead": {
            "summary": [
                "Ask next: live vaccines in the 4 weeks before infusion.",
                "The first plan that meets every window: infusion 2026-05-04. To take for it: a blood count.",
            ]
        },
        "warnings": [],
        "safety_notes": [
            {
                "code": "anti_hbc_positive",
                "text": "Anti-HBc is positive: past hepatitis B, which can return under lymphodepletion.",
                "evidence": [quoted("anti-HBc POSITIVE", documents)],
            }
        ],
        "identity": {"conflicts": []},
        "documents": documents,
        "facts": [
            {
                "id": "f1",
                "kind": "measurement",
                "name": "creatinine",
                "value": 66.3,
                "unit": "umol/L",
                "date": "2026-03-09",
                "source": "laboratory",
                "subject": "patient",
                "certainty": "stated",
                "evidence": [creatinine],
            }
        ],
        "extraction": {"extractor": "embedded", "model": None, "prompts": {}, "calls": 0, "rejected": 0},
        "version": "0.1.0",
        **fields,
    }


def conflict() -> dict[str, Any]:
    documents = report()["documents"]
    return {
        "what": "sex",
        "values": ["female", "male"],
        "evidence": [quoted("woman", documents), quoted("Mother", documents)],
    }
