"""Every way in which a server can fail, over real HTTP: bounded repeats, one sentence, no word of a note, no key."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from assistant import screening
from assistant.consensus import ConsensusExtractor
from assistant.documents import read_chart
from assistant.errors import ExtractionError
from assistant.extraction.embedded import EmbeddedExtractor
from assistant.llm import server as asking
from assistant.llm.extractor import LlmExtractor
from assistant.llm.settings import LlmSettings
from tests.assistant.llm.played import Fault, Play, Played, Running, playing, shown_notes

NOTE = "Clinic note 2026-03-10\n34 year old woman. WBC 4.1 on 2026-03-08. Denies seizures. Zanzibar."
KEY = "sk-very-secret-key"
EMPTY: dict[str, list[Any]] = {
    name: [] for name in ("person", "results", "conditions", "treatments", "procedures", "statements")
}
WBC = {"name": "wbc", "value": "4.1", "unit": None, "date": None, "quote": "WBC 4.1"}
GOOD = json.dumps({**EMPTY, "results": [WBC]})
DOCUMENTS = read_chart([("note.txt", NOTE)], None, None)


@pytest.fixture(autouse=True)
def _nothing_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_KNOWN", asking._Known())


def reader(server: Running, **further: Any) -> LlmExtractor:
    given = {"timeout": 5.0, "retries": 1, "api_key": KEY, **further}
    return LlmExtractor(LlmSettings(base_url=server.base_url, model="played", **given))


def asked_for(request: dict[str, Any]) -> str:
    """The way in which a request asks for JSON."""
    if request.get("tools"):
        return "tool_call"
    form = request.get("response_format") or {}
    if form.get("type") == "json_schema":
        return "strict_schema" if form["json_schema"].get("strict") else "schema"
    return "json_mode" if form.get("type") == "json_object" else "nothing"


def confirmed(extraction: screening.Extraction) -> list[str]:
    return [fact.name for fact in extraction.facts if not fact.unconfirmed]


FATAL = [
    pytest.param(Fault(status=401), 1, "refuses the key: see PRESCREEN_LLM_API_KEY", id="401"),
    pytest.param(Fault(status=403), 1, "refuses the key", id="403"),
    pytest.param(Fault(status=404), 1, "does not know the model or the address: see PRESCREEN_LLM_MODEL", id="404"),
    pytest.param(Fault(status=429, headers={"Retry-After": "0"}), 2, "too busy or the quota", id="429"),
    pytest.param(Fault(status=503), 2, "failed (status 503)", id="503"),
    pytest.param(Fault(status=500), 8, "failed (status 500)", id="500 to every way of asking"),
    pytest.param(Fault(status=400), 4, "takes none of the known ways", id="400 to every way of asking"),
    pytest.param(Fault(status=307, headers={"Location": "http://127.0.0.1:9/"}), 1, "another address", id="redirect"),
    pytest.param(Fault(drop=True), 2, "cannot be reached", id="dropped connection"),
    pytest.param(Fault(delay=1.5, text=GOOD), 2, "did not answer within 0.4 seconds", id="time-out"),
    pytest.param(Fault(raw=b"<html>gateway</html>"), 4, "gave an answer that cannot be used", id="not JSON at all"),
    pytest.param(Fault(raw=b'{"choices": []}'), 4, "gave an answer that cannot be used", id="no choice"),
    pytest.param(Fault(raw=b""), 4, "gave an answer that cannot be used", id="empty body"),
    pytest.param(Fault(text=""), 4, "the answer was empty", id="empty answer"),
    pytest.param(Fault(text="She seems eligible to me. Zanzibar!"), 5, "was no JSON object", id="prose"),
    pytest.param(Fault(text='{"results": [{'), 5, "was no JSON object", id="broken JSON"),
    pytest.param(Fault(text="[" * 5000), 5, "was no JSON object", id="brackets without end"),
    pytest.param(Fault(refusal="I cannot help with Zanzibar."), 1, "declined to answer", id="refusal"),
    pytest.param(Fault(text="", finish="content_filter"), 1, "declined to answer", id="content filter"),
]


@pytest.mark.parametrize(("fault", "requests", "words"), FATAL)
def test_a_server_that_fails_gives_one_sentence_after_bounded_repeats(fault: Fault, requests: int, words: str) -> None:
    with playing(lambda _: fault) as server:
        llm = reader(server, timeout=0.4 if fault.delay else 5.0)
        with pytest.raises(ExtractionError) as failed:
            llm.read(DOCUMENTS)
        assert words in str(failed.value)
        assert len(server.requests) <= requests
        for secret in (KEY, "Zanzibar", "34 year", "played"):
            assert secret not in str(failed.value)
        assert failed.value.__cause__ is None


@pytest.mark.parametrize("fault", [each.values[0] for each in FATAL], ids=[each.id for each in FATAL])
def test_both_readers_together_fall_back_on_the_embedded_one_and_say_so(fault: Any) -> None:
    with playing(lambda _: fault) as server:
        llm = reader(server, timeout=0.4 if fault.delay else 5.0, retries=0)
        extraction = screening.read(DOCUMENTS, ConsensusExtractor(llm))
    alone = screening.read(DOCUMENTS, EmbeddedExtractor())
    assert extraction.facts == alone.facts
    told = extraction.to_json()["problems"]
    assert len(told) == 1
    assert "Zanzibar" not in json.dumps(told)


def once(fault: Fault) -> Play:
    """The fault at the first request, then good answers."""
    seen: list[int] = []

    def play(_: dict[str, Any]) -> Played:
        seen.append(1)
        return fault if len(seen) == 1 else GOOD

    return play


@pytest.mark.parametrize(
    "fault",
    [
        Fault(status=429, headers={"Retry-After": "1"}), Fault(status=503), Fault(status=500), Fault(drop=True),
        Fault(status=408),
    ],
    ids=["429", "503", "500", "dropped", "408"],
)  # fmt: skip
def test_a_fault_that_passes_costs_nothing(fault: Fault) -> None:
    with playing(once(fault)) as server:
        begun = time.monotonic()
        extraction = screening.read(DOCUMENTS, reader(server))
        took = time.monotonic() - begun
    assert confirmed(extraction) == ["wbc"]
    assert extraction.to_json()["problems"] == []
    assert len(server.requests) == 2
    if fault.headers:
        assert took >= 1.0


@pytest.mark.parametrize(
    ("knows", "answer_to_others", "first"),
    [
        pytest.param({"strict_schema"}, Fault(status=400), 1, id="strict schema"),
        pytest.param({"schema"}, Fault(status=400), 2, id="schema that is not strict"),
        pytest.param({"tool_call"}, Fault(status=400), 3, id="tools only"),
        pytest.param({"json_mode"}, Fault(status=400), 4, id="JSON mode only"),
        pytest.param({"tool_call", "json_mode"}, Fault(status=500), 5, id="500 to a schema"),
        pytest.param(
            {"json_mode"}, Fault(text="Certainly! Here are the facts."), 4, id="ignores what it does not know"
        ),
    ],
)
def test_the_way_of_asking_is_found_once_and_remembered(knows: set[str], answer_to_others: Fault, first: int) -> None:
    def play(request: dict[str, Any]) -> Played:
        return GOOD if asked_for(request) in knows else answer_to_others

    with playing(play) as server:
        llm = reader(server)
        assert confirmed(screening.read(DOCUMENTS, llm)) == ["wbc"]
        assert len(server.requests) == first
        for extractor in (llm, reader(server)):
            screening.read(DOCUMENTS, extractor)
        assert len(server.requests) == first + 2
        assert {asked_for(request) for request in server.requests[first:]} <= knows


def test_prose_in_json_mode_is_mended_in_one_turn() -> None:
    def play(request: dict[str, Any]) -> Played:
        if asked_for(request) != "json_mode":
            return Fault(status=400)
        return GOOD if len(request["messages"]) > 2 else "Sure, the WBC is 4.1."

    with playing(play) as server:
        extraction = screening.read(DOCUMENTS, reader(server))
    assert confirmed(extraction) == ["wbc"]
    assert [message["role"] for message in server.requests[-1]["messages"]] == ["system", "user", "assistant", "user"]


@pytest.mark.parametrize(
    "text", [f"```json\n{GOOD}\n```", f"Here you are:\n```\n{GOOD}\n```\nGood luck!", f" \n{GOOD}\n"]
)
def test_json_in_a_fence_is_json(text: str) -> None:
    with playing(lambda _: text) as server:
        assert confirmed(screening.read(DOCUMENTS, reader(server))) == ["wbc"]
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("parameter", "instead"),
    [("max_tokens", "max_completion_tokens"), ("temperature", None), ("seed", None)],
)
def test_a_parameter_that_the_model_refuses_is_left_out(parameter: str, instead: str | None) -> None:
    body = json.dumps({"error": {"message": "unsupported", "param": parameter, "code": "unsupported_parameter"}})

    with playing(lambda request: Fault(status=400, body=body) if parameter in request else GOOD) as server:
        assert confirmed(screening.read(DOCUMENTS, reader(server))) == ["wbc"]
        screening.read(DOCUMENTS, reader(server))
        assert len(server.requests) == 3
        assert parameter not in server.requests[-1]
        assert instead is None or instead in server.requests[-1]


def test_every_request_is_reproducible_and_bounded() -> None:
    with playing(lambda _: GOOD) as server:
        screening.read(DOCUMENTS, reader(server))
    request = server.requests[0]
    assert request["temperature"] == 0
    assert request["seed"] == 7
    assert request["max_tokens"] == 4096
    assert not request.get("stream")


def test_variables_of_other_programs_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    with playing(lambda _: GOOD) as other, playing(lambda _: GOOD) as server:
        for name in (
            "OPENAI_ORG_ID",
            "OPENAI_ORGANIZATION",
            "OPENAI_PROJECT_ID",
            "OPENAI_API_KEY",
            "LANGSMITH_API_KEY",
        ):
            monkeypatch.setenv(name, "others-secret")
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY", "OPENAI_BASE_URL", "OPENAI_API_BASE"):
            monkeypatch.setenv(name, other.base_url)
        for name in ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2"):
            monkeypatch.setenv(name, "true")
        monkeypatch.setenv("LANGSMITH_ENDPOINT", other.base_url)
        assert confirmed(screening.read(DOCUMENTS, reader(server))) == ["wbc"]
        time.sleep(0.5)
        assert other.connections == 0
        assert "others-secret" not in json.dumps(server.headers)
        assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_an_answer_that_dribbles_on_for_ever_is_left() -> None:
    with playing(lambda _: Fault(text=GOOD, dribble=0.1)) as server:
        begun = time.monotonic()
        with pytest.raises(ExtractionError, match="did not answer within"):
            reader(server, timeout=0.6, retries=0).read(DOCUMENTS)
        assert time.monotonic() - begun < 5


LONG = [
    f"Visit 2026-0{month}-10\nWBC 4.{month} on 2026-0{month}-08. " + "Nothing else of note. " * 30
    for month in range(1, 7)
]
CHART = read_chart([(f"{number}.txt", text) for number, text in enumerate(LONG, 1)], None, None)


def results(request: dict[str, Any]) -> str:
    """What a good model answers to any of the visits it is shown."""
    shown = shown_notes(request)
    found = [{**WBC, "value": f"4.{n}", "quote": f"WBC 4.{n}"} for n in range(1, 7) if f"WBC 4.{n}" in shown]
    return json.dumps({**EMPTY, "results": found})


@pytest.mark.parametrize(
    "fault",
    [Fault(status=503), Fault(drop=True), Fault(text="Prose."), Fault(refusal="No."), Fault(delay=2.0), Fault(text="")],
    ids=["503", "dropped", "prose", "refusal", "time-out", "empty"],
)
def test_one_bad_passage_costs_itself_and_is_reported(fault: Fault) -> None:
    def play(request: dict[str, Any]) -> Played:
        return fault if "WBC 4.3" in shown_notes(request) else results(request)

    with playing(play) as server:
        llm = reader(server, chunk=800, retries=0, timeout=1.0)
        extraction = screening.read(CHART, llm)
        both = screening.read(CHART, ConsensusExtractor(llm))
    assert confirmed(extraction).count("wbc") == 5
    assert confirmed(both).count("wbc") == 6
    told = extraction.to_json()["problems"]
    assert [item["documents"] for item in told] == [["3.txt"]]
    assert "WBC" not in told[0]["reason"]


def test_an_answer_that_was_cut_off_is_read_in_halves() -> None:
    def play(request: dict[str, Any]) -> Played:
        shown = shown_notes(request)
        if sum(f"WBC 4.{n}" in shown for n in range(1, 7)) > 2:
            return Fault(text='{"results": [{"name": "wb', finish="length")
        return results(request)

    with playing(play) as server:
        extraction = screening.read(CHART, reader(server, chunk=100_000))
    assert confirmed(extraction).count("wbc") == 6
    assert extraction.to_json()["problems"] == []
    assert extraction.to_json()["calls"] == len(server.requests) == 7


def test_a_model_that_runs_on_without_end_is_given_up_and_reported() -> None:
    with playing(lambda _: Fault(text="x" * 50, finish="length")) as server:
        with pytest.raises(ExtractionError, match="did not come to an end"):
            reader(server).read(DOCUMENTS)
        assert len(server.requests) == 1
        with pytest.raises(ExtractionError, match="did not come to an end"):
            reader(server, calls=30).read(CHART)
        assert len(server.requests) <= 32


def test_a_passage_that_the_model_cannot_take_in_is_read_in_halves() -> None:
    body = json.dumps({"error": {"message": "maximum context length is 1024 tokens", "code": 400}})

    def play(request: dict[str, Any]) -> Played:
        return Fault(status=400, body=body) if len(shown_notes(request)) > 2500 else results(request)

    with playing(play) as server:
        assert confirmed(screening.read(CHART, reader(server, chunk=100_000))).count("wbc") == 6


def test_a_server_that_is_down_is_not_asked_about_every_passage() -> None:
    with playing(lambda _: Fault(status=503)) as server:
        with pytest.raises(ExtractionError, match="status 503"):
            reader(server, chunk=400, retries=0, concurrency=1).read(CHART)
        assert len(server.requests) == 3


def test_the_budget_of_calls_is_kept_and_what_is_left_unread_is_reported() -> None:
    with playing(results) as server:
        extraction = screening.read(CHART, reader(server, chunk=800, calls=4, concurrency=1))
    assert len(server.requests) == 4
    assert [item["documents"] for item in extraction.to_json()["problems"]] == [["5.txt"], ["6.txt"]]
    assert {item["reason"] for item in extraction.to_json()["problems"]} == {"the budget of 4 calls is used up"}
