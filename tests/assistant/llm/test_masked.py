"""What a server elsewhere is shown names nobody, and what it claims comes back in the note's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from assistant import screening
from assistant.consensus import ConsensusExtractor
from assistant.documents import Document, read_chart, read_documents
from assistant.extraction.text import normalise
from assistant.llm import veiling
from assistant.llm.claims import Answer
from assistant.llm.extractor import LlmExtractor
from assistant.llm.server import PassageError, Reply, ServerError
from assistant.llm.settings import LlmSettings
from assistant.privacy.masking import Mask, PrivacyError
from assistant.readers import Extractor
from eval.cases import load_suite
from eval.screened import protocol
from prompts import Prompt
from rules.chart import Dates
from tests.assistant.llm.perfect import Told, perfect
from tests.assistant.llm.played import Fault, playing, shown_notes
from tests.rules.scripts import SCRIPTS

WEEKS = 31
CASES = {case.id: case for case in load_suite("nk510") if (SCRIPTS / f"{case.id}.yaml").exists()}
EMPTY = json.dumps({name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")})


@pytest.fixture
def weeks(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secret number of weeks, known."""
    monkeypatch.setattr(veiling, "Mask", partial(Mask, weeks=WEEKS))


def masking(url: str, **more: Any) -> LlmSettings:
    return LlmSettings(base_url=url, model="played", mask="always", **more)


def _seen_masked(documents: Sequence[Document]) -> Told:
    """Says claims in the words of the masked notes, as an ideal model would that sees only those."""
    made = Mask(documents, weeks=WEEKS)

    def told(claim: dict[str, Any]) -> dict[str, Any]:
        words = r"\s+".join(re.escape(part) for part in normalise(claim["quote"]).split())
        for document, note in zip(documents, made.notes, strict=True):
            found = re.search(words, normalise(document.text))
            if found:
                start, end = note.at(*found.span())
                claim = {**claim, "quote": note.text[start:end]}
                break
        if claim["name"] == "birth_date" and re.fullmatch(r"\d{4}-\d\d-\d\d", claim["value"]):
            claim["value"] = str(date.fromisoformat(claim["value"]) + timedelta(weeks=WEEKS))
        return claim

    return told


@pytest.mark.usefixtures("weeks")
@pytest.mark.parametrize("case_id", sorted(CASES))
def test_an_ideal_model_loses_nothing_by_the_masks(case_id: str) -> None:
    case = CASES[case_id]
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date, ())
    documents = read_chart([(f"{case.id}.txt", case.text)], None, case.screening_date)
    with playing(perfect(case, _seen_masked(documents))) as server:
        llm = LlmExtractor(masking(server.base_url))
        readers: tuple[Extractor, ...] = (llm, ConsensusExtractor(llm))
        for reader in readers:
            report = screening.screen(documents, protocol(), dates, extractor=reader)
            stands = {verdict.id: verdict.status.value for verdict in report.verdicts}
            wrong = {name: (stands[name], label) for name, label in case.gold.items() if stands[name] != label}
            assert wrong == {}, reader.name


