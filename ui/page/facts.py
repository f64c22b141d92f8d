"""The table of facts: what was read, from which words, and a form to say otherwise. Applies no correction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, cast

import streamlit as st
from streamlit.runtime import exists as served

from assistant.corrections.applying import WITHDRAWN
from assistant.corrections.saying import CHOICES, DATES, FIELDS, STATEMENTS, as_typed
from assistant.corrections.spans import typed_span
from rules import terminology
from rules.catalogue import Lang, label
from rules.facts import FactBase, fact_from_json
from ui.page.quotes import anchors, quote_anchor
from ui.page.wording import Words

Report = Mapping[str, Any]
SCRIPT = Path(__file__).with_name("facts.js")
KINDS = ("measurement", "treatment", "condition", "procedure", "statement", "demographic")
ADDED = ("measurement", "condition", "treatment", "procedure", "statement")
WORDS = ("apply", "cancel", "withdraw", "restore", "edit", "show", "kind", "name", "add", "add_fact", "filter")


def data(report: Report, problem: str, words: Words) -> dict[str, Any]:
    """All that the table shows, as plain data."""
    facts = [dict(each) for each in report.get("facts") or () if each.get("subject") == "patient"]
    taken_back = {each: str(fact["id"]) for fact in facts for each in fact.get("supersedes") or ()}
    yours = {str(item["fact"]): item for item in report.get("corrections") or () if item.get("fact")}
    groups = []
    for kind in KINDS:
        rows = [
            _row(fact, taken_back, yours, report, words)
            for fact in facts
            if fact["kind"] == kind and fact["name"] != WITHDRAWN
        ]
        if rows:
            groups.append({"kind": kind, "label": words(f"facts.kinds.{kind}"), "facts": _paired(rows, taken_back)})
    return {
        "groups": groups,
        "kinds": _kinds(words.lang),
        "words": {key: words(f"facts.{key}") for key in WORDS},
        "problem": problem,
        "token": str((report.get("made_with") or {}).get("facts") or ""),
    }


def _row(
    fact: Mapping[str, Any],
    taken_back: Mapping[str, str],
    yours: Mapping[str, Mapping[str, Any]],
    report: Report,
    words: Words,
) -> dict[str, Any]:
    made, fact_id = fact_from_json(fact), str(fact["id"])
    first = fact["evidence"][0] if fact["evidence"] else None
    places = anchors(report)
    by = taken_back.get(fact_id, "")
    withdrawn = yours.get(by, {}).get("act") == "withdraw"
    mark = ""
    if fact_id in yours:
        mark = words(f"facts.marks.{yours[fact_id]['act']}", by=yours[fact_id]["by"])
    elif by:
        mark = words("facts.marks.withdrawn" if withdrawn else "facts.marks.replaced")
    return {
        "id": fact_id,
        "name": label(_lang(words), str(fact["name"])),
        "value": said(made, words),
        "quote": first["quote"] if first else "",
        "anchor": quote_anchor(places[first["document"]], first["start"], first["end"])
        if first and first["document"] in places
        else "",
        "gone": bool(by),
        "restorable": by if by in yours else "",
        "yours": fact_id in yours,
        "withdrawable": True,
        "mark": mark,
        "fields": _fields(str(fact["kind"]), as_typed(made), words),
    }


def _paired(rows: Sequence[dict[str, Any]], taken_back: Mapping[str, str]) -> list[dict[str, Any]]:
    """Every fact where it was read; what takes its place directly above it, so that nothing else moves."""
    by_id = {row["id"]: row for row in rows}
    placed = [row["id"] for row in rows if not any(by == row["id"] for by in taken_back.values())]
    ordered: list[dict[str, Any]] = []
    for each in placed:
        newer = taken_back.get(each, "")
        if newer in by_id:
            ordered.append(by_id[newer])
        ordered.append(by_id[each])
    return [*ordered, *(row for row in rows if row not in ordered)]


def said(fact: FactBase, words: Words) -> str:
    """A fact in a few words: value and unit, status, each date with what it is."""
    typed = as_typed(fact)
    kind = str(getattr(fact, "kind", ""))
    parts = [" ".join(filter(None, (typed.get("value", ""), typed.get("unit", "")))).strip()]
    if kind in ("statement", "measurement", "demographic") and words.has(f"facts.choices.{parts[0]}"):
        parts = [words(f"facts.choices.{parts[0]}")]
    for name in FIELDS[kind]:
        value = typed[name]
        usual = {"certainty": "stated", "validity": "valid"}.get(name)
        if name in ("value", "unit") or not value or value == usual:
            continue
        if (kind, name) in CHOICES:
            parts.append(words(f"facts.choices.{value}"))
        elif name == "dose":
            parts.append(value)
        elif name in DATES:
            parts.append(f"{words(f'facts.fields.{name}')} {_day(value, words)}")
    return " · ".join(filter(None, parts))


def _day(text: str, words: Words) -> str:
    """A date of a fact as a reader of the language writes it."""
    span = typed_span(text)
    return words.span(span.earliest, span.latest) if span and span.earliest and span.latest else text


def _fields(kind: str, typed: Mapping[str, str], words: Words) -> list[dict[str, Any]]:
    return [
        {
            "key": name,
            "label": words(f"facts.fields.{name}"),
            "value": typed.get(name, ""),
            "hint": words("facts.day_hint") if name in DATES else "",
            "choices": [
                {"value": each, "label": words(f"facts.choices.{each}") if each else "–"}
                for each in CHOICES[kind, name]
            ]
            if (kind, name) in CHOICES
            else None,
        }
        for name in FIELDS[kind]
    ]


@cache
def _kinds(lang: str) -> list[dict[str, Any]]:
    """What can be added: of each kind the names that the terminology knows, and an empty form."""
    words = Words(lang)
    empty = {"certainty": "stated", "validity": "valid"}
    return [
        {
            "kind": kind,
            "label": words(f"facts.kinds.{kind}"),
            "names": sorted({label(_lang(words), name) for name in names_of(kind)}),
            "fields": _fields(kind, {**dict.fromkeys(FIELDS[kind], ""), **empty, **_first(kind)}, words),
        }
        for kind in ADDED
    ]


def _first(kind: str) -> dict[str, str]:
    return {"value": "yes"} if kind == "statement" else {}


def names_of(kind: str) -> list[str]:
    if kind == "statement":
        return list(STATEMENTS)
    return [name for name, concept in terminology.load().concepts.items() if concept.kind == kind]


@cache
def by_label(kind: str) -> Mapping[str, str]:
    """The concept of every name of a kind, in both languages, brand names and abbreviations too, in small letters."""
    found: dict[str, str] = {}
    concepts = terminology.load().concepts
    for name in names_of(kind):
        every = [label("en", name), label("zh", name), name]
        if name in concepts:
            every += [one for names in concepts[name].names.values() for one in names]
        for one in every:
            found.setdefault(one.lower(), name)
    return found


def _lang(words: Words) -> Lang:
    return cast(Lang, "zh" if words.lang == "zh" else "en")


def draw(report: Report, problem: str, words: Words, key: str, heard: Callable[[], None]) -> None:
    """Mount the table. ``heard`` is called when something was said: it stands under ``said`` in the state of key."""
    if not served():  # without a server (in Streamlit's own test harness) there is nothing to mount it on
        return
    _table()(key=key, data=data(report, problem, words), on_said_change=heard)


@cache
def _table() -> Any:
    """The component, registered once for all visitors of a server."""
    return st.components.v2.component("prescreen_facts", js=SCRIPT.read_text(encoding="utf-8"), isolate_styles=False)
