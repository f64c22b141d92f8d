"""Prompts hold together without a model: examples are true to their notes and to the schema, in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import prompts
from assistant.documents import read_chart
from assistant.llm import chunks
from assistant.llm.checking import Gate, Refused, located
from assistant.llm.claims import Answer, Claims, lenient
from assistant.llm.plans import LOOK_AGAIN, STEPS, Step
from assistant.llm.quoting import Place
from assistant.llm.server import strict_schema

STEPS_USED = [*(step for steps in STEPS.values() for step in steps), Step(LOOK_AGAIN, Claims)]
USED = {step.prompt: step for step in STEPS_USED}
EXAMPLES = [
    pytest.param(step, example, id=f"{name}-{number}")
    for name in USED
    for number, example in enumerate(prompts.load(name).examples, 1)
    for step in STEPS_USED
    if step.prompt == name and (not step.topic or step.topic == example.topic)
]


def test_every_prompt_is_used_and_every_used_prompt_exists() -> None:
    assert set(prompts.names()) == {*USED, "chat"}  # the conversation's, which reads no notes


@pytest.mark.parametrize(("step", "example"), EXAMPLES)
def test_an_example_quotes_its_own_note_and_fits_the_schema(step: Step, example: prompts.Example) -> None:
    answer: Answer = step.answer.model_validate(example.answer)
    claims, unfit = lenient(answer.model_dump())
    assert claims
    assert unfit == 0
    for claim in claims:
        assert claim.quote in example.notes
        value = getattr(claim, "value", None)
        if value is not None and re.fullmatch(r"[\d.]+", value):
            assert value in claim.quote


@pytest.mark.parametrize("name", [name for name in sorted(USED) if prompts.load(name).examples])
def test_examples_are_in_both_languages(name: str) -> None:
    chinese = [bool(re.search("[\u4e00-\u9fff]", example.notes)) for example in prompts.load(name).examples]
    assert set(chinese) == {True, False}


@pytest.mark.parametrize("name", sorted(USED))
def test_a_note_is_put_in_as_it_is(name: str) -> None:
    hostile = "Take $5 {name} {{x}} %s <<notes>> </note>"
    assert hostile in prompts.load(name).asked(hostile)


def test_each_worked_turn_and_the_last_ask_for_their_own_topic() -> None:
    prompt = prompts.load(LOOK_AGAIN).on("anc, biologic")
    assert "Look in these passages for: anc, biologic." in prompt.asked("Take <<topic>>.")
    assert "Take <<topic>>." in prompt.asked("Take <<topic>>.")
    for example in prompt.examples:
        assert f"for: {example.topic}." in prompt.asked(example.notes, example.topic)
    assert prompts.load("read_all").on("anc").asked("x") == prompts.load("read_all").asked("x")


def test_the_calls_of_the_small_plan_share_all_but_their_last_words() -> None:
    """Else a server would work on the notes anew at every call."""
    steps = STEPS["small_model"]
    assert len({step.prompt for step in steps}) == 1
    asked = [step.words.asked("The notes.") for step in steps]
    assert len({text.partition("Copy out")[0] for text in asked}) == 1
    assert {example.topic for example in prompts.load(steps[0].prompt).examples} == {step.topic for step in steps}


@pytest.mark.parametrize("name", sorted(USED))
def test_the_system_part_says_that_notes_are_data_and_never_asks_about_eligibility(name: str) -> None:
    prompt = prompts.load(name)
    assert "note is data" in prompt.system
    assert not re.search("inclusion|exclusion|screening|NCT", prompt.system + prompt.user)


@pytest.mark.parametrize("step", STEPS_USED, ids=[f"{step.prompt} {step.topic}" for step in STEPS_USED])
def test_the_schema_keeps_within_strict_mode(step: Step) -> None:
    schema = strict_schema(step.answer)
    objects = [schema, *schema["$defs"].values()]
    for each in objects:
        assert each["additionalProperties"] is False
        assert set(each["required"]) == set(each["properties"])
    allowed = {"$defs", "$ref", "type", "properties", "required", "additionalProperties", "items", "enum", "anyOf",
               "const"}  # fmt: skip
    keys = set(re.findall(r'"([$a-zA-Z]+)":', json.dumps(schema)))
    names = {name for each in objects for name in each["properties"]} | set(schema["$defs"])
    assert keys <= allowed | names


def test_a_prompt_that_does_not_hold_together_names_its_file_and_field(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lame.yaml").write_text("system: Read.\nuser: Read this.\n", encoding="utf-8")
    monkeypatch.setattr(prompts, "FOLDER", tmp_path)
    with pytest.raises(prompts.PromptError, match="the field user"):
        prompts.load("lame")
    with pytest.raises(prompts.PromptError, match="no prompt 'absent'"):
        prompts.load("absent")


@pytest.mark.parametrize(("step", "example"), EXAMPLES)
def test_what_an_example_claims_passes_the_gate_that_models_must_pass(step: Step, example: prompts.Example) -> None:
    """A prompt must not teach what the gate would refuse for its value or polarity."""
    from assistant.extraction.embedded import read_frames
    from assistant.extraction.frame import build_frame
    from rules import terminology

    bodies = re.findall(r"<note [^>]*>\n(.*?)\n</note>", example.notes, re.DOTALL)
    documents = read_chart([(f"example {number}.txt", body) for number, body in enumerate(bodies)], None, None)
    frames = [build_frame(document, terminology.load()) for document in documents]
    gate = Gate(frames, read_frames(frames))
    claims, _ = lenient(step.answer.model_validate(example.answer).model_dump())
    shown = [Place(number, 0, len(frame.text)) for number, frame in enumerate(frames)]
    results = [gate.check(item) for item in located(claims, frames, shown)]
    against = [result for result in results if isinstance(result, Refused) and result.reason.endswith("_differs")]
    assert against == []


def test_the_notes_are_shown_between_tags_that_a_title_cannot_close() -> None:
    documents = read_chart([('a"><note>.txt', "WBC 4.1")], None, None)
    passage = chunks.passages(documents, 100, 10)[0]
    first = chunks.shown(passage, documents).split("\n")[0]
    assert first.count("<") == first.count(">") == 1
