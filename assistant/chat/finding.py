"""Finds the criteria that a few words are about: by id, by drug, disease or test, by the words of title and text.

Knows nothing of a patient. What it finds is always a criterion's own passage; it never makes words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.chat.wording import DATA
from assistant.extraction.frame import names_in
from assistant.extraction.text import normalise
from rules import catalogue, prepared, terminology
from rules.catalogue import Lang
from rules.protocol import Criterion, Protocol, load_protocol

_ID = re.compile(r"(?<![a-z])(inc|exc)\s*[-_ ]?\s*0*(\d{1,2})((?:\.\d+)?)([a-z]?)(?![a-z0-9])", re.IGNORECASE)
_WORD = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*|\d+(?:\.\d+)?")
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
LANGUAGES: tuple[Lang, ...] = ("en", "zh")
_ENOUGH = 0.5
"""Such a share of the words asked for must be a passage's own before it counts as being about them."""


@cache
def cues() -> Mapping[str, Any]:
    """The words that questions are made of."""
    return prepared.read(DATA / "cues.yaml", "the table begins with 'intents:'")


def plain(text: str) -> str:
    """The words in plain characters, with single blanks; capitals stay, since abbreviations are told by them."""
    return " ".join(normalise(text).split())


@dataclass(frozen=True, slots=True)
class Named:
    """A criterion id as somebody wrote it, and the protocol's ids that it means (several, none)."""

    written: str
    ids: tuple[str, ...]
    start: int
    end: int


def ids_in(text: str, protocol: Protocol) -> tuple[Named, ...]:
    """The criterion ids in plain text: EXC-03.3, exc 3.3; EXC-03 means all of its parts."""
    return tuple(_named(match, protocol) for match in _ID.finditer(text))


def _named(match: re.Match[str], protocol: Protocol) -> Named:
    kind, number, part, letter = match.groups()
    written = f"{kind.upper()}-{int(number):02d}{part}{letter}"
    known = [criterion.id for criterion in protocol.criteria]
    exact = [name for name in known if name.lower() == written.lower()]
    parts = [name for name in known if re.match(rf"{re.escape(written)}(?:[a-z.]|$)", name, re.IGNORECASE)]
    return Named(written, tuple(exact or parts), *match.span())


def without_ids(text: str) -> str:
    """Plain text with its criterion ids left blank, which are no figures."""
    return _ID.sub(lambda match: " " * len(match[0]), text)


def title_of(trial: str) -> str:
    """The title of a trial that comes with the program, in plain words."""
    return plain(load_protocol(trial).title)


def concepts_in(text: str) -> tuple[tuple[str, int, int], ...]:
    """The drugs, diseases, tests and so on that plain text names, with their places.

    Who types a question seldom minds capitals: where nothing is found, abbreviations in small letters count too.
    """
    return _hits(text) or _hits(_SHORT.sub(_capitals, text))


def _hits(text: str) -> tuple[tuple[str, int, int], ...]:
    found = names_in(text, terminology.load())
    return tuple((hit.concept.id, hit.start, hit.end) for hit in found if hit.concept.kind != "decoy")


_SHORT = re.compile(r"(?<![A-Za-z])[a-z]{2,6}(?![A-Za-z])")


def _capitals(match: re.Match[str]) -> str:
    return match[0] if match[0] in _empty()[0] else match[0].upper()


def criteria_about(concepts: Iterable[str], protocol: Protocol) -> tuple[str, ...]:
    """The criteria whose rule names one of these, a kind of it or what it is a kind of."""
    wanted = tuple(concepts)
    return tuple(criterion.id for criterion in protocol.criteria if _about(criterion, wanted))


def _about(criterion: Criterion, wanted: Sequence[str]) -> bool:
    terms = terminology.load()
    return any(
        terms.is_a(name, each) or terms.is_a(each, name) for each in wanted for name in _rule_concepts(criterion)
    )


def _rule_concepts(criterion: Criterion) -> frozenset[str]:
    key = (criterion.id, str(criterion.rule))
    if key not in _known_rules:
        known = terminology.load().concepts
        _known_rules[key] = frozenset(word for word in _words(criterion.rule) if word in known)
    return _known_rules[key]


