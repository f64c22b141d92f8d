"""The one door to the conversation: answers a question by the configured model, or by the rules where there is none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.chat import router
from assistant.chat.case import Case
from assistant.chat.replies import Event, Reply, Turn
from assistant.choosing import configured
from rules.catalogue import Lang


def by_rules(question: str, case: Case, lang: Lang) -> Reply:
    """The answer of the router; nothing leaves the machine."""
    found = router.route(question, case, lang)
    return Reply(lang=found.lang, told=(router.answer(found, case),))


def converse(
    question: str, case: Case, lang: Lang, history: Sequence[Turn] = (), *, model: bool | None = None
) -> Iterator[Event]:
    """The answer to a question, as it comes; the last event is the whole ``Reply``.

    ``model``: whether a model may be asked; left open, one is if it is configured. Close the iterator to stop it.

    Raises:
        InputError: a setting of the model server cannot be used.
    """
    if not (configured() if model is None else model):
        yield by_rules(question, case, lang)
        return
    from assistant.chat.agent import Agent
    from assistant.llm.settings import from_environment

    yield from Agent(from_environment()).answer(question, case, lang, history)


def asked(reply: Reply, question: str) -> Turn:
    """A finished exchange as an earlier turn."""
    lines = reply.lead or tuple(line.text for told in reply.told for line in told.lines)
    return Turn(question, "\n".join(lines)[:1500])
