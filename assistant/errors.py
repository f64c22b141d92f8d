"""Errors that a person can mend, each said in one sentence, in each language. Not for mistakes of the program itself.

The sentences are data (``rules/messages/errors.yaml``): an error holds its code and what stands in its places.
"""

from __future__ import annotations

import errno
from collections.abc import Mapping
from functools import cache
from typing import Any


class Phrase:
    """Words of the table with what stands in their places: phrases, errors, lists of words or plain values.

    A code that the table does not have is the sentence itself.
    """

    section = "phrases"

    def __init__(self, code: str, **data: object) -> None:
        self.code, self.data = code, data

    def said(self, lang: str = "en") -> str:
        """The words in one language."""
        return said(self.section, self.code, self.data, lang)

    def __str__(self) -> str:
        return self.said()


class _Mendable(Exception):
    """An error that is said in the language of whoever asks; as a plain string it is English."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code, self.data = code, data

    def said(self, lang: str = "en") -> str:
        """The sentence in one language."""
        return said("errors", self.code, self.data, lang)

    def __str__(self) -> str:
        return self.said()


class InputError(_Mendable, ValueError):
    """The input cannot be used: the sentence says what, where and how to mend it."""


class ExtractionError(_Mendable, RuntimeError):
    """What reads the notes failed (a model server that doesn't answer, say). The sentence holds no words of a note."""


class _Refusal(Phrase):
    section = "system"


def refusal(error: Exception) -> Phrase | str:
    """Why the operating system refuses something, in the table's words where it has them, else in the system's own."""
    name = errno.errorcode.get(getattr(error, "errno", None) or 0, "")
    if name in _table()["system"]:
        return _Refusal(name)
    return (getattr(error, "strerror", None) or type(error).__name__).lower()


def said(section: str, code: str, data: Mapping[str, object], lang: str) -> str:
    """The words for a code in one language."""
    words = _table()[section].get(code)
    if words is None:
        return code
    values = {name: _shown(value, lang) for name, value in data.items()}
    return str(words["zh" if lang == "zh" else "en"]).format(**values)


def _shown(value: object, lang: str) -> str:
    if isinstance(value, Phrase | _Mendable):
        return value.said(lang)
    if isinstance(value, list | tuple):
        whole = any(isinstance(item, _Mendable) for item in value)
        return (" " if whole else "、" if lang == "zh" else ", ").join(_shown(item, lang) for item in value)
    return str(value)


@cache
def _table() -> Mapping[str, Any]:
    from pathlib import Path  # late: nothing of this is needed while nothing is wrong

    from rules import prepared

    return prepared.read(Path(prepared.__file__).parent / "messages" / "errors.yaml", "the table begins with 'errors:'")
