"""Pregnancy, breast-feeding and their tests. Every word is one of theirs or a filler, or nothing is understood."""

from __future__ import annotations

import re
from typing import Any

from rules.drafting.days import at_screening, day, window
from rules.drafting.labs import WINDOW
from rules.drafting.lexicon import table

Node = dict[str, Any]
FEMALE: Node = {"sex": {"is": "female"}}
_NO_MORE = ("postmenopausal", "hysterectomy", "oophorectomy_bilateral")
CHILDBEARING: Node = {"all": [FEMALE, {"not": {"any": [{"has": {"of": [name]}} for name in _NO_MORE]}}]}
"""Women, but for those of whom the chart says that they cannot conceive any more."""
_TESTS = {"serum": "serum_hcg", "blood": "serum_hcg", "urine": "urine_hcg"}
_ANY_TEST = ("hcg", "serum_hcg", "urine_hcg")
_AT = re.compile(r"(.*?)\s+at\s+(?:the\s+)?(?:time\s+of\s+)?(.+)", re.IGNORECASE)
_OF_CHILDBEARING = re.compile(r"\bof (?:child[- ]?bearing|reproductive) (?:potential|age)\b(?: \(wocbp\))?")
_HCG = re.compile(r"(?:(?:β|beta|b)[- ]?)?\bhcg\b|(?<=β-)hcg")


def state(text: str, kind: str) -> tuple[Node, Node | None] | None:
    """Pregnant or nursing, with whom it concerns where the clause names women; for inclusion only its denial."""
    said = _AT.fullmatch(text)
    words = _words(said[1] if said and day(said[2]) else text)
    states, women = table()["pregnancy"]["states"], table()["pregnancy"]["women"]
    found = [states[word] for word in words if word in states]
    left = [word for word in words if word not in states and word not in women and word not in _fillers()]
    denied = kind == "inclusion"
    if not found or left != (["not"] if denied else []) or (denied and words.index("not") > _first(words, states)):
        return None
    nodes: list[Node] = [{"has": {"of": [name], "asks": "now", "remedy": "wait"}} for name in dict.fromkeys(found)]
    node: Node = nodes[0] if len(nodes) == 1 else {"any": nodes}
    return ({"not": node} if denied else node), (FEMALE if any(word in women for word in words) else None)


def _first(words: list[str], states: Any) -> int:
    return next(place for place, word in enumerate(words) if word in states)


def test(text: str, kind: str) -> tuple[Node, Node | None] | None:
    """A negative test asked for, or a positive one that excludes; any kind of test where none is named."""
    core, counted = window(at_screening(text).lower())
    if counted is not None and not isinstance(counted.before, str):
        return None
    bare = _OF_CHILDBEARING.sub(" ", core)
    words = _words(_HCG.sub("pregnancy", bare))
    women = [word for word in words if word in table()["pregnancy"]["women"]]
    sign = "negative" if kind == "inclusion" else "positive"
    kinds = [_TESTS[word] for word in words if word in _TESTS]
    known = {sign, "pregnancy", "test", "tests", "result", "results", *_TESTS, *women, *_fillers()}
    if not {sign, "pregnancy", "test"} <= set(words) or not set(words) <= known or (women and bare == core):
        return None
    when = {"within": counted.within, "before": counted.before} if counted else {"within": WINDOW}
    nodes: list[Node] = [
        {"measurement": {"of": name, "is": sign, **when}} for name in dict.fromkeys(kinds or _ANY_TEST)
    ]
    return (nodes[0] if len(nodes) == 1 else {"any": nodes}), (CHILDBEARING if women else None)


def _words(text: str) -> list[str]:
    joined = re.sub(r"breast[- ]feeding", "breastfeeding", text.lower())
    return re.findall(r"[a-z]+|\S", joined.replace("and/or", "or"))


def _fillers() -> list[str]:
    found: list[str] = table()["pregnancy"]["fillers"]
    return found
