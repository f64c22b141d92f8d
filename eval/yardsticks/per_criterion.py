"""Asks a model for eligibility criterion by criterion, in the manner of TrialGPT: a yardstick, not the program's way.

One call for the inclusion criteria and one for the exclusion criteria; notes as numbered sentences; no fact is checked.
"""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from assistant.documents import read_chart
from assistant.extraction.frame import build_frame
from eval.cases import Case
from eval.yardsticks.tallies import Tally
from rules import terminology
from rules.protocol import Criterion, Protocol

KINDS = ("inclusion", "exclusion")
PROMPT = yaml.safe_load((Path(__file__).parent / "per_criterion.yaml").read_text("utf-8"))


def sentences(case: Case) -> list[str]:
    """The sentences of the case's notes, in order."""
    terms = terminology.load()
    frames = [
        build_frame(document, terms) for document in read_chart([(case.id, case.text)], None, case.screening_date)
    ]
    told = (frame.document.text[each.start : each.end].strip() for frame in frames for each in frame.sentences)
    return [" ".join(text.split()) for text in told if text]


def messages(case: Case, protocol: Protocol, kind: str) -> list[dict[str, str]]:
    """What is asked about one kind of criteria."""
    asked = {
        "kind": kind,
        "labels": ", ".join(f'"{label}"' for label in PROMPT["labels"][kind]),
        "screening": str(case.screening_date),
        "lymphodepletion": str(case.lymphodepletion_date or "not set"),
        "infusion": str(case.infusion_date or "not set"),
        "notes": "\n".join(f"{number}. {text}" for number, text in enumerate(sentences(case))),
        "criteria": "\n".join(f"{each.id}: {_text(each)}" for each in _of(protocol, kind)),
    }
    return [{"role": role, "content": _filled(PROMPT[role], asked)} for role in ("system", "user")]


def _of(protocol: Protocol, kind: str) -> Iterator[Criterion]:
    return (each for each in protocol.criteria if each.kind == kind)


def _text(criterion: Criterion) -> str:
    return " ".join(" ".join(criterion.text).split())


def _filled(text: str, asked: Mapping[str, str]) -> str:
    """Each place is filled once: what a note says of places is only text."""
    parts = text.split("<<")
    made = [parts[0]]
    for part in parts[1:]:
        name, _, rest = part.partition(">>")
        made += [asked[name], rest]
    return "".join(made)


def schema(kind: str) -> dict[str, Any]:
    """What may be answered."""
    fields = {
        "id": {"type": "string"},
        "reasoning": {"type": "string"},
        "sentences": {"type": "array", "items": {"type": "integer"}},
        "label": {"enum": list(PROMPT["labels"][kind])},
    }
    entry = {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}
    answers = {"answers": {"type": "array", "items": entry}}
    return {"type": "object", "properties": answers, "required": ["answers"], "additionalProperties": False}


def statuses(answer: str, kind: str) -> dict[str, str]:
    """The status of each criterion that was answered; an answer that is no JSON has none."""
    try:
        items = json.loads(answer)["answers"]
        return {item["id"]: PROMPT["labels"][kind][item["label"]] for item in items if item.get("id")}
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}


def screen(case: Case, protocol: Protocol, url: str, model: str, timeout: float) -> Tally:
    """The statuses that the model gives, and their cost. A criterion without an answer has none."""
    found: dict[str, str] = {}
    spent = {"prompt_tokens": 0, "completion_tokens": 0}
    begun = time.perf_counter()
    failures = 0
    for kind in KINDS:
        body = {
            "model": model,
            "messages": messages(case, protocol, kind),
            "temperature": 0,
            "seed": 7,
            "max_tokens": 4096,
            "response_format": {"type": "json_schema", "json_schema": {"name": "answers", "schema": schema(kind)}},
        }
        try:
            answer = _asked(url, body, timeout)
        except (OSError, ValueError, KeyError, urllib.error.URLError):
            failures += 1
            continue
        found |= statuses(answer["choices"][0]["message"]["content"] or "", kind)
        spent = {name: spent[name] + int(answer.get("usage", {}).get(name, 0)) for name in spent}
    return Tally(
        statuses=found, seconds=time.perf_counter() - begun, calls=len(KINDS), failures=failures,
        input_tokens=spent["prompt_tokens"], output_tokens=spent["completion_tokens"],
    )  # fmt: skip


def _asked(url: str, body: Mapping[str, Any], timeout: float) -> Any:
    request = urllib.request.Request(
        f"{url}/chat/completions", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    direct: Sequence[Any] = [urllib.request.ProxyHandler({})]
    with urllib.request.build_opener(*direct).open(request, timeout=timeout) as response:
        return json.load(response)
