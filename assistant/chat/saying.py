"""What the tools' sentences share: names with ids, the overall answer, citations. Chooses nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.chat.case import Case
from assistant.chat.told import Citation, Line, Told
from assistant.chat.wording import count, listed, say
from rules.catalogue import Lang
from rules.protocol import Criterion
from rules.verdicts import Verdict

MOST_CITED = 12
"""So many criteria are cited at most: a person reads them."""


def silent(case: Case, lang: Lang, tool: str) -> Told | None:
    """The one sentence where nothing was judged."""
    if not case.has_notes:
        return Told(tool, (Line(say(lang, "no_notes")),), supported=False)
    return Told(tool, (Line(say(lang, "two_patients")),), supported=False) if case.undecided else None


def overall(case: Case, lang: Lang) -> str:
    """The overall answer in one sentence, with what it is because of."""
    report = case.screened
    if report.overall == "ineligible":
        fails = case.with_status("fail")
        return count(lang, "screen.ineligible", len(fails), names=names_of(fails, lang))
    opens = case.with_status("unknown")
    if report.overall == "needs_information":
        return count(lang, "screen.needs_information", len(opens))
    key = "screen.potentially_eligible" if opens else "screen.potentially_eligible_none"
    return say(lang, key, names=names_of(opens, lang))


def opens(case: Case, lang: Lang) -> str:
    """From which infusion on nothing runs any more, possibly and for certain."""
    found = case.screened.earliest
    if found.certain is None:
        return say(lang, "earliest.possible", possible=found.possible)
    key = "same" if found.certain == found.possible else "both"
    return say(lang, f"earliest.{key}", possible=found.possible, certain=found.certain)


def status(verdict: Verdict, lang: Lang) -> str:
    """The status in words."""
    return say(lang, f"statuses.{verdict.status.value}")


def title_of(criterion: Criterion, lang: Lang) -> str:
    """The title in one language."""
    return criterion.title.get(lang) or criterion.title["en"]


def names_of(verdicts: Iterable[Verdict], lang: Lang) -> str:
    """The titles with their ids, one after the other."""
    return listed((with_ids(title_of(verdict.criterion, lang), [verdict.id]) for verdict in verdicts), lang)


def with_ids(text: str, ids: Sequence[str]) -> str:
    """The words with the ids of the criteria that they are about, before a closing point."""
    stop = text[-1] if text[-1:] in (".", "。") else ""
    return f"{text.removesuffix(stop)} ({', '.join(ids)}){stop}"


def ids_of(verdicts: Iterable[Verdict]) -> tuple[str, ...]:
    """The ids of the criteria."""
    return tuple(verdict.id for verdict in verdicts)


def cited(case: Case, ids: Iterable[str], lang: Lang) -> tuple[Citation, ...]:
    """These criteria with the registry's and the note's own words, each once."""
    return tuple(_citation(case, case.verdicts[name], lang) for name in dict.fromkeys(ids))


def _citation(case: Case, verdict: Verdict, lang: Lang) -> Citation:
    criterion = verdict.criterion
    return Citation(
        criterion=criterion.id,
        title=title_of(criterion, lang),
        registry=tuple(criterion.text),
        status=verdict.status.value if case.has_notes else None,
        gloss=criterion.gloss.get(lang),
        quotes=tuple(item.to_json() for item in verdict.evidence),
        trial=case.protocol.id,
    )
