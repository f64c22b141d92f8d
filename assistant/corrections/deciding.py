"""A person's own decision on a criterion, beside the checker's: both are kept, neither is shown as the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assistant.corrections.writing import Page, document, free_name, one_line, table
from assistant.documents import Document
from assistant.errors import InputError
from rules import catalogue
from rules.catalogue import Lang
from rules.dates import DateInterval
from rules.facts import Evidence
from rules.verdicts import Status, Verdict, overall

STEM = "decisions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What a person decided on one criterion, and why.

    Raises:
        InputError: no reason is given, or the status is none.
    """

    criterion: str
    status: Status
    reason: str
    by: str
    on: date
    lang: Lang = "en"

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise InputError("override_reason", criterion=self.criterion)

    def to_json(self) -> dict[str, str]:
        """What the report's settings keep of it."""
        return {
            "criterion": self.criterion,
            "status": self.status.value,
            "reason": self.reason,
            "by": self.by,
            "on": self.on.isoformat(),
            "lang": self.lang,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Override:
        """The override that a report keeps.

        Raises:
            ValueError: it has another form.
        """
        rest = {key: str(data[key]) for key in ("criterion", "reason", "by")}
        lang: Lang = "zh" if data.get("lang") == "zh" else "en"
        return Override(status=Status(data["status"]), on=date.fromisoformat(data["on"]), lang=lang, **rest)


@dataclass(frozen=True, slots=True)
class Decided:
    """The overrides of a report written down, each with its words."""

    document: Document
    evidence: Mapping[str, Evidence]

    def to_json(self, said: Override) -> dict[str, Any]:
        """A criterion's ``override``."""
        found = {key: value for key, value in said.to_json().items() if key not in ("criterion", "lang")}
        return {**found, "evidence": [self.evidence[said.criterion].to_json()]}


def of_protocol(said: Sequence[Override], verdicts: Sequence[Verdict]) -> tuple[Override, ...]:
    """The overrides of the criteria that a protocol has, the last of each, in the protocol's order."""
    last = {item.criterion: item for item in said}
    return tuple(last[verdict.id] for verdict in verdicts if verdict.id in last)


def written_down(
    said: Sequence[Override], verdicts: Sequence[Verdict], documents: Sequence[Document]
) -> Decided | None:
    """The document that says who decided what, against which verdict and why; nothing where nothing was decided."""
    if not said:
        return None
    name, page, places = free_name(STEM, documents), Page(), {}
    by_id = {verdict.id: verdict for verdict in verdicts}
    for number, item in enumerate(said, 1):
        words, verdict = table(item.lang), by_id[item.criterion]
        page.write(f"{number}. {catalogue.day(item.lang, item.on)}, {words['by'].format(by=one_line(item.by))}: ")
        places[item.criterion] = page.write(
            words["decision"].format(
                id=item.criterion,
                title=verdict.criterion.title.get(item.lang) or verdict.criterion.title["en"],
                status=words[f"verdict_{item.status}"],
                was=words[f"verdict_{verdict.status}"],
                reason=one_line(item.reason),
            )
        )
        page.write("\n")
    title, latest = table(said[-1].lang)["decisions_title"], max(item.on for item in said)
    note = document(name, title, page.text, said[-1].lang, "decision", DateInterval.on(latest))
    evidence = {
        key: Evidence(document=name, start=start, end=end, quote=note.text[start:end])
        for key, (start, end) in places.items()
    }
    return Decided(note, evidence)


def overall_with(said: Sequence[Override], verdicts: Sequence[Verdict], draft: bool) -> str:
    """What ``overall`` would be if every override were the verdict."""
    taken = {item.criterion: item.status for item in said}
    return overall([replace(each, status=taken.get(each.id, each.status)) for each in verdicts], draft=draft)
