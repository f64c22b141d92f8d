"""Completes names that share their head word ("marrow or organ transplant", 器官、骨髓移植). Finds no others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from assistant.extraction.covered import Covered
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.model import Hit
from assistant.extraction.resources import any_of, any_word, load_words

if TYPE_CHECKING:
    from rules.terminology import Concept, Terminology

ELIDED = "elided"
"""The form of such a hit: it is denied, doubted and dated with the name that it shares the head word of."""
_REACH = 80
"""How far the shared part may stand from the head word."""


@dataclass(frozen=True, slots=True)
class _Elision:
    """Which words a head word completes, and what may stand between them."""

    concepts: Mapping[str, str]
    part: re.Pattern[str]
    heads: re.Pattern[str] | None
    """Words that complete what follows without being a name themselves: "a graft of marrow"."""
    before: re.Pattern[str]
    after: re.Pattern[str]


@cache
def _elisions() -> Mapping[str, _Elision]:
    made = {}
    for head, data in load_words("context")["elided"].items():
        concepts = {word: concept for concept, words in data["parts"].items() for word in words}
        latin, chinese = any_of(w for w in concepts if w.isascii()), any_of(w for w in concepts if not w.isascii())
        part = rf"(?<![a-z])(?:{latin})(?![a-z])|{chinese}"
        joins = [str(word) for word in data["joins"]]
        words, signs = any_of(w for w in joins if w.isascii()), any_of(w for w in joins if not w.isascii())
        run = rf"(?:{part}|(?<![a-z])(?:{words})(?![a-z])|{signs}|[\s,/、()+&:-])*"
        heads = compiled(rf"(?:{any_word(data['heads'])})(?![a-z])") if "heads" in data else None
        made[head] = _Elision(concepts, compiled(part), heads, compiled(rf"{run}$"), compiled(run))
    return made


@cache
def _headings() -> re.Pattern[str]:
    heads = any_of(load_words("context")["headings"])
    return compiled(
        rf"(?:^|[\n.;])\s*(?P<head>{heads})\s*[:-]+\s*(?:none|nil|never|nothing|negative|denie[sd]|no(?=[.;,\n]))"
    )


def with_elided(lower: str, hits: Sequence[Hit], terminology: Terminology) -> Sequence[Hit]:
    """The hits, those that share the head word of one of them, and denied headings, in the order of the text."""
    found: dict[tuple[int, int], Hit] = {}
    for head, elision in _elisions().items():
        if head in terminology.concepts:
            found |= _completed(lower, hits, head, elision, terminology)
    for match in _headings().finditer(lower):
        named = terminology.concepts.get(load_words("context")["headings"][match["head"]])
        if named is not None:
            found[match.span("head")] = Hit(named, *match.span("head"), "en", False)
    taken = Covered((hit.start, hit.end) for hit in hits)
    extra = [hit for span, hit in found.items() if not taken.meets(*span)]
    return sorted([*hits, *extra], key=lambda hit: hit.start) if extra else hits


def _completed(
    lower: str, hits: Sequence[Hit], head: str, elision: _Elision, terminology: Terminology
) -> dict[tuple[int, int], Hit]:
    """The words that one head word completes, by their place."""
    found: dict[tuple[int, int], Hit] = {}
    for match in elision.heads.finditer(lower) if elision.heads else ():
        run = elision.after.match(lower, match.end(), _line_end(lower, match.end()))
        for part in elision.part.finditer(lower, match.end(), run.end() if run else match.end()):
            found[part.span()] = Hit(_named(elision, part, terminology), part.start(), part.end(), "en", False)
    for hit in hits:
        if hit.concept.kind != terminology.concepts[head].kind or not terminology.is_a(hit.concept.id, head):
            continue
        for start, end in _runs(lower, hit, elision):
            for part in elision.part.finditer(lower, start, end):
                found[part.span()] = Hit(_named(elision, part, terminology), part.start(), part.end(), ELIDED, False)
    return found


def _named(elision: _Elision, match: re.Match[str], terminology: Terminology) -> Concept:
    return terminology.concepts[elision.concepts[re.sub(r"\s+", " ", match[0])]]


def _line_end(lower: str, at: int) -> int:
    line = lower.find("\n", at)
    return min(len(lower) if line < 0 else line, at + _REACH)


def _runs(lower: str, hit: Hit, elision: _Elision) -> list[tuple[int, int]]:
    floor = max(0, hit.start - _REACH, lower.rfind("\n", 0, hit.start) + 1)
    before = elision.before.search(lower[floor : hit.start])
    runs = [(floor + before.start(), hit.start)] if before else []
    after = elision.after.match(lower, hit.end, _line_end(lower, hit.end))
    return [*runs, (hit.end, after.end())] if after else runs
