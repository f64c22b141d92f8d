"""What one call about a note costs in tokens at most, and the yardstick that it is measured by. Asks no model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from assistant.documents import read_chart
from assistant.extraction.drafts import DraftFact
from assistant.extraction.embedded import EmbeddedExtractor
from assistant.llm.chunks import passages, shown
from assistant.llm.claims import Claims
from assistant.llm.server import strict_schema
from prompts import load

TRIALGPT = 5_271
"""Prompt tokens of one patient and one trial in TrialGPT (Jin et al., Nature Communications 2024)."""
_ASCII, _OTHER = 2.6, 1.8
"""Characters of a token in ASCII and tokens of a character elsewhere. On the case notes, the prompt, the schema and
answers of 10 cases the counts of cl100k_base and o200k_base lie below this, by 7 % at least."""


def bound(text: str) -> int:
    """An upper bound of the tokens in a text."""
    plain = sum(char.isascii() for char in text)
    return round(plain / _ASCII + (len(text) - plain) * _OTHER)


def one_call(name: str, text: str) -> tuple[int, int]:
    """Tokens in and out of the one-call plan for a note, if a model claims all that the embedded reader reads."""
    documents = read_chart([(name, text)])
    prompt = load("read_all")
    (passage,) = passages(documents, len(text) + 1, 0)
    asked = prompt.system + json.dumps(strict_schema(Claims)) + prompt.asked(shown(passage, documents))
    answer = _answer(EmbeddedExtractor().extract(documents), {each.id: each.text for each in documents})
    return bound(asked), bound(json.dumps(answer, ensure_ascii=False))


_LISTS = {"demographic": "person", "measurement": "results", "condition": "conditions", "treatment": "treatments",
          "procedure": "procedures", "statement": "statements"}  # fmt: skip


def _answer(drafts: Iterable[DraftFact], texts: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    answer: dict[str, list[dict[str, Any]]] = {name: [] for name in _LISTS.values()}
    for draft in drafts:
        quote = draft.quotes[0]
        words = texts[draft.document][quote.start : quote.end]
        said: dict[str, Any] = {"name": draft.name}
        if draft.kind in ("measurement", "demographic", "statement"):
            said["value"] = str(draft.fields.get("value_as_written") or draft.fields.get("value"))
        else:
            said["status"] = str(draft.fields.get("status") or "present")
        further = {"measurement": ("unit", "date"), "treatment": ("started", "last_given")}.get(draft.kind, ("date",))
        said |= dict.fromkeys(further) if draft.kind not in ("demographic", "statement") else {}
        answer[_LISTS[draft.kind]].append({**said, "quote": words})
    return answer
