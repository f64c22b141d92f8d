"""How a passage is read: in one call by a capable model, in three with worked examples by a small one. Data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.llm.claims import Answer, Claims, Histories, Results, Treatments
from assistant.llm.settings import Plan
from prompts import Prompt, load


@dataclass(frozen=True, slots=True)
class Step:
    """One call about a passage: its prompt and what may be answered."""

    prompt: str
    answer: type[Answer]
    topic: str = ""
    """What is asked for, where the prompt asks for some facts alone."""

    @property
    def words(self) -> Prompt:
        """The prompt as it is put."""
        return load(self.prompt).on(self.topic)


STEPS: Mapping[Plan, tuple[Step, ...]] = {
    "one_call": (Step("read_all", Claims),),
    "small_model": (
        Step("read_in_parts", Results, "test results"),
        Step("read_in_parts", Treatments, "drugs, therapies, operations and vaccines"),
        Step("read_in_parts", Histories, "person, diagnoses and statements"),
    ),
}
"""The three calls of the small plan differ in their last words alone: what goes before, the notes among it, is worked
on once by a server that keeps its last prompt."""

LOOK_AGAIN = "look_again"
"""The prompt of the second look."""