ENGLISH = """=== NOTE: Letter about Maria Gonzalez 2026-03-10 ===
Patient: Maria Gonzalez   MRN: 4471902   DOB 04/12/1990   Tel (415) 555-2671
Dear Dr. Wong, I saw Ms Gonzalez at Mercy General Hospital. Her husband Peter Marsh came along.
Lives at 12 Baker Street. maria.g@example.com
SLE since 2019. Belimumab last given Feb 25, 2026. SLEDAI was 10 on 3/8/26. Gonzalez tolerates HCQ.
Best regards,
J. Okafor, MD
"""
CHINESE = """=== NOTE: 王丽华 门诊 2026-03-10 ===
姓名：王丽华  女  35岁  住院号：ZY0012345  电话：13812345678
患者王丽华于2026年2月25日在上海仁济医院输注贝利尤单抗，李强主任会诊。家庭住址：上海市浦东新区张杨路100号
2026-03-08查SLEDAI 10分，微信：wlh_1990。联系人：赵敏
"""
SECRETS = {
    "en": (
        ENGLISH,
        ["Maria", "Gonzalez", "Wong", "Mercy", "Peter", "Marsh", "Okafor", "4471902", "555-2671", "Baker",
         "example.com", "2026-03-10", "04/12/1990", "1990-04-12", "Feb 25", "3/8/26", "2026-02-25"],
    ),
    "zh": (
        CHINESE,
        ["王丽华", "李强", "赵敏", "仁济", "浦东", "张杨", "ZY0012345", "0012345", "13812345678", "wlh_1990",
         "2026-03-10", "2026年2月25日", "2月25日", "2026-03-08"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("plan", ["one_call", "small_model"])
def test_no_name_number_or_true_date_is_in_the_bytes_that_are_sent(language: str, plan: Any) -> None:
    text, secrets = SECRETS[language]
    with playing(lambda _: EMPTY) as server:
        LlmExtractor(masking(server.base_url, plan=plan)).read(read_documents(text, "gonzalez-4471902.txt"))
        sent = [shown_notes(request) for request in server.requests]
        whole = b"\n".join(server.bodies)
    assert sent
    assert [secret for secret in secrets for each in sent if secret in each] == []
    for secret in secrets:
        escaped = json.dumps(secret)[1:-1]
        if secret not in ("2026-03-10", "2026-02-25", "2026-03-08"):  # a prompt's own examples may hold such a day
            assert secret.encode() not in whole
            assert escaped.encode() not in whole


def test_the_words_of_medicine_are_sent_as_they_are() -> None:
    with playing(lambda _: EMPTY) as server:
        LlmExtractor(masking(server.base_url)).read(read_documents(ENGLISH, "a.txt"))
        sent = shown_notes(server.requests[0])
    for words in ("SLE since 2019", "Belimumab last given", "SLEDAI was 10 on", "tolerates HCQ"):
        assert words in sent


def _claims(**lists: Any) -> str:
    return json.dumps({**json.loads(EMPTY), **lists}, ensure_ascii=False)


def _given(quote: str, last: str | None) -> dict[str, Any]:
    return {"name": "belimumab", "status": "ongoing", "dose": None, "route": None, "started": None,
            "last_given": last, "quote": quote}  # fmt: skip


@pytest.mark.usefixtures("weeks")
@pytest.mark.parametrize(
    ("quote", "last", "passes"),
    [
        pytest.param("Belimumab last given 30 Sep 2026", "30 Sep 2026", True, id="as the masked note writes it"),
        pytest.param("Belimumab last given 30 Sep 2026", "2026-09-30", True, id="the date in the model's own form"),
        pytest.param("belimumab last  given", None, True, id="case and blanks are forgiven"),
        pytest.param("Belimumab last given Feb 25, 2026", None, False, id="words that it was never shown"),
        pytest.param("Belimumab last given 30 Sep 2026", "Dec 2026", False, id="a month that is told nowhere"),
    ],
)
def test_a_claim_comes_back_or_is_refused(quote: str, last: str | None, passes: bool) -> None:
    with playing(lambda _: _claims(treatments=[_given(quote, last)])) as server:
        reading = LlmExtractor(masking(server.base_url)).read(read_documents(ENGLISH, "a.txt"))
    refused = [item.reason for item in reading.refused]
    confirmed = [draft for draft in reading.drafts if not draft.fields.get("unconfirmed")]
    if passes:
        assert refused == []
        assert [draft.name for draft in confirmed] == ["belimumab"]
        assert confirmed[0].fields["last_given"].day == date(2026, 2, 25)
    else:
        assert refused == ["quote_not_found"]
        assert confirmed == []


@pytest.mark.usefixtures("weeks")
def test_a_quote_with_a_stand_in_brings_back_the_name() -> None:
    claim = {"name": "sle", "status": "present", "date": None, "quote": "患者[person 1]于2026年9月30日"}
    with playing(lambda _: _claims(conditions=[claim])) as server:
        found = LlmExtractor(masking(server.base_url)).read_whole(read_documents(CHINESE, "a.txt"))
    assert [item.reason for item in found.refused] != ["quote_not_found"]
    assert found.refused[0].claim.quote == "患者王丽华于2026年2月25日"


def test_a_server_on_this_machine_sees_the_notes_as_they_are_unless_told_otherwise() -> None:
    documents = read_documents(ENGLISH, "a.txt")
    with playing(lambda _: EMPTY) as server:
        plain = LlmExtractor(LlmSettings(base_url=server.base_url, model="m")).read(documents)
        masked = LlmExtractor(masking(server.base_url)).read(documents)
        assert "Gonzalez" in shown_notes(server.requests[0])
        assert "Gonzalez" not in shown_notes(server.requests[1])
    assert plain.masked == {}
    assert masked.masked["person"] >= 6
    assert masked.masked["date"] == 4


@pytest.mark.parametrize("url", ["https://models.example.org/v1", "http://10.0.0.4/v1", "http://[fe80::1]/v1"])
def test_every_other_server_sees_masked_notes(url: str) -> None:
    assert LlmSettings(base_url=url, model="m").masks


def test_a_date_that_is_not_understood_stops_the_call() -> None:
    with playing(lambda _: EMPTY) as server:
        llm = LlmExtractor(masking(server.base_url))
        documents = read_documents("Ms Gonzalez, seen 2026-13-45. WBC 3.2.", "a.txt")
        with pytest.raises(PrivacyError):
            llm.read(documents)
        alone = ConsensusExtractor(llm).read(documents)
        assert server.requests == []
    assert alone.sent_to is None
    assert "looks like a date" in str(alone.problems[0].reason)
    assert "Gonzalez" not in str(alone.problems[0].reason)


@pytest.mark.usefixtures("weeks")
def test_the_halves_of_a_passage_are_masked_like_the_whole() -> None:
    text = ENGLISH + "\n\n" + "Ms Gonzalez was well on 3/8/26. " * 30

    def play(request: dict[str, Any]) -> Any:
        return Fault(text='{"person": [', finish="length") if len(shown_notes(request)) > 900 else EMPTY

    with playing(play) as server:
        LlmExtractor(masking(server.base_url)).read(read_documents(text, "a.txt"))
        sent = [shown_notes(request) for request in server.requests]
    assert len(sent) > 2
    assert not any(word in each for each in sent for word in ("Gonzalez", "3/8/26", "Wong"))


class _Elsewhere:
    """A server that is not on this machine, without any network."""

    def __init__(self, *answers: Reply | Exception) -> None:
        self.answers = list(answers)
        self.shown: list[str] = []

    def ask(self, prompt: Prompt, answer: type[Answer], notes: str) -> Reply:
        self.shown.append(notes)
        said = self.answers.pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def _elsewhere(**more: Any) -> LlmSettings:
    return LlmSettings(base_url="https://models.example.org/v1", model="m", api_key="k", **more)


def test_the_host_and_what_was_taken_out_are_told(tmp_path: Path) -> None:
    documents = read_documents(ENGLISH, "a.txt")
    server = _Elsewhere(Reply(), Reply())
    chosen = _elsewhere(cache=str(tmp_path))
    first = LlmExtractor(chosen, server).read(documents)
    assert first.sent_to == "models.example.org"
    assert first.masked["person"] >= 6
    assert not any(word in each for each in server.shown for word in ("Gonzalez", "4471902", "2026-03-10"))
    again = LlmExtractor(chosen, server).read(documents)
    assert (again.sent_to, again.calls, again.cached_calls) == (None, 0, 1)


@pytest.mark.parametrize("error", [ServerError("refused"), PassageError("too busy")])
def test_what_failed_may_have_been_sent(error: Exception) -> None:
    server = _Elsewhere(error)
    alone = ConsensusExtractor(LlmExtractor(_elsewhere(), server)).read(read_documents(ENGLISH, "a.txt"))
    assert alone.sent_to == "models.example.org"
    assert len(alone.problems) == 1
