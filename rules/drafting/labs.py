"""Results with limits: ``ALT and AST less than 1.5 times ULN`` as measurement predicates. All words or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rules.drafting.days import at_screening, window
from rules.drafting.lexicon import lab, table
from rules.drafting.quantities import Limit, limits, signed

WINDOW = "screening_window"
Node = dict[str, Any]
_BREAK = re.compile(r"\s*[;,]?\s+(and/or|and|or)\s+|\s*([;,])\s+", re.IGNORECASE)
_SLASH = re.compile(r"\b([A-Za-z]+)\s*/\s*([A-Za-z]+)\b")
_COCKCROFT = re.compile(
    r",?\s*\(?\s*(?:(?:as|calculated|estimated|determined|measured|based|on|using|by|with|per|according|to|the)\s+)*"
    r"cockcroft\s*(?:[-–&]|and)?\s*gault(?:\s+(?:formula|equation|method))?\s*\)?$",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"^(?:(?:the\s+)?(?:patients?|subjects?|participants?)\s+(?:must|should|with|who|whose)?\s*)?(?:(?:must|should)\s+)?(?:have|has|having|with)?\s*"
    r"(?:an?\s+|the\s+)?(?:baseline\s+|screening\s+)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Part:
    """Names that share limits, and what stands between the names."""

    names: tuple[str, ...]
    links: tuple[str, ...]
    limits: tuple[Limit, ...]
    computed: bool


def rule(text: str, kind: str) -> Node | None:
    """The predicates that a clause of results means, if every word of it is understood."""
    core, counted = window(signed(_without_topic(text)))
    if counted is not None and not (isinstance(counted.before, str)):
        return None
    core = _FRAME.sub("", at_screening(core), count=1).strip()
    parsed = _parts(core)
    if parsed is None:
        return None
    parts, links = parsed
    nodes = [node for part in parts if (node := _node(part, kind, counted)) is not None]
    joined = _joined(links, kind)
    if len(nodes) != len(parts) or joined is None:
        return None
    return nodes[0] if len(nodes) == 1 else {joined: _flat(nodes, joined)}


def _without_topic(text: str) -> str:
    """``Renal function: creatinine …`` without the plain words before the colon."""
    head, colon, rest = text.partition(": ")
    words = re.findall(r"[a-z]+", head.lower())
    return rest if colon and words and all(word in table()["introductions"] for word in words) else text


def _parts(text: str) -> tuple[list[_Part], list[str]] | None:
    """The text as parts with limits, and the words between the parts; nothing if a piece is neither."""
    pieces = _BREAK.split(_SLASH.sub(_both, text))
    texts = pieces[0::3]
    links = [(word or sign).lower() for word, sign in zip(pieces[1::3], pieces[2::3], strict=True)]
    parts: list[_Part] = []
    outer: list[str] = []
    names: list[str] = []
    inner: list[str] = []
    for number, piece in enumerate(texts):
        link = links[number - 1] if number else ""
        if number:
            (inner if names else outer).append(link)
        alone = lab(piece)
        if alone is not None:
            names.append(alone)
            continue
        part = _limited(piece, names, inner)
        if part is None:
            return None
        parts.append(part)
        names, inner = [], []
    return (parts, outer) if parts and not names else None


def _both(match: re.Match[str]) -> str:
    """``AST/ALT`` as two names; a slash in a unit stays."""
    return f"{match[1]}, {match[2]}" if lab(match[1]) and lab(match[2]) else match[0]


def _limited(piece: str, names: list[str], inner: list[str]) -> _Part | None:
    """A name and its limits, with the names before that share them."""
    cut = _COCKCROFT.sub("", piece)
    for match in _ways(cut):
        name = lab(match[0])
        if name is None or (cut != piece and name != "creatinine_clearance"):
            continue
        every = (*names, name)
        found = [limits(match[1], each) for each in every]
        if all(found) and len({tuple(item) for item in found}) == 1:
            return _Part(every, tuple(inner), found[0], cut != piece)
    return None


def _ways(text: str) -> list[tuple[str, str]]:
    """The ways to cut a piece into a name and a limit: at each sign or number, the first ones first."""
    ends = [
        match.start()
        for match in re.finditer(r"[≥≤<>=:]|(?<=\s)\d|(?<=\s)(?:is|are|of|must|should|within|normal)\b", text)
    ]
    ways = [(text[:end].strip(), text[end:].strip()) for end in ends]
    turned = re.fullmatch(r"([≥≤<>]\s*\d[\d.,]*)\s+(.+)", text)
    return [*ways, *([(turned[2], turned[1])] if turned else [])]


def _node(part: _Part, kind: str, counted: Any) -> Node | None:
    each = "all" if kind == "inclusion" else "any"
    allowed = ("and", "and/or", ",", ";") if kind == "inclusion" else ("or", "and/or", ",", ";")
    if any(link not in allowed for link in part.links) or (kind == "exclusion" and len(part.limits) > 1):
        return None
    nodes = [_measurement(name, limit, part.computed, counted) for name in part.names for limit in part.limits]
    return nodes[0] if len(nodes) == 1 else {each: nodes}


def _measurement(name: str, limit: Limit, computed: bool, counted: Any) -> Node:
    data: dict[str, Any] = {"of": name, limit.how: limit.text, "within": counted.within if counted else WINDOW}
    if counted is not None and counted.before != "screening":
        data["before"] = counted.before
    if computed:
        data["or_computed"] = "cockcroft_gault"
    return {"measurement": data}


def _joined(links: list[str], kind: str) -> str | None:
    """How parts are joined: one word for all of them; a list without one joins as its section does."""
    words = {link for link in links if link not in (",", ";")}
    if words == {"or"} or (words == {"and/or"} and kind == "exclusion"):
        return "any"
    if kind == "exclusion":
        return "any" if not words else None
    return "all" if words <= {"and"} else None


def _flat(nodes: list[Node], joined: str) -> list[Node]:
    return [inner for node in nodes for inner in node.get(joined, [node])]
