"""Lets a model's sentence through only where one passage of the tools' results says the same.

A sentence is held against one passage at a time (a line, a citation), never against several together, so that nothing
is put together from true parts. It must say whole sentences of the passage with all their words and no others, but for
words that say nothing; figures, days and words that turn a meaning (not, before, more than, open) in the same order. Or
it quotes whole parts of the record or a note, with the criterion's id. What the tools did not say (that somebody is
eligible, say) therefore never passes, whatever a note told the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.chat.finding import plain
from assistant.chat.told import Citation, Told
from assistant.chat.wording import DATA, say
from assistant.extraction.dateforms import written_dates
from rules import prepared
from rules.catalogue import Lang

_TOKEN = re.compile(
    r"(?P<id>\b(?:inc|exc)-\d[\w.]*\w|\bnct\d{8}\b)|(?P<day>§[\d-]+§)|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<chinese>[\u3400-\u9fff]+)|(?P<sign>[<>≤≥≠=→])|(?P<word>(?:ˍ|[^\W\d_\u3400-\u9fff])+(?:'[a-z]+)?)"
)
_SENTENCE = re.compile(r"[.!?](?=\s|$)|[。！？]")
_END = re.compile(r"[.;](?=\s|$)|[。；]")
_QUOTED = re.compile(r"[“\"「]([^”\"」]{2,})[”\"」]")
_MARKUP = re.compile(r"[*`#|_>\[\]]+(?=\S)|(?<=\S)[*`|_\]]+|^\s*(?:[-•*]|\d+[.)])\s+")
_LONGEST = 1200
"""A sentence of so many characters is none."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # id day number sign word chinese guard
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that a sentence may be taken from. ``quotable`` may stand in quotation marks, whole."""

    text: str
    criteria: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    quotable: tuple[str, ...] = ()


def passages(told: Iterable[Told], lang: Lang) -> tuple[Passage, ...]:
    """What the tools' results bear out: each line, and each citation's status, registry words and note words."""
    found: list[Passage] = []
    for one in told:
        titles = {citation.criterion: citation.title for citation in one.citations}
        found += [
            Passage(line.text, line.criteria, tuple(titles[name] for name in line.criteria if name in titles))
            for line in one.lines
        ]
        found += [passage for citation in one.citations for passage in _cited(citation, lang)]
    return tuple(dict.fromkeys(found))


def _cited(citation: Citation, lang: Lang) -> Iterator[Passage]:
    name, title = citation.criterion, citation.title
    quotable = (*_parts(citation.registry), *(str(quote["quote"]) for quote in citation.quotes))
    yield Passage(f"{name} {title}", (name,), (title,), quotable)
    if citation.status:
        yield Passage(f"{name} {title}: {say(lang, f'statuses.{citation.status}')}", (name,), (title,))
    if citation.gloss:
        yield Passage(f"{name} {title}: {citation.gloss}", (name,), (title,))


def _parts(texts: Iterable[str]) -> Iterator[str]:
    """The fragments of a record's text and the parts of each between full stops and semicolons, any run of them."""
    for text in texts:
        ends = [0, *(match.end() for match in _END.finditer(text)), len(text)]
        for first, start in enumerate(ends):
            yield from (text[start:end] for end in ends[first + 1 :] if text[start:end].strip())


def clean(sentence: str) -> str:
    """The sentence without the marks of Markdown, which the page would show as they are."""
    return " ".join(_MARKUP.sub("", sentence).split())


def empty(sentence: str) -> bool:
    """Whether a sentence says nothing by itself ("Here is the answer:")."""
    return not _tokens(sentence)


def supported(sentence: str, known: Sequence[Passage]) -> bool:
    """Whether one passage bears out the whole sentence."""
    if not sentence.strip() or len(sentence) > _LONGEST:
        return False
    return any(_borne_out(sentence, passage) for passage in known)


def _borne_out(sentence: str, passage: Passage) -> bool:
    if _squeezed(sentence) == _squeezed(passage.text):
        return True
    return _quotes(sentence, passage) if _QUOTED.search(sentence) else _covers(sentence, passage)


def _quotes(sentence: str, passage: Passage) -> bool:
    """Whether a sentence only quotes: whole parts of the record's or a note's words, with the criterion's id."""
    known = {_squeezed(text).strip(".;。；") for text in passage.quotable}
    rest = _tokens(_QUOTED.sub(" ", sentence))
    own = {token.text for text in (*passage.criteria, *passage.titles) for token in _tokens(text)}
    return (
        all(_squeezed(quote).strip(".;。；…") in known for quote in _QUOTED.findall(sentence))
        and any(token.kind == "id" for token in rest)
        and all(token.text in own for token in rest)
    )


