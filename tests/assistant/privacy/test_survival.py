"""Masking costs next to nothing of what the notes say: the words of results and treatments stay as they are."""

from __future__ import annotations

from collections import Counter

import pytest

from assistant.documents import read_documents
from assistant.extraction.embedded import EmbeddedExtractor
from assistant.privacy.masking import DATE, Mask
from eval.cases import CASES
from eval.facts_suite import load_general

_EVERY = {"dev": 12, "fresh": 2}
"""Of the large suites every so manieth note is looked at, to keep the test short."""
LEAST = 0.99


def _notes(suite: str) -> list[tuple[str, bytes]]:
    if suite == "general":
        return [(f"{note.id}.txt", note.text.encode()) for note in load_general()]
    return [(path.name, path.read_bytes()) for path in sorted((CASES / suite).glob("*.txt"))[:: _EVERY.get(suite, 1)]]


@pytest.mark.parametrize("suite", ["nk510", "general", "fresh", "dev"])
def test_the_words_of_results_and_treatments_survive(suite: str) -> None:
    read: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    reader = EmbeddedExtractor()
    for name, data in _notes(suite):
        documents = read_documents(data, name)
        made = Mask(documents, weeks=10)
        taken = {one.id: list(note.taken()) for one, note in zip(documents, made.notes, strict=True)}
        for draft in reader.read(documents).drafts:
            stretches = [
                (quote, taken[quote.document or draft.document]) for quote in draft.quotes if quote.role == "value"
            ]
            read[draft.kind] += 1
            whole[draft.kind] += not any(
                kind != DATE and start < quote.end and quote.start < end
                for quote, found in stretches
                for start, end, kind in found
            )
    for kind in ("measurement", "treatment"):
        assert whole[kind] >= LEAST * read[kind], kind
