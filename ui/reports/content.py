"""What a report shows, in its order, as plain values for any form of it. Draws nothing and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ui.cli import telling
from ui.cli.decision import by_owner, conflicts, counts, decision, details, obstacles, opening, undecided, with_status
from ui.cli.layout import printable
from ui.cli.wording import Words

Report = Mapping[str, Any]
_MOST_QUOTES = 6


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a note and where they stand: the number of the document, start and end."""

    text: str
    document: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One criterion, everything that a person needs to check it."""

    id: str
    title: str
    status: str
    reason: str
    registry: str
    gloss: str
    quotes: tuple[Quote, ...]
    missing: tuple[str, ...]
    helps: str
    review: bool
    assumptions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria under one heading, of one owner where they are still to be settled."""

    heading: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence with the words of the notes behind it."""

    text: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A document of the chart: what it is called, when it was written, its text where the report holds it."""

    title: str
    byline: str
    language: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Content:
    """A whole report."""

    trial: str
    draft: str
    dates: str
    decision: str
    details: tuple[str, ...]
    counts: str
    warnings: tuple[str, ...]
    identity: tuple[Told, ...]
    groups: tuple[Group, ...]
    safety: tuple[Told, ...]
    assumptions: tuple[str, ...]
    about: tuple[str, ...]
    notes: tuple[Note, ...]
    version: str

    @property
    def items(self) -> Iterator[Item]:
        """All criteria."""
        return (item for group in self.groups for item in group.items)


def content(report: Report, words: Words) -> Content:
    """What the report shows, in one language."""
    trial = report.get("trial", {})
    ahead = (report.get("ahead") or {}).get("summary") or ()
    return Content(
        trial="  ".join(dict.fromkeys((str(trial.get("id", "")), printable(str(trial.get("title", "")))))),
        draft=words("about.draft") if trial.get("draft") else "",
        dates=telling.planned(report, words),
        decision=decision(report, words),
        details=(*details(report, words), *(printable(str(text)) for text in ahead)),
        counts=counts(report, words),
        warnings=tuple(telling.warnings(report, words)),
        identity=tuple(_conflicts(report, words)),
        groups=tuple(_groups(report, words)),
        safety=tuple(
            Told(printable(str(note.get("text") or note.get("code"))), _quotes(note, report))
            for note in report.get("safety_notes") or ()
        ),
        assumptions=tuple(telling.assumptions(report, words)),
        about=tuple(telling.about(report, words)),
        notes=tuple(_note(each, words) for each in report.get("documents") or ()),
        version=words("report.made", version=report.get("version", "")),
    )


def _groups(report: Report, words: Words) -> Iterator[Group]:
    failing = [] if undecided(report) else obstacles(report)
    if failing:
        yield Group(words("sections.fail"), tuple(_item(item, report, words) for item in failing))
    for owner, items in by_owner(report).items():
        heading = f"{words('sections.unknown')}{words('list.colon')}{words(f'owners.{owner}')}"
        yield Group(heading, tuple(_item(item, report, words) for item in items))
    rest = with_status(report, "pass") + with_status(report, "not_applicable")
    if rest:
        yield Group(words("sections.rest"), tuple(_item(item, report, words) for item in rest))


def _item(item: Mapping[str, Any], report: Report, words: Words) -> Item:
    text = item.get("text") or ""
    helps = [printable(str(item.get("what_helps") or "")), opening(item.get("passes_on"), words, "lines")]
    return Item(
        id=str(item["id"]),
        title=printable(str(item.get("title") or "")),
        status=str(item["status"]),
        reason=printable(str(item.get("reason") or "")) or words("lines.no_reason"),
        registry=printable(" … ".join(text) if isinstance(text, list | tuple) else str(text)),
        gloss=printable(str(item.get("gloss") or "")),
        quotes=_quotes(item, report),
        missing=tuple(printable(str(each)) for each in item.get("missing") or ()),
        helps=" ".join(filter(None, helps)),
        review=bool(item.get("needs_review")),
        assumptions=tuple(printable(str(each)) for each in item.get("assumptions") or ()),
    )


def _quotes(item: Mapping[str, Any], report: Report) -> tuple[Quote, ...]:
    """The quotes of a finding, what decides first; one that stands inside another is left out."""
    places = {str(each.get("document")): index for index, each in enumerate(report.get("documents") or ())}
    evidence = sorted(item.get("evidence") or (), key=lambda each: each.get("role") != "value")
    found = [
        Quote(printable(str(each.get("quote", ""))), places[str(each.get("document"))], each["start"], each["end"])
        for each in evidence
        if str(each.get("document")) in places
    ]
    distinct = list(dict.fromkeys(found))
    whole = [one for one in distinct if not any(_inside(one, other) for other in distinct)]
    return tuple(whole[:_MOST_QUOTES])


def _inside(one: Quote, other: Quote) -> bool:
    longer = other.end - other.start > one.end - one.start
    return longer and one.document == other.document and other.start <= one.start and one.end <= other.end


def _conflicts(report: Report, words: Words) -> Iterator[Told]:
    for item in conflicts(report):
        what = words.name("identity.fields", item.get("what"))
        values = words.listed(words.name("identity.values", value) for value in item.get("values") or ())
        yield Told(printable(f"{what}{words('list.colon')}{values}"), _quotes(item, report))


def _note(document: Mapping[str, Any], words: Words) -> Note:
    name, title = printable(str(document.get("document", ""))), printable(str(document.get("title") or ""))
    written = document.get("written_on")
    known = written and (not isinstance(written, Mapping) or any(written.values()))
    when = words("report.written", day=words.day(written)) if known else words("report.undated")
    line = [when, *([name] if title and title != name else [])]
    return Note(title or name, " · ".join(line), str(document.get("language") or "en"), document.get("text"))


def cited(items: Sequence[Item | Told]) -> dict[Quote, int]:
    """A number for each quote, counted from 1 in the order of the items."""
    quotes = dict.fromkeys(quote for item in items for quote in item.quotes)
    return {quote: number for number, quote in enumerate(quotes, 1)}
