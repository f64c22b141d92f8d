"""The real page over hand-written reports: what is typed decides which one comes. Run by Streamlit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.ui.page import sample
from ui.page import app, service
from ui.page.charts import Chart


@dataclass(frozen=True, slots=True)
class Written:
    written: dict[str, Any]

    def to_json(self, lang: str = "en", text: bool = True) -> dict[str, Any]:
        return self.written


def answer(chart: Chart, reader: object = None) -> service.Answer:
    typed = " ".join(str(entry.data) for entry in chart.entries)
    if "FAULT" in typed:
        raise RuntimeError(typed)
    if "UNUSABLE" in typed:
        raise service.Unusable("This note has no words: paste its text.")
    if "another man" in typed and not chart.confirmed:
        return service.Answer(Written(sample.report(identity={"conflicts": [sample.conflict()]})), asks=True)
    statuses = {"EXC-10.2": "pass"} if "anti-HCV negative" in typed else {}
    return service.Answer(Written(sample.report(statuses)), asks=False)


service.answer = answer
service.trial = lambda lang, trial="": sample.report()["trial"]
app.main()
