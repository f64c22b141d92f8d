"""A model asked for verdicts outright: all criteria in one call, or a call for each. Checks no fact and no date.

A quote that the notes don't hold is left out, so that the verdict counts as one without evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from eval.baselines.talking import Answer, ask
from eval.cases import Case
from eval.screened import MISSING, Screened, Verdict, protocol
from rules.protocol import Criterion

PROMPT: Mapping[str, str] = yaml.safe_load(Path(__file__).with_name("prompts.yaml").read_text("utf-8"))
STATUSES = ("pass", "fail", "unknown", "not_applicable")
DOCUMENT = "chart"


@dataclass(frozen=True, slots=True)
class PromptBaseline:
    """``each``: a call for every criterion, as prompts for one criterion at a time do; else one call for all."""

    each: bool

    def screen(self, case: Case) -> Screened:
        """The model's verdicts as a report; a criterion without a usable answer is missing.

        Raises:
            Unavailable: a case is not recorded and there is no server.
        """
        said: dict[str, dict[str, Any]] = {}
        answers: list[Answer] = []
        for criteria in self._batches():
            answer = ask(messages(case, criteria))
            answers.append(answer)
            said |= verdicts(answer.text, [criterion.id for criterion in criteria])
        report = _report(case, said, answers)
        found = {
            one["id"]: Verdict(status=one["status"], has_evidence=bool(one["evidence"])) for one in report["criteria"]
        }
        return Screened(report=report, texts=((DOCUMENT, case.text),), verdicts=found)

    def _batches(self) -> Iterator[tuple[Criterion, ...]]:
        criteria = tuple(protocol().criteria)
        yield from ((one,) for one in criteria) if self.each else (criteria,)


def messages(case: Case, criteria: tuple[Criterion, ...]) -> list[dict[str, str]]:
    """What is asked about these criteria."""
    asked = {
        "screening": str(case.screening_date),
        "lymphodepletion": str(case.lymphodepletion_date or "not set"),
        "infusion": str(case.infusion_date or "not set"),
        "criteria": "\n".join(f"{one.id} ({one.kind}): {' '.join(' '.join(one.text).split())}" for one in criteria),
        "notes": case.text,
    }
    user = re.sub(r"<<(\w+)>>", lambda place: asked[place[1]], PROMPT["user"])
    return [{"role": "system", "content": PROMPT["system"]}, {"role": "user", "content": user}]


def verdicts(answer: str, asked: list[str]) -> dict[str, dict[str, Any]]:
    """The usable verdicts of an answer: on criteria that were asked, with a status that there is."""
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        items = json.loads(found[0])["verdicts"] if found else []
        usable = [item for item in items if item["id"] in asked and item["status"] in STATUSES]
    except (ValueError, KeyError, TypeError):
        return {}
    return {item["id"]: item for item in usable}


def _report(case: Case, said: Mapping[str, Mapping[str, Any]], answers: list[Answer]) -> dict[str, Any]:
    criteria = [_criterion(one, said.get(one.id, {}), case.text) for one in protocol().criteria]
    return {
        "overall": _overall({one["id"]: one["status"] for one in criteria}),
        "criteria": criteria,
        "facts": [],
        "documents": [{"document": DOCUMENT, "text": case.text}],
        "extraction": {
            "calls": len(answers),
            "input_tokens": sum(one.input_tokens for one in answers),
            "output_tokens": sum(one.output_tokens for one in answers),
        },
    }


def _criterion(criterion: Criterion, said: Mapping[str, Any], text: str) -> dict[str, Any]:
    quote = str(said.get("quote") or "")
    start = text.find(quote) if quote else -1
    place = {"document": DOCUMENT, "role": "value", "start": start, "end": start + len(quote), "quote": quote}
    return {"id": criterion.id, "status": said.get("status", MISSING), "evidence": [place] if start >= 0 else []}


def _overall(statuses: Mapping[str, str]) -> str:
    """By the same rule as the program's own reports."""
    if "fail" in statuses.values():
        return "ineligible"
    people = {one.id for one in protocol().criteria if one.decided_by_people}
    open_ones = [name for name, status in statuses.items() if status in ("unknown", MISSING) and name not in people]
    return "needs_information" if open_ones else "potentially_eligible"
