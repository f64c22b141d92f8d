"""The one-minute checklist: what the patient or the chart can settle with yes or no, and the document of the answers.

Questions and answers are data. An answer is a sentence of a dated document, which is read like any other note: nothing
is decided here, and "don't know" is no sentence at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from assistant.errors import InputError
from rules import catalogue, prepared
from rules.catalogue import Lang

Reply = Literal["yes", "no"]
NAME = "checklist"
_TABLE = Path(__file__).with_name("questions.yaml")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its two sentences. ``wants``: a *yes* tells little without a ``day``, or without ``which``."""

    id: str
    ask: Mapping[str, str]
    sentences: Mapping[str, Mapping[str, str]]
    settles: Mapping[str, Mapping[str, Mapping[str, str]]]
    wants: str = ""

    def criteria(self, trial: str) -> tuple[str, ...]:
        """The criteria of a trial that it can settle."""
        return tuple(self.settles.get(trial, ()))


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to one question; ``day`` where a *yes* wants one."""

    question: str
    reply: Reply
    day: date | None = None


@cache
def questions() -> Mapping[str, Question]:
    """All questions, in their order."""
    table: Mapping[str, Any] = prepared.read(_TABLE, "the table begins with 'head:'")
    return {
        name: Question(
            name, item["ask"], {reply: item[reply] for reply in ("yes", "no")}, item["settles"], item.get("wants", "")
        )
        for name, item in table["questions"].items()
    }


def to_ask(report: Mapping[str, Any], answered: Iterable[str] = ()) -> list[Question]:
    """The questions that could settle what is open in a report, and those that were answered before, in their order."""
    trial, known = str(report["trial"]["id"]), set(answered)
    unknown = {item["id"] for item in report["criteria"] if item["status"] == "unknown"}
    return [each for each in questions().values() if each.id in known or unknown & set(each.criteria(trial))]


def written(answers: Sequence[Answer], on: date, lang: str) -> str:
    """The answers as a note of one day, one sentence each; empty where nothing was answered.

    Raises:
        InputError: a *yes* that wants its day has none, or one that is still to come.
    """
    if not answers:
        return ""
    language: Lang = "zh" if lang == "zh" else "en"
    table: Mapping[str, Any] = prepared.read(_TABLE, "the table begins with 'head:'")
    lines = [str(table["head"][language]).format(day=catalogue.day(language, on)), ""]
    for answer in answers:
        question = questions()[answer.question]
        if answer.reply == "yes" and question.wants == "day" and answer.day is None:
            raise InputError("checklist_day", question=question.ask[language])
        if answer.day is not None and answer.day > on:
            raise InputError("checklist_day_order", question=question.ask[language])
        day = "" if answer.day is None else catalogue.day(language, answer.day)
        lines.append(f"- {question.sentences[answer.reply][language].format(day=day)}")
    return "\n".join(lines) + "\n"


def reply_of(text: object) -> Reply | None:
    """A reply as a page sends it; anything else is *don't know*."""
    return "yes" if text == "yes" else "no" if text == "no" else None
