"""Conditions, procedures, drugs and viruses that a clause names: ``No history of stroke``. All words or nothing."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from rules.drafting.days import Window, at_screening, window
from rules.drafting.labs import WINDOW
from rules.drafting.lexicon import conditions, drugs, names_kind_of, normal, table

Node = dict[str, Any]
_SIGN = r"(?P<sign>sero-?positive|positive|negative)"
_SIGNED = re.compile(
    r"(?:(?:known|confirmed|must|should|be|test|tests|tested|have|a)\s+)*"
    rf"(?:{_SIGN}\s+(?:test\s+)?(?:results?\s+)?(?:for\s+)?(?:the\s+)?(?P<what>.+)|"
    rf"(?P<what2>.+?)[\s-]+{_SIGN.replace('sign', 'sign2')})",
    re.IGNORECASE,
)
_EVER: Node = {"ever": "positive", "known_as": "hiv_infection"}
_LIVE = re.compile(
    r"(?:any\s+|an?\s+)?live(?:,?\s*(?:or|/|-|\s)\s*(?:live[- ])?attenuated)?\s*(?:virus\s+)?vaccin(?:es?|ations?)",
    re.IGNORECASE,
)
_MAJOR = re.compile(r"(?:any\s+)?major\s+(?:surgery|surgeries|surgical\s+procedures?|operations?)", re.IGNORECASE)
_DONE = re.compile(
    r"^(?:having\s+|has\s+|have\s+|had\s+|any\s+)*(?:undergone|underwent|received|had|receipt\s+of|administration\s+of|vaccination\s+with)\s+|\s+(?:was|were)\s+(?:performed|administered|received)$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*,\s*(?:or\s+|and/or\s+)?|\s+(?:or|and/or)\s+", re.IGNORECASE)


def rule(text: str, kind: str, trial: tuple[str, ...]) -> Node | None:
    """The predicates of a clause that names something, if every word of it is understood.

    ``trial`` are the conditions that the trial is about: an exclusion of "cancer" in a trial on a cancer means others.
    """
    text = unframed(text)
    return _given(text, kind) or _taken(text, kind) or _present(text, kind, trial)


def unframed(text: str) -> str:
    """The clause without the words for everybody: ``patients who have``."""
    for group in ("people", "frames"):
        lead = next((lead for lead in _longest(group) if text.lower().startswith(f"{lead} ")), "")
        text = text[len(lead) :].strip()
    return text


def virus(text: str, kind: str) -> Node | None:
    """A positive or negative test for a virus: what excludes, or its opposite."""
    match = _SIGNED.fullmatch(re.sub(r"\s*\([A-Za-z-]{2,8}\)", "", at_screening(text)).strip())
    if match is None:
        return None
    name = normal(match["what"] or match["what2"])
    test = next((test for test, names in table()["viruses"].items() if name in names), None)
    positive = "positive" in (match["sign"] or match["sign2"]).lower()
    if test is None or positive != (kind == "exclusion"):
        return None
    more = _EVER if test == "hiv" else {}
    if positive or more:
        node: Node = {"measurement": {"of": test, "is": "positive", "within": WINDOW, **more}}
        return node if positive else {"not": node}
    return {"measurement": {"of": test, "is": "negative", "within": WINDOW}}


def _given(text: str, kind: str) -> Node | None:
    """Operations, live vaccines and drugs within a window."""
    core, counted = window(text)
    if counted is None or kind != "exclusion":
        return None
    done = _DONE.sub("", core).strip()
    if _MAJOR.fullmatch(done):
        data = {"of": ["surgery"], "excluding": ["minor_procedure"], "major": True, **_counted(counted)}
        return {"has": {**data, "denied_by": ["major_surgery"]}}
    if _LIVE.fullmatch(done):
        return {
            "has": {
                "of": ["live_vaccine"],
                "doubt": ["vaccine"],
                "excluding": ["inactivated_vaccine"],
                **_counted(counted),
            }
        }
    found = _drugs_behind("received", core)
    if not found:
        return None
    nodes: list[Node] = [{"received": {"of": [name], **_counted(counted)}} for name in found]
    return nodes[0] if len(nodes) == 1 else {"any": nodes}


def _taken(text: str, kind: str) -> Node | None:
    """Drugs taken now, or at any time."""
    for group, time in (("taken_ever", "ever"), ("taken", "now")):
        found = _drugs_behind(group, text) if kind == "exclusion" else ()
        if found:
            nodes: list[Node] = [{"treated": {"of": [name], "time": time}} for name in found]
            return nodes[0] if len(nodes) == 1 else {"any": nodes}
    return None


def _drugs_behind(group: str, text: str) -> tuple[str, ...]:
    """The drugs that are named behind one of these phrases; none if a name is not known."""
    lead = next((lead for lead in _longest(group) if text.lower().startswith(f"{lead} ")), None)
    if lead is None:
        return ()
    names = [
        re.sub(r"^(?:any|an?|the)\s+", "", name.strip(), flags=re.IGNORECASE)
        for name in _JOINED.split(text[len(lead) + 1 :])
    ]
    found = [drugs(name) for name in names]
    return tuple(dict.fromkeys(drug for ids in found for drug in ids)) if all(found) else ()


def _counted(counted: Window) -> dict[str, Any]:
    return {"within": counted.within, "before": counted.before}


@cache
def _longest(group: str) -> tuple[str, ...]:
    return tuple(sorted(table()[group], key=len, reverse=True))


def _present(text: str, kind: str, trial: tuple[str, ...]) -> Node | None:
    """A condition or procedure that is present, active, suspected or denied."""
    core, counted = window(text)
    for group, more, denied in (
        ("denied_active", {"state": "active"}, True),
        ("denied", {}, True),
        ("suspected", {"suspected": "counts"}, False),
        ("active", {"state": "active"}, False),
        ("ever", {}, False),
    ):
        for lead in _longest(group):
            if lead and not core.lower().startswith(f"{lead} "):
                continue
            node = _named(core[len(lead) :].strip(), more, counted, kind, denied=denied, trial=trial)
            if node is not None:
                return node
    return None


def _named(
    names: str, more: dict[str, Any], counted: Window | None, kind: str, *, denied: bool, trial: tuple[str, ...]
) -> Node | None:
    if (denied and kind == "exclusion") or (counted is not None and (more or (kind == "inclusion" and not denied))):
        return None
    ids = conditions(names)
    if not ids:
        found = [conditions(name) for name in _JOINED.split(names)]
        ids = tuple(name for item in found for name in item) if all(found) else ()
    if not ids or (len(ids) > 1 and kind == "inclusion" and not denied):
        return None
    if (kind == "exclusion" or denied) and any(names_kind_of(about, name) for about in trial for name in ids):
        return None
    window_of = {} if counted is None else _counted(counted)
    # One by one: a denial of one of them rules out no other.
    nodes: list[Node] = [{"has": {"of": [name], **more, **window_of}} for name in dict.fromkeys(ids)]
    node: Node = nodes[0] if len(nodes) == 1 else {"any": nodes}
    return {"not": node} if denied else node
