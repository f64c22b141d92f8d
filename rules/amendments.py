"""What an amendment changes: two protocols, or two registry records, side by side. Screens nobody.

Criteria are paired by their ids; where a side is a record, which has none, by their words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from rules.errors import ProtocolError
from rules.protocol import Protocol, load_protocol

What = Literal["added", "removed", "text", "rule", "kind", "title", "window", "preamble"]
_ALIKE = 0.6
"""Two lines of a record are one clause reworded if they share this much (ratio of ``difflib``)."""
_LIST_MARK = re.compile(r"^(?:[-*•]|\(?\d+[.)]|[①-⑳])\s*")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an amendment changes. ``id`` is the criterion's, a window's name, or empty in a record."""

    id: str
    what: What
    was: Any
    now: Any


@dataclass(frozen=True, slots=True)
class Edition:
    """One side of a comparison: a protocol, or only the lines of a record."""

    protocol: Protocol | None
    lines: tuple[str, ...]


def edition(name: str) -> Edition:
    """A protocol by its id or file, or a registry record by its file (``.json``).

    Raises:
        ProtocolError: there is no such protocol or the file is no record.
    """
    if Path(name).suffix.lower() == ".json":
        from rules.loader import read_record

        if not Path(name).is_file():
            raise ProtocolError(f"There is no record {name}: check the path.")
        return Edition(None, _lines(read_record(Path(name))))
    protocol = load_protocol(name)
    texts = [*protocol.preamble, *(text for criterion in protocol.criteria for text in criterion.text)]
    return Edition(protocol, tuple(_squeezed(text) for text in texts))


def amendments(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Every change from the one to the other, in the order of the old one; what is new comes last."""
    if old.protocol is not None and new.protocol is not None:
        return (*_criteria(old.protocol, new.protocol), *_settings(old.protocol, new.protocol))
    if old.protocol is not None:
        return _against_record(old.protocol, new.lines, backwards=False)
    if new.protocol is not None:
        return _against_record(new.protocol, old.lines, backwards=True)
    return _reworded(old.lines, new.lines)


def _criteria(old: Protocol, new: Protocol) -> Iterable[Change]:
    was = {criterion.id: criterion for criterion in old.criteria}
    now = {criterion.id: criterion for criterion in new.criteria}
    for name, before in was.items():
        after = now.get(name)
        if after is None:
            yield Change(name, "removed", " ".join(before.text), None)
            continue
        if before.kind != after.kind:
            yield Change(name, "kind", before.kind, after.kind)
        if _joined(before.text) != _joined(after.text):
            yield Change(name, "text", _joined(before.text), _joined(after.text))
        if before.rule != after.rule:
            yield Change(name, "rule", dict(before.rule), dict(after.rule))
        if dict(before.title) != dict(after.title):
            yield Change(name, "title", dict(before.title), dict(after.title))
    for name, after in now.items():
        if name not in was:
            yield Change(name, "added", None, _joined(after.text))


def _settings(old: Protocol, new: Protocol) -> Iterable[Change]:
    for name in dict.fromkeys([*old.windows, *new.windows]):
        if old.windows.get(name) != new.windows.get(name):
            yield Change(name, "window", old.windows.get(name), new.windows.get(name))
    for change in _reworded(old.preamble, new.preamble):
        yield Change("", "preamble", change.was, change.now)


def _against_record(protocol: Protocol, lines: Sequence[str], *, backwards: bool) -> tuple[Change, ...]:
    """The texts of a protocol that a record no longer has, with what stands there now, and what no criterion covers."""
    whole = _squeezed(" ".join(lines))
    found: list[Change] = []
    covered = whole
    for criterion in protocol.criteria:
        for text in sorted(map(_squeezed, criterion.text), key=len, reverse=True):
            if text in whole:
                covered = covered.replace(text, "\0")
                continue
            near = _nearest(text, lines)
            found.append(Change(criterion.id, "text" if near else "removed", text, near))
            covered = covered.replace(near, "\0") if near else covered
    for text in sorted(map(_squeezed, protocol.preamble), key=len, reverse=True):
        covered = covered.replace(text, "\0")
    left = [_unmarked(piece) for piece in covered.split("\0")]
    found += [Change("", "added", None, piece) for piece in left if re.search(r"\w{3}", piece)]
    return tuple(_turned(change) for change in found) if backwards else tuple(found)


def _turned(change: Change) -> Change:
    swap: dict[What, What] = {"added": "removed", "removed": "added"}
    return Change(change.id, swap.get(change.what, change.what), change.now, change.was)


def _reworded(old: Sequence[str], new: Sequence[str]) -> tuple[Change, ...]:
    """Lines that went, came, or were written otherwise."""
    gone = [line for line in old if line not in new]
    come = [line for line in new if line not in old]
    found: list[Change] = []
    for line in gone:
        near = _nearest(line, come)
        if near:
            come.remove(near)
        found.append(Change("", "text" if near else "removed", line, near))
    return (*found, *(Change("", "added", None, line) for line in come))


def _nearest(text: str, lines: Iterable[str]) -> str | None:
    """The line that is most like the text, if one is alike at all."""
    scored = [(difflib.SequenceMatcher(None, text, line, autojunk=False).ratio(), line) for line in lines]
    ratio, line = max(scored, default=(0.0, ""))
    return line if ratio >= _ALIKE else None


def _lines(text: str) -> tuple[str, ...]:
    squeezed = (_unmarked(_squeezed(line)) for line in text.split("\n"))
    return tuple(line for line in squeezed if line)


def _unmarked(text: str) -> str:
    return _LIST_MARK.sub("", text.strip(" ;；")).strip()


def _joined(texts: Iterable[str]) -> str:
    return " … ".join(_squeezed(text) for text in texts)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
