"""Mistakes in files that people write (protocols, site files): one sentence with what, where, how to mend it."""

from __future__ import annotations


class ProtocolError(ValueError):
    """A protocol or site file is not usable. The message is one sentence for a person, with file, line and field."""


class UnknownProtocol(ProtocolError):
    """There is no protocol of this name; ``known`` are those that there are."""

    def __init__(self, sentence: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(sentence)
        self.name, self.known = name, known
