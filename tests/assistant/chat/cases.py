"""An invented patient for the conversation's tests: belimumab two weeks before screening, one result pending."""

from __future__ import annotations

from datetime import date
from functools import cache

from assistant.chat.case import Case
from assistant.documents import read_chart
from assistant.planning import planned_dates
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import load_protocol

TRIAL = "NCT07083349"
NOTE = """Rheumatology outpatient letter, 10 Mar 2026
34-year-old woman with SLE since 2018 (2019 EULAR/ACR criteria fulfilled). Active again: oral ulcers, arthritis, rash.
Prednisone since 2018, now 15 mg daily, unchanged since November 2025. Azathioprine 100 mg daily since 2023, unchanged.
Belimumab infusions since May 2025 without enough effect, last belimumab infusion 25 Feb 2026, stopped.
No lupus nephritis. No history of malignancy. No organ or stem cell transplant. No live vaccines. SLEDAI-2K today 12.
Results 9 Mar 2026: neutrophils 3.4 x10^9/L, Hb 11.2 g/dL, platelets 205 x10^9/L, creatinine 66 umol/L (ULN 84).
HIV negative. ANA 1:320. Anti-HCV was taken, result pending.
"""
TODAY = date(2026, 3, 12)


def dates(infusion: date | None = date(2026, 3, 19)) -> Dates:
    return planned_dates(TODAY, date(2026, 3, 15) if infusion else None, infusion, TODAY)


@cache
def case(*notes: str) -> Case:
    """The patient's case, or that of other notes."""
    files = [(f"note{number}.txt", text) for number, text in enumerate(notes or (NOTE,))]
    return Case(screen(read_chart(files, screening=TODAY), load_protocol(TRIAL), dates()))


@cache
def empty() -> Case:
    """Nothing known but the trial."""
    return Case.without_notes(load_protocol(TRIAL), dates())
