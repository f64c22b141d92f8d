"""Reports to draw: real ones of the examples, and one of a note that tries everything against its reader."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from assistant.documents import read_chart
from assistant.planning import planned_dates
from assistant.screening import screen
from rules.protocol import load_protocol

EXAMPLES = Path(__file__).parents[3] / "ui" / "page" / "examples"
HOSTILE = (
    "Clinic 10 Mar 2026 <script>alert(1)</script> <img src=x onerror=alert(1)> {{7*7}} &amp; ]]> \u202egnp.exe\u202c\n"
    '34-year-old woman with SLE" onmouseover="alert(1). Last belimumab infusion 25 Feb 2026, <b>stopped</b>. \x1b[31m\n'
    "Hb 101 g/L on 9 Mar 2026. " + "x" * 30_000 + "\n"
)


@cache
def report_of(
    text: str, lang: Literal["en", "zh"] = "en", trial: str = "NCT07083349", kept: bool = True
) -> dict[str, Any]:
    """The report of one note."""
    dates = planned_dates(date(2026, 3, 12), date(2026, 3, 15), date(2026, 3, 19), date(2026, 3, 12))
    documents = read_chart([("note.txt", text)], screening=date(2026, 3, 12))
    return screen(documents, load_protocol(trial), dates).to_json(lang, text=kept)


def example(name: str, lang: Literal["en", "zh"], **more: Any) -> dict[str, Any]:
    """The report of one of the page's examples."""
    return report_of((EXAMPLES / f"{name}.{lang}.txt").read_text(encoding="utf-8"), lang, **more)