_known_rules: dict[tuple[str, str], frozenset[str]] = {}
_LEFT_OUT = frozenset(("excluding", "ignoring", "denied_by", "not_partners"))
"""Parts of a rule that say what it is not about."""


def _words(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key not in _LEFT_OUT:
                yield str(key)
                yield from _words(value)
    elif isinstance(node, list | tuple):
        for item in node:
            yield from _words(item)
    elif isinstance(node, str):
        yield node


def tokens(text: str) -> frozenset[str]:
    """What two texts are compared by: English words without their ending, pairs of Chinese characters."""
    low = plain(text).lower()
    found = {_stem(word) for word in _WORD.findall(low)}
    for run in _CHINESE.findall(low):
        found |= {run[at : at + 2] for at in range(len(run) - 1)} or {run}
    return frozenset(found)


_ENDINGS = ("ies", "ing", "es", "ed", "al", "s")
_LEFT = 4


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEFT - (ending == "s"):
            return word[: -len(ending)] + ("y" if ending == "ies" else "")
    return word


def subject(text: str) -> str:
    """The plain words that say what is asked about, without those that every question has."""
    kept = [word for word in _EITHER.findall(_without_empty(plain(text).lower())) if word not in _empty()[0]]
    return " ".join(word for word in (_trimmed(word) for word in kept) if word)


_EITHER = re.compile(rf"{_WORD.pattern}|{_CHINESE.pattern}")


@cache
def _empty() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """English words, longer Chinese ones with the longest first, and single Chinese characters."""
    words = cues()["empty"]
    longer = sorted((word for word in words["zh"] if len(word) > 1), key=len, reverse=True)
    return frozenset(words["en"]), tuple(longer), frozenset(word for word in words["zh"] if len(word) == 1)


def _without_empty(text: str) -> str:
    for word in _empty()[1]:
        text = text.replace(word, " ")
    return text


def _trimmed(word: str) -> str:
    return word.strip("".join(_empty()[2])) if _CHINESE.fullmatch(word) else word


def by_words(query: str, protocol: Protocol) -> tuple[str, ...]:
    """The criteria whose title, gloss or text holds most of the words, the best first. Rare words count for more."""
    asked = tokens(subject(query))
    if not asked:
        return ()
    own = _own_tokens(protocol)
    weight = {token: math.log(1 + len(own) / (1 + sum(token in words for words in own.values()))) for token in asked}
    total = sum(weight.values())
    scored = [(sum(weight[token] for token in asked & words) / total, name) for name, words in own.items()]
    best = max((score for score, _ in scored), default=0.0)
    kept = [(score, name) for score, name in scored if score >= max(_ENOUGH, best * 0.8)]
    return tuple(name for _, name in sorted(kept, key=lambda item: -item[0]))


_own: dict[tuple[str, str], Mapping[str, frozenset[str]]] = {}


def _own_tokens(protocol: Protocol) -> Mapping[str, frozenset[str]]:
    key = (protocol.id, protocol.digest)
    if key not in _own:
        _own[key] = {criterion.id: tokens(" ".join(_said_by(criterion))) for criterion in protocol.criteria}
    return _own[key]


def _said_by(criterion: Criterion) -> Iterator[str]:
    yield from criterion.title.values()
    yield from criterion.gloss.values()
    yield from criterion.ask.values()
    yield from criterion.text


def find(query: str, protocol: Protocol) -> tuple[str, ...]:
    """The criteria that the words are about, in the protocol's order: by id, else by a name, else by the words."""
    text = plain(query)
    named = [name for one in ids_in(text, protocol) for name in one.ids]
    if named:
        return tuple(dict.fromkeys(named))
    concepts = [name for name, _, _ in concepts_in(text)]
    found = set(criteria_about(concepts, protocol))
    labels = [catalogue.label(lang, name) for name in concepts for lang in LANGUAGES]
    for words in () if found else (text, *labels):
        found |= set(by_words(words, protocol))
    return tuple(criterion.id for criterion in protocol.criteria if criterion.id in found)
