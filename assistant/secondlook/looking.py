"""Asks a model for the facts that criteria still wait for, about the passages nearest to their names.

Answers are joined to those of the first reading and all go through the gate together. A question that fails costs
itself alone: the first reading stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from assistant.documents import Document
from assistant.errors import ExtractionError
from assistant.extraction.drafts import DraftFact
from assistant.llm import parallel
from assistant.llm.chunks import Passage, stretches
from assistant.llm.claims import Claims
from assistant.llm.extractor import LlmReading, gated
from assistant.llm.plans import LOOK_AGAIN, Step
from assistant.llm.quoting import Place
from assistant.llm.server import Reply
from assistant.llm.settings import LlmSettings
from assistant.readers import SecondLook, Topic
from assistant.secondlook.nearest import Nearest
from assistant.secondlook.topics import names, words

STRETCH = 400
"""Characters of a stretch of the chart, as it is looked up."""
SHARED = 60
"""Characters that two neighbouring stretches share."""
NEAREST = 4
"""So many stretches are shown with a question."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, and the passage that is shown with it."""

    topic: Topic
    passage: Passage

    @property
    def step(self) -> Step:
        """The call."""
        return Step(LOOK_AGAIN, Claims, names(self.topic))


def questions(documents: Sequence[Document], topics: Sequence[Topic], most: int) -> tuple[Question, ...]:
    """At most so many questions, in the order of the topics; none where nothing in the chart is near."""
    places = stretches(documents, STRETCH, SHARED)
    texts = [documents[place.note].text[place.start : place.end] for place in places]
    made: list[Question] = []
    with Nearest(texts) as nearest:
        for topic in topics:
            if len(made) == most:
                break
            found = [places[number] for number in nearest.to(words(topic), NEAREST)]
            if found:
                made.append(Question(topic, Passage(_joined(found))))
    return tuple(made)


def _joined(places: Sequence[Place]) -> tuple[Place, ...]:
    """The places in the chart's order, those that touch as one."""
    found = sorted(places, key=lambda place: (place.note, place.start))
    joined = found[:1]
    for _, place in pairwise(found):
        last = joined[-1]
        if last.note == place.note and place.start <= last.end:
            joined[-1] = replace(last, end=max(last.end, place.end))
        else:
            joined.append(place)
    return tuple(joined)


def look_again(
    documents: Sequence[Document], first: LlmReading, topics: Sequence[Topic], settings: LlmSettings
) -> LlmReading:
    """The reading with what these questions add to it, and what they cost."""
    run = first.run
    asked = questions(documents, topics, settings.second_look)
    run.budget = min(run.budget, run.calls + settings.second_look)
    before = len(run.problems)
    try:
        answered = parallel.each(lambda item: list(run.read(item.passage, item.step)), asked, settings.concurrency)
        unanswered = len(run.problems) - before
    except ExtractionError:  # the server is gone, or takes no key any more
        answered, unanswered = [], len(asked)
    replies = [item for items in answered for item in items]
    whole = gated(documents, [*first.replies, *replies], run)
    spent = [reply for _, reply in replies]
    look = SecondLook(
        asked=tuple(item.topic for item in asked),
        left=tuple(topic for topic in topics if topic not in [item.topic for item in asked]),
        unanswered=unanswered,
        found=len(_sure(whole) - _sure(first)) + len(_all(whole) - _all(first) - _sure(whole)),
        calls=_total(spent, "calls"),
        cached_calls=_total(spent, "cached_calls"),
        input_tokens=_total(spent, "input_tokens"),
        output_tokens=_total(spent, "output_tokens"),
    )
    return replace(whole, problems=first.problems, second_look=look)


def _total(replies: Sequence[Reply], figure: str) -> int:
    return sum(getattr(reply, figure) for reply in replies)


def _sure(reading: LlmReading) -> set[object]:
    """What doesn't lean on one reader's word."""
    return {_key(draft) for draft in reading.drafts if not draft.fields.get("unconfirmed")}


def _all(reading: LlmReading) -> set[object]:
    return {_key(draft) for draft in reading.drafts}


def _key(draft: DraftFact) -> object:
    return draft.kind, draft.name, draft.document, draft.quotes
