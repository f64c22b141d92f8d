"""Errors that a person can mend, each said in one sentence. Not for mistakes of the program itself."""

from __future__ import annotations


class InputError(ValueError):
    """The input cannot be used: the message says what, where and how to mend it."""


class ExtractionError(RuntimeError):
    """What reads the notes failed (a model server that doesn't answer, say). The message holds no words of a note."""
