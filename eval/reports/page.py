"""A run's results as one HTML page that loads nothing from elsewhere. Computes no figure.

The templates beside this file draw it; every word of a note passes through their escaping.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from eval.harness.records import CaseRecord, NoteRecord, Record, Span, VerdictRecord
from eval.harness.results import wrong_in
from eval.reports.terminal import NAMES, shown
from eval.stages import STAGES

CONFUSED = ("pass", "fail", "unknown", "not_applicable", "missing")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"NAMES": NAMES, "CONFUSED": CONFUSED, "STAGES": ("crash", *STAGES), "shown": shown}
    return made


def page(results: Mapping[str, Any], runs: Mapping[str, tuple[str, Sequence[Record]]]) -> str:
    """The page: figures, criteria with intervals, confusion, error classes, funnel, and every miss in its note."""
    suites = [
        {"name": name, **said, "missed": _missed(runs[name][1]), "withheld": _withheld(runs[name][1])}
        for name, said in results["suites"].items()
    ]
    for suite in suites:
        suite["classes"] = _classes(suite.get("misses", ()))
    return _environment().get_template("page.html.j2").render(made_by=results["made_by"], suites=suites)


def _classes(misses: Sequence[Mapping[str, str]]) -> list[tuple[str, int]]:
    """The misses by what was said for what, or for facts by kind and what is wrong, the most frequent first."""
    named = Counter(
        f"{miss['gold']} called {miss['got']}" if "criterion" in miss else f"{miss['kind']}: {miss['wrong']}"
        for miss in misses
    )
    return named.most_common()


def _withheld(records: Sequence[Record]) -> int:
    """How many misses lie in cases that whoever mends the reader must not see."""
    return sum(
        verdict.gold is not None and not verdict.right
        for record in records
        if isinstance(record, CaseRecord) and record.held_out
        for verdict in record.verdicts
    )


def _missed(records: Sequence[Record]) -> list[dict[str, Any]]:
    """The cases and notes with a miss, each with its words and what is marked in them; held-out ones are left out."""
    found = []
    for record in records:
        if isinstance(record, CaseRecord):
            misses = [verdict for verdict in record.verdicts if verdict.gold is not None and not verdict.right]
            if misses and not record.held_out:
                found.append(_case(record, misses))
        elif isinstance(record, NoteRecord):
            wrong = [fact for fact in record.facts if wrong_in(fact)]
            if wrong:
                spans = [("note", fact.start, fact.end) for fact in wrong if fact.start >= 0]
                rows = [(fact.name, fact.gold or "-", fact.found or "-", wrong_in(fact), "") for fact in wrong]
                found.append(
                    {
                        "id": record.case,
                        "variant": "",
                        "rows": rows,
                        "documents": [("", marked(record.text, spans, "note", ()))],
                    }
                )
    return found


def _case(record: CaseRecord, misses: Sequence[VerdictRecord]) -> dict[str, Any]:
    labelled = [span for verdict in misses for span in verdict.labelled]
    read = [span for verdict in misses for span in verdict.read]
    several = len(record.texts) > 1
    return {
        "id": record.case,
        "variant": record.variant,
        "rows": [(one.criterion, one.gold, one.got, _why(one), one.stage) for one in misses],
        "documents": [(name if several else "", marked(text, labelled, name, read)) for name, text in record.texts],
    }


def _why(verdict: VerdictRecord) -> str:
    label = f"Label: {verdict.why}" if verdict.why else ""
    return " ".join(part for part in (verdict.reason, label) if part)


def marked(text: str, labelled: Sequence[Span], document: str, read: Sequence[Span]) -> Markup:
    """The note with the labelled words and those that the verdict rests on marked; everything is escaped."""
    kinds = [("labelled", labelled), ("read", read)]
    cover = [""] * len(text)
    for kind, spans in kinds:
        for name, start, end in spans:
            if name == document:
                for place in range(max(0, start), min(end, len(text))):
                    cover[place] = "both" if cover[place] not in ("", kind) else kind
    parts, start = [], 0
    for place in range(1, len(text) + 1):
        if place == len(text) or cover[place] != cover[start]:
            piece = Markup.escape(text[start:place])
            parts.append(Markup('<mark class="{}">{}</mark>').format(cover[start], piece) if cover[start] else piece)
            start = place
    return Markup("").join(parts)
