"""Finds every name of the terminology in one pass over the text. Knows nothing about negation or context."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from assistant.extraction.late import late
from assistant.extraction.model import Hit
from assistant.extraction.text import is_cjk
from assistant.extraction.wordfinder import WordFinder

if TYPE_CHECKING:
    from rules.terminology import Concept, Terminology

FORMS = ("en", "zh", "brand", "abbrev", "ocr")
_BEFORE_DIGIT = frozenset({"measurement", "treatment"})
"""Kinds whose Latin names may be followed by a digit at once: WBC3.2, MMF0.5g. Not CD19, SS18, CA125."""
_BLOCKING_PREFIXES = ("non-", "anti-", "pseudo-", "pre-", "un-")


class _Name(NamedTuple):
    # A tuple, for ten thousand of them are made at every start.
    concept: Concept
    written: str
    form: str
    exact_case: bool
    ambiguous: bool


def _variants(name: str) -> Iterable[str]:
    """A name with its blanks and hyphens exchanged: notes write "stem-cell" and "stem cell"."""
    if ("-" not in name and " " not in name) or (not name.isascii() and any(map(is_cjk, name))):
        return (name,)
    return {name, name.replace("-", " "), name.replace(" ", "-")}


def _latin(char: str) -> bool:
    return char.isalpha() and not is_cjk(char)


class Lexicon:
    """One automaton over all names of a terminology."""

    def __init__(self, terminology: Terminology) -> None:
        names: dict[str, list[_Name]] = {}
        for concept in terminology.concepts.values():
            for name in _names_of(concept):
                for variant in _variants(name.written):
                    entry = name if variant == name.written else _Name(concept, variant, *name[2:])
                    names.setdefault(variant.lower(), []).append(entry)
        self._words = WordFinder(
            {key: (len(key), _latin(key[0]), key[0].isalnum(), entries) for key, entries in names.items()}
        )
        self._stems = [
            (stem, late(pattern), _Name(concept, stem, "stem", exact_case=False, ambiguous=False))
            for concept in terminology.concepts.values()
            for stem, pattern in concept.data.get("chinese_stems", {}).items()
        ]

    def hits(self, text: str, lower: str) -> tuple[Hit, ...]:
        """All names in the text, longest first where they overlap, in the order of the text."""
        found: list[tuple[int, int, list[_Name]]] = []
        for last, (length, latin, word, entries) in self._words.find(lower):
            start, end = last - length + 1, last + 1
            if latin and start and lower[start - 1].isalnum() and lower[start - 1] < "\u3400":
                # Most hits are letters inside a longer word; this is the check that must be cheap.
                continue
            if word and not _opens(text, start):
                continue
            closed = end == len(text) or not text[end].isalnum() or is_cjk(text[end])
            fitting = [
                entry
                for entry in entries
                if (not entry.exact_case or text[start:end] == entry.written)
                and (closed or _closes(text, start, end, entry))
            ]
            if fitting:
                found.append((start, end, fitting))
        found += self._unlisted(lower, found)
        return tuple(_longest(found))

    def _unlisted(
        self, lower: str, known: Sequence[tuple[int, int, list[_Name]]]
    ) -> Iterable[tuple[int, int, list[_Name]]]:
        """Chinese words that no table holds, but whose stem says what they are: a …单抗 is a biologic."""
        for stem, pattern, name in self._stems:
            if stem not in lower:
                continue
            named = {end for start, end, _ in known if end - start > len(stem)}
            for match in pattern.finditer(lower):
                if match.end() not in named:
                    yield match.start(), match.end(), [name]


def _names_of(concept: Concept) -> Iterable[_Name]:
    doubtful = set(concept.names.get("ambiguous", ()))
    seen: set[str] = set()
    for form in FORMS:
        for name in concept.names.get(form, ()):
            seen.add(name)
            yield _Name(concept, name, form, form == "abbrev", name in doubtful)
    for name in doubtful - seen:
        yield _Name(concept, name, "abbrev", name.isascii() and name.isupper(), True)


def _opens(text: str, start: int) -> bool:
    first = text[start]
    if start == 0 or is_cjk(first) or not first.isalnum():
        return True
    before = text[start - 1]
    if _latin(before) or (before.isdigit() and not first.isdigit() and _latin(first)) or before == "_":
        return False
    if before == "-" and _latin(first):
        return not text[max(0, start - 7) : start].lower().endswith(_BLOCKING_PREFIXES)
    return True


def _closes(text: str, start: int, end: int, name: _Name) -> bool:
    """Whether a name may end here though a letter or digit follows."""
    last = text[end - 1]
    if end == len(text) or is_cjk(last) or not last.isalnum():
        return True
    after = text[end]
    if after.isdigit():
        return not last.isdigit() and (name.concept.kind in _BEFORE_DIGIT or end - start >= 6)
    if not _latin(after):
        return True
    rest = text[end : end + 3] if name.exact_case else text[end : end + 3].lower()
    plural = 2 if rest.startswith("es") else 1 if rest.startswith("s") else 0
    tail = text[end + plural : end + plural + 1]
    return plural > 0 and end - start >= 3 and not (tail and (_latin(tail) or tail.isdigit()))


def _longest(found: list[tuple[int, int, list[_Name]]]) -> Iterable[Hit]:
    """Of names that overlap the longest ("lupus nephritis", not "active lupus"), in the order of the text."""
    found.sort(key=lambda item: (item[0] - item[1], item[0]))
    taken: set[int] = set()
    kept = []
    for start, end, names in found:
        if start not in taken and end - 1 not in taken:
            taken.update(range(start, end))
            kept.append((start, end, names))
    for start, end, names in sorted(kept, key=lambda item: item[0]):
        if len(names) == 1:
            yield Hit(names[0].concept, start, end, names[0].form, names[0].ambiguous)
            continue
        several = len({name.concept.id for name in names}) > 1
        done: set[str] = set()
        for name in names:
            if name.concept.id not in done:
                done.add(name.concept.id)
                yield Hit(name.concept, start, end, name.form, name.ambiguous or several)
