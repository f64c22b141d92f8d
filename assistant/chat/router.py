"""Tells a typed line's kind (question, fact, further note) and, for a question, which tool answers it with what.

Deterministic: cues are data (``data/cues.yaml``), names come from the terminology and the protocol. A line that it
makes no question of is never dropped: it is a fact or a note, and is read as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant.chat import finding, tools
from assistant.chat.case import Case
from assistant.chat.days import anchors_in, cue_at, planned_in, shift_in
from assistant.chat.finding import cues, plain
from assistant.chat.otherdays import what_if
from assistant.chat.told import Told
from rules import terminology
from rules.catalogue import Lang
from rules.protocol import available

Kind = Literal["question", "fact", "note"]
_LONGEST_QUESTION = 300
_LONGEST_FACT = 200
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_TRIAL = re.compile(r"nct\s*(\d{8})(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_MARKS = "?？"


@dataclass(frozen=True, slots=True)
class Route:
    """What a typed line is. ``tool`` is empty where a question has no tool; ``arguments`` are those of the tool."""

    kind: Kind
    lang: Lang
    tool: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


def route(line: str, case: Case, lang: Lang = "en") -> Route:
    """The kind of a line and the tool for it; ``lang`` is that of the page, for lines that are of no language."""
    text = plain(line)
    own = _language(text, lang)
    if not _is_question(line, text, case):
        short = len(text) <= _LONGEST_FACT and "\n" not in line.strip()
        return Route("fact" if short else "note", own)
    tool, arguments = _tool(text, case, own)
    return Route("question", own, tool, arguments)


def answer(found: Route, case: Case) -> Told:
    """The answer to a question, by its tool; what can be asked, where there is none."""
    if found.tool not in TOOLS:
        return tools.help_with(found.lang, unsupported=found.tool != "help")
    told: Told = TOOLS[found.tool](case, found.lang, **found.arguments)
    return told


TOOLS: Mapping[str, Any] = {
    "screen": tools.screen,
    "explain": tools.explain,
    "missing": tools.missing,
    "earliest": tools.earliest,
    "what_if": what_if,
    "search": tools.search,
    "compare": tools.compare,
}


def _language(text: str, lang: Lang) -> Lang:
    if _CHINESE.search(text):
        return "zh"
    words = set(re.findall(r"[a-z']+", text.lower()))
    return "en" if words & set(cues()["empty"]["en"]) else lang


# --- question or not ------------------------------------------------------------------------------------------------


def _is_question(line: str, text: str, case: Case) -> bool:
    body = line.strip()
    if not text or len(text) > _LONGEST_QUESTION or body.count("\n") > 1:
        return False
    if body[-1] in _MARKS:
        return True
    if "\n" in body:
        return False
    if not finding.subject(_without_names(text, case)):
        return True  # nothing but cues, ids or a bare name: it states nothing
    if cue_at(text, cues()["statements"]) and not _asks_why(text):
        return False
    if _CHINESE.search(text):
        return _asks_in_chinese(text)
    opener = cue_at(text, {"en": cues()["question"]["en"]})
    if opener is not None and opener[0] <= _NEAR and not _states(text):
        return True
    conditional = cue_at(text, {"en": cues()["intents"]["what_if"]["en"]})
    return conditional is not None and conditional[0] <= _NEAR and bool(anchors_in(text))


_NEAR = 4
"""An English question without its mark begins with its cue ("so why …", "and what …")."""


def _asks_in_chinese(text: str) -> bool:
    rest = text.rstrip("。.!！ ")
    if rest.endswith(tuple(cues()["particles"])):
        return True
    if cue_at(text, {"zh": cues()["question"]["zh"]}) is not None:
        return not _states(text)
    conditional = cue_at(text, {"zh": cues()["intents"]["what_if"]["zh"]}) is not None
    return conditional and bool(anchors_in(text))


def _states(text: str) -> bool:
    """Whether a line names something with a figure beside it: "when seen on 3 March LVEF was 60%"."""
    if cue_at(text, cues()["intents"]["explain"]) or cue_at(text, cues()["intents"]["search"]) or anchors_in(text):
        return False
    bare = _TRIAL.sub(" ", text)
    return bool(finding.concepts_in(bare)) and bool(_NUMBER.search(finding.without_ids(bare)))


def _without_names(text: str, case: Case) -> str:
    """The line without criterion ids, trial ids and names of the terminology, if figures are not all that it has."""
    bare = finding.without_ids(_TRIAL.sub(" ", text))
    for _, start, end in sorted(finding.concepts_in(bare), key=lambda item: -item[1]):
        bare = bare[:start] + " " * (end - start) + bare[end:]
    intents = cues()["intents"]
    for words in intents.values():
        for word in sorted(words["zh"], key=len, reverse=True):
            bare = bare.replace(word, " ")
        for word in words["en"]:
            bare = re.sub(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", " ", bare.lower())
    return bare


# --- which tool -----------------------------------------------------------------------------------------------------


def _tool(text: str, case: Case, lang: Lang) -> tuple[str, Mapping[str, Any]]:
    """The tool whose cue the line has, tried from the most to the least particular."""
    named = finding.ids_in(text, case.protocol)
    ids = tuple(dict.fromkeys(name for one in named for name in one.ids or (one.written,)))
    trial = _TRIAL.search(text)
    other = f"NCT{trial[1]}" if trial else ""
    if _cued("compare", text) or (other and other != case.protocol.id):
        return "compare", {"trial": other or _trial_of_words(text, case)}
    moved = _moved(text, case, lang)
    if moved is not None:
        return "what_if", moved
    if _cued("search", text) and not _asks_why(text):
        return "search", {"criteria": ids} if ids else {"query": text}
    about = finding.concepts_in(text)
    if _cued("missing", text) and not _asks_why(text):
        return "missing", {"owner": _owner(text), "criteria": ids or _about_ids(text, case)}
    if ids:
        return "explain", {"criteria": ids}
    if _cued("earliest", text) and not about:
        return "earliest", {}
    return _by_subject(text, case, bool(about))


def _by_subject(text: str, case: Case, named: bool) -> tuple[str, Mapping[str, Any]]:
    """A question without a particular tool: about something, about what stands in the way, or about all."""
    if named:
        return "explain", {"about": text}
    rest = finding.subject(_without_cues(text))
    if rest:
        found = finding.by_words(rest, case.protocol)
        return ("explain", {"criteria": found}) if found else ("", {})
    if _cued("explain", text) or (_cued("screen", text) and cue_at(text, cues()["negated"])):
        return "explain", {}
    if _cued("screen", text):
        return "screen", {}
    return ("explain", {}) if cue_at(text, cues()["negated"]) else ("help", {})


def _cued(intent: str, text: str) -> bool:
    return cue_at(text, cues()["intents"][intent]) is not None


def _asks_why(text: str) -> bool:
    return cue_at(text, cues()["why"]) is not None


def _without_cues(text: str) -> str:
    for lang in ("en", "zh"):
        for words in (*cues()["intents"].values(), cues()["negated"]):
            for word in words[lang]:
                edge = (r"(?<![a-z0-9])", r"(?![a-z0-9])") if lang == "en" else ("", "")
                if len(word) > 1:
                    text = re.sub(edge[0] + re.escape(word) + edge[1], " ", text, flags=re.IGNORECASE)
    return text


def _moved(text: str, case: Case, lang: Lang) -> Mapping[str, Any] | None:
    """The days that a line wants tried: those of an anchor, or a plan moved as a whole."""
    anchors, cued = anchors_in(text), _cued("what_if", text)
    if not (anchors or (cued and not finding.concepts_in(text))):
        return None
    days = planned_in(text, lang, case.screened.dates.screening_day)
    if days:
        return {"days": days}
    shift = shift_in(text)
    if shift is not None:
        return {"months": shift[0], "shift": shift[1]}
    return {} if cued and anchors else None


def _owner(text: str) -> str:
    """Of whom is asked; the test before the patient ("which tests does she need")."""
    for name in ("site", "test", "chart"):
        if cue_at(text, cues()["owners"][name]):
            return name
    return "patient" if cue_at(text, cues()["asked"]) and cue_at(text, cues()["owners"]["patient"]) else ""


def _about_ids(text: str, case: Case) -> tuple[str, ...]:
    """The criteria that a question after something missing is limited to, if it names any."""
    concepts = [name for name, _, _ in finding.concepts_in(text)]
    return finding.criteria_about(concepts, case.protocol) if concepts else ()


def _trial_of_words(text: str, case: Case) -> str:
    """The other trial that a line names by a drug or disease of its title; none where it could be several."""
    terms = terminology.load()
    named = {name for name, _, _ in finding.concepts_in(text)}
    if not named:
        return ""
    found = [
        trial
        for trial in available()
        if trial != case.protocol.id
        and any(terms.is_a(one, each) for one, _, _ in finding.concepts_in(finding.title_of(trial)) for each in named)
    ]
    return found[0] if len(found) == 1 else ""