def _covers(sentence: str, passage: Passage) -> bool:
    """Whether the sentence says whole sentences of the passage, all of their words and no others.

    Of a sentence cut short a condition might be missing. Words that say nothing and the criterion's title may be left
    out.
    """
    said = _tokens(sentence)
    content = {token.text for token in said if token.kind != "guard"}
    letters = _pairs(said)
    titles = {token.text for title in passage.titles for token in _tokens(title)}
    taken: list[_Token] = []
    for part in _SENTENCE.split(passage.text):
        own = _tokens(part)
        if any(token.text in content for token in own if token.kind != "guard") or _pairs(own) & letters:
            taken += own
    return bool(said) and _whole(said, taken, titles) and _in_order(said, taken, titles)


def _whole(said: Sequence[_Token], own: Sequence[_Token], titles: set[str]) -> bool:
    """Whether both have the same words, but for a title that may be left out."""
    left, right = ({token.text for token in tokens if token.kind != "chinese"} for tokens in (said, own))
    chinese = ["".join(token.text for token in tokens if token.kind == "chinese") for tokens in (said, own)]
    named = "".join(sorted(title for title in titles))
    if not left <= right or not right - left <= titles or not _pairs(said) <= _pairs(own):
        return False
    return set(chinese[0]) <= set(chinese[1]) and set(chinese[1]) - set(chinese[0]) <= set(named)


def _pairs(tokens: Iterable[_Token]) -> set[str]:
    runs = [token.text for token in tokens if token.kind == "chinese"]
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


_FIXED = ("day", "number", "sign", "guard")


def _in_order(said: Sequence[_Token], own: Sequence[_Token], titles: set[str]) -> bool:
    """Whether figures, days, signs and words that turn a meaning follow one another as in the passage, none left out.

    Where the passage is about several criteria, every word does: what is said of one must not be said of another.
    """
    kinds: tuple[str, ...] = _FIXED
    if sum(token.kind == "id" for token in own) > 1:
        kinds = (*_FIXED, "id", "word")
        if any(token.kind == "chinese" for token in own):
            return False
    left, right = ([token.text for token in tokens if token.kind in kinds] for tokens in (said, own))
    rest = iter(right)
    if not all(any(text == other for other in rest) for text in left):
        return False
    spare = [text for text in right if text in titles]
    return len(left) >= len(right) - len(spare)


def _squeezed(text: str) -> str:
    return "".join(plain(text).split())


@cache
def _words(lang: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Words that turn a meaning, and words that say nothing; the longest first."""
    table = prepared.read(DATA / "gate.yaml", "the table begins with 'guards:'")
    found = [sorted(table[kind][lang], key=len, reverse=True) for kind in ("guards", "fillers")]
    return tuple(found[0]), tuple(found[1])


@lru_cache(maxsize=2048)
def _tokens(text: str) -> tuple[_Token, ...]:
    """The words of a text that count, days in one form, without those that say nothing."""
    return tuple(token for token in _all_tokens(_with_days(plain(text)).lower()))


def _all_tokens(text: str) -> Iterator[_Token]:
    guards, fillers = _words("en")
    phrases = [guard for guard in guards if " " in guard]
    for phrase in phrases:
        text = re.sub(rf"\b{re.escape(phrase)}\b", phrase.replace(" ", "ˍ"), text)
    for match in _TOKEN.finditer(text):
        kind, found = str(match.lastgroup), match[0]
        if kind == "chinese":
            yield from _chinese(found)
        elif kind == "word":
            word = found.replace("ˍ", " ")
            if word in guards:
                yield _Token("guard", word)
            elif word not in fillers:
                yield _Token("word", _singular(word))
        else:
            yield _Token(kind, found.replace("≤", "<=").replace("≥", ">="))


_JOINED = re.compile(
    _TOKEN.pattern.replace("(?P<word>[^", "(?P<word>(?:ˍ|[^").replace("]+(?:'[a-z]+)?)", "])+(?:'[a-z]+)?)")
)


def _chinese(run: str) -> Iterator[_Token]:
    guards, fillers = _words("zh")
    rest = ""
    at = 0
    while at < len(run):
        guard = next((word for word in guards if run.startswith(word, at)), "")
        filler = "" if guard else next((word for word in fillers if run.startswith(word, at)), "")
        if guard or filler:
            if rest:
                yield _Token("chinese", rest)
            rest = ""
            if guard:
                yield _Token("guard", guard)
            at += len(guard or filler)
        else:
            rest += run[at]
            at += 1
    if rest:
        yield _Token("chinese", rest)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _with_days(text: str) -> str:
    """The text with each day in one form: 21 Apr 2026, 2026-04-21 and 2026年4月21日 are the same."""
    found = [one for one in written_dates(text, "zh", "mdy") if one.year is not None and one.month is not None]
    for one in reversed(found):
        day = f"{one.year}-{one.month:02d}" + (f"-{one.day:02d}" if one.day else "")
        text = f"{text[: one.start]} §{day}§ {text[one.end :]}"
    return text
