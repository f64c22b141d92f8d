"""An ideal model loses nothing on its way: the scripted cases come out as their labels say, with either reader."""

from __future__ import annotations

import pytest

from assistant import screening
from assistant.consensus import ConsensusExtractor
from assistant.documents import read_chart
from assistant.llm.extractor import LlmExtractor
from assistant.llm.settings import LlmSettings
from assistant.readers import Extractor
from eval.cases import load_suite
from eval.screened import protocol
from rules.chart import Dates
from tests.assistant.llm.perfect import perfect
from tests.assistant.llm.played import playing
from tests.rules.scripts import SCRIPTS

CASES = {case.id: case for case in load_suite("nk510") if (SCRIPTS / f"{case.id}.yaml").exists()}


def test_there_are_scripted_cases_in_both_languages() -> None:
    assert len(CASES) >= 10
    assert {case[:2] for case in CASES} == {"en", "zh"}


@pytest.mark.parametrize("case_id", sorted(CASES))
def test_every_criterion_stands_as_labelled(case_id: str) -> None:
    case = CASES[case_id]
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date, ())
    documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
    with playing(perfect(case)) as server:
        llm = LlmExtractor(LlmSettings(base_url=server.base_url, model="perfect"))
        readers: tuple[Extractor, ...] = (llm, ConsensusExtractor(llm))
        for reader in readers:
            report = screening.screen(documents, protocol(), dates, extractor=reader)
            stands = {verdict.id: verdict.status.value for verdict in report.verdicts}
            wrong = {name: (stands[name], label) for name, label in case.gold.items() if stands[name] != label}
            assert wrong == {}, reader.name
            assert report.extraction.reading is not None
            assert report.extraction.reading.problems == ()
