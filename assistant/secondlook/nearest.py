"""Finds the passages of a chart that are nearest to some words, with Chroma. Chroma is imported here alone.

Its store lives in this process's memory and holds vectors and numbers, no words; nothing is downloaded or reported.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from assistant.secondlook.vectors import Vectors


class Nearest:
    """The passages of one chart, to be asked within a ``with`` block."""

    def __init__(self, passages: Sequence[str]) -> None:
        self._count = len(passages)
        self._vectors = Vectors(passages)
        self._client = _client()
        self._name = f"chart-{uuid.uuid4().hex}"
        self._store = self._client.create_collection(
            self._name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        for first in range(0, self._count, _AT_ONCE):
            some = passages[first : first + _AT_ONCE]
            numbers = [str(first + number) for number in range(len(some))]
            self._store.add(ids=numbers, embeddings=self._vectors.of(some))

    def to(self, words: Sequence[str], most: int) -> tuple[int, ...]:
        """The numbers of the passages that share most with the words, the nearest first; none that shares nothing."""
        asked = self._vectors.of_all(words)
        if not asked.any() or not self._count:
            return ()
        found = self._store.query(query_embeddings=[asked], n_results=min(most, self._count), include=["distances"])
        near = zip(found["ids"][0], found["distances"][0], strict=True)
        return tuple(int(number) for number, distance in near if distance < _FARTHEST)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.delete_collection(self._name)


_AT_ONCE = 1000
_FARTHEST = 0.999
"""The distance of what shares nothing with the words."""


def _client() -> Any:
    import chromadb
    from chromadb.config import Settings

    return chromadb.EphemeralClient(settings=Settings(anonymized_telemetry=False))
