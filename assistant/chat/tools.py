"""The tools of the conversation: each answers one sort of question about a case, with citations.

They say only what the checker decided, what the record says and what the notes say; sentences come from the catalogues.
The router of cues and a model choose among the same tools.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.chat import finding
from assistant.chat.case import Case
from assistant.chat.saying import (
    MOST_CITED,
    cited,
    ids_of,
    names_of,
    opens,
    overall,
    silent,
    status,
    title_of,
    with_ids,
)
from assistant.chat.told import Line, Told
from assistant.chat.wording import count, listed, say
from assistant.corrections.deciding import Override
from rules import catalogue, terminology
from rules.catalogue import Lang
from rules.protocol import available
from rules.verdicts import Verdict, outlook

MOST = 4
"""So many criteria are explained at once; more are named."""
_PASSAGES = 3
_QUOTES = 4
OWNERS = ("chart", "patient", "test", "site")


def screen(case: Case, lang: Lang) -> Told:
    """How the patient stands in the trial: what stands in the way, what is open, from when."""
    nothing = silent(case, lang, "screen")
    if nothing:
        return nothing
    report = case.screened
    fails, undecided = case.with_status("fail"), case.with_status("unknown")
    lines = [
        Line(overall(case, lang), ids_of(fails or (undecided if report.overall == "potentially_eligible" else ())))
    ]
    if fails and undecided:
        lines.append(Line(count(lang, "screen.also_open", len(undecided))))
    permanent = [verdict for verdict in fails if verdict.remedy == "permanent"]
    if permanent:
        lines.append(Line(say(lang, "screen.permanent", names=names_of(permanent, lang)), ids_of(permanent)))
    if report.protocol.draft:
        lines.append(Line(say(lang, "screen.draft")))
    if report.earliest.status == "from":
        lines.append(Line(opens(case, lang), report.earliest.because))
    lines.append(Line(say(lang, "screen.investigator")))
    data = {
        "overall": report.overall,
        "outlook": outlook(report.verdicts, draft=report.protocol.draft),
        "fails": list(ids_of(fails)),
        "open": list(ids_of(undecided)),
    }
    return Told("screen", tuple(lines), cited(case, ids_of(fails), lang), data)


def explain(case: Case, lang: Lang, criteria: Sequence[str] = (), about: str = "") -> Told:
    """Why criteria stand as they do: those named, those that something is asked of, else all that stand in the way."""
    nothing = silent(case, lang, "explain")
    if nothing:
        return nothing
    wrong = [name for name in criteria if name not in case.verdicts]
    if wrong:
        lines = [Line(say(lang, "explain.unknown_id", trial=case.protocol.id, id=name)) for name in wrong]
        return Told("explain", tuple(lines), supported=False)
    if criteria:
        return _explained(case, lang, criteria)
    if about:
        return _about(case, lang, about)
    fails = case.with_status("fail")
    if fails:
        return _explained(case, lang, ids_of(fails), most=len(fails))
    left = [verdict for verdict in case.with_status("unknown") if not verdict.left_to_people]
    head = count(lang, "explain.nothing_fails", len(left)) if left else say(lang, "explain.nothing_open")
    told = _explained(case, lang, ids_of(left))
    return Told("explain", (Line(head), *told.lines), told.citations, told.data)


def _about(case: Case, lang: Lang, about: str) -> Told:
    """The criteria that something named is asked of, and what the notes say of it."""
    concepts = [name for name, _, _ in finding.concepts_in(finding.plain(about))]
    ids = finding.find(about, case.protocol)
    quotes = _quotes_of(case, concepts)
    what = listed(dict.fromkeys(catalogue.label(lang, name) for name in concepts), lang) or about.strip()
    if not ids and not quotes:
        lines = [Line(say(lang, "explain.no_criterion", trial=case.protocol.id, what=what))]
        lines += [Line(say(lang, "explain.not_in_notes", what=what))] if concepts else []
        return Told("explain", tuple(lines), supported=bool(concepts))
    lines = []
    if quotes:
        shown = listed([f"“{quote['quote']}”" for quote in quotes], lang)
        lines.append(Line(say(lang, "explain.in_notes", what=what, quotes=shown)))
    elif concepts:
        lines.append(Line(say(lang, "explain.not_in_notes", what=what)))
    if not ids:
        lines.append(Line(say(lang, "explain.no_criterion", trial=case.protocol.id, what=what)))
    told = _explained(case, lang, _weightiest(case, ids))
    return Told("explain", (*lines, *told.lines), told.citations, {**told.data, "notes": quotes})


def _quotes_of(case: Case, concepts: Iterable[str]) -> list[dict[str, Any]]:
    """The words of the notes on these, each once."""
    terms, wanted = terminology.load(), tuple(concepts)
    found: dict[tuple[str, int, int], dict[str, Any]] = {}
    for fact in case.screened.extraction.facts:
        if any(terms.is_a(fact.name, each) for each in wanted):
            for item in fact.evidence[:1]:
                found.setdefault((item.document, item.start, item.end), item.to_json())
    return list(found.values())[:_QUOTES]


_ORDER = ("fail", "unknown", "pass", "not_applicable")


def _weightiest(case: Case, ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids, key=lambda name: _ORDER.index(case.verdicts[name].status.value)))


def _explained(case: Case, lang: Lang, ids: Sequence[str], most: int = MOST) -> Told:
    lines: list[Line] = []
    for name in ids[:most]:
        lines += [Line(text, (name,)) for text in _reasons(case, case.verdicts[name], lang)]
    rest = [case.verdicts[name] for name in ids[most:]]
    if rest:
        lines.append(Line(count(lang, "explain.more", len(rest), names=names_of(rest, lang)), ids_of(rest)))
    data = {"criteria": {name: case.verdicts[name].status.value for name in ids}}
    return Told("explain", tuple(lines), cited(case, ids[:most], lang), data)


def _reasons(case: Case, verdict: Verdict, lang: Lang) -> list[str]:
    said, name = case.said(verdict, lang), verdict.id
    lines = [
        say(lang, "explain.status", title=said["title"], id=name, status=status(verdict, lang), reason=said["reason"])
    ]
    if said["what_helps"]:
        lines.append(say(lang, "explain.helps", what=said["what_helps"]))
    days = verdict.passes_on
    if days is not None:
        key = "both" if days.certain and days.certain != days.possible else "certain" if days.certain else "possible"
        lines.append(say(lang, f"explain.passes_{key}", id=name, possible=days.possible, certain=days.certain))
    if verdict.status.value in ("fail", "unknown") and said["missing"]:
        what = ("；" if lang == "zh" else "; ").join(said["missing"])
        lines.append(say(lang, "explain.missing", id=name, what=what))
    lines += [say(lang, "explain.assumed", id=name, what=what) for what in said["assumptions"]]
    return lines + [_overridden(one, lang) for one in case.screened.settings.overrides if one.criterion == name]


def _overridden(one: Override, lang: Lang) -> str:
    """What a person decided beside the checker, in that person's words."""
    taken = say(lang, f"statuses.{one.status.value}")
    return say(lang, "explain.overridden", id=one.criterion, by=one.by, on=one.on, status=taken, reason=one.reason)


def missing(case: Case, lang: Lang, owner: str = "", criteria: Sequence[str] = ()) -> Told:
    """What is to settle and by whom, the most telling and easiest first; of one owner or of some criteria on demand."""
    nothing = silent(case, lang, "missing")
    if nothing:
        return nothing
    settled = [case.verdicts[name] for name in criteria if name in case.verdicts]
    closed = [verdict for verdict in settled if verdict.status.value != "unknown"]
    asked = [
        item
        for item in case.ahead(lang).get("ask_next", ())
        if (not owner or item["settled_by"] == owner) and (not criteria or set(item["settles"]) & set(criteria))
    ]
    lines = [
        Line(say(lang, "missing.settled", title=title_of(verdict.criterion, lang), id=verdict.id,
                 status=status(verdict, lang)), (verdict.id,))
        for verdict in closed
    ]  # fmt: skip
    if not asked and not closed:
        lines.append(Line(say(lang, "missing.none_owner" if owner else "missing.none")))
    if asked:
        lines.append(Line(count(lang, "missing.head", len(asked))))
    for name in OWNERS:
        lines += [
            Line(with_ids(say(lang, f"missing.{name}", what=item["text"]), item["settles"]), tuple(item["settles"]))
            for item in asked
            if item["settled_by"] == name
        ]
    ids = [name for item in asked for name in item["settles"]]
    data = {"questions": [{key: item[key] for key in ("settled_by", "settles", "text", "slot")} for item in asked]}
    return Told("missing", tuple(lines), cited(case, [*ids, *ids_of(closed)][:MOST_CITED], lang), data)


def earliest(case: Case, lang: Lang) -> Told:
    """From which day of infusion nothing runs any more, because of what, and what must be repeated by then."""
    nothing = silent(case, lang, "earliest")
    if nothing:
        return nothing
    found = case.screened.earliest
    because = [case.verdicts[name] for name in found.because]
    if found.status == "now":
        lines = [Line(say(lang, "earliest.now"))]
    elif found.status == "from":
        lines = [Line(opens(case, lang), found.because), Line(say(lang, "earliest.move_with"))]
        lines += [_set_by(case, verdict, lang) for verdict in because]
    elif because:
        lines = [Line(say(lang, f"earliest.{found.status}", names=names_of(because, lang)), found.because)]
    else:
        lines = [Line(count(lang, "earliest.open", len(case.with_status("unknown"))))]
    ahead = case.ahead(lang)
    plan = ahead.get("calendar") or {}
    if found.status == "from" and plan.get("status") == "found":
        lines.append(Line(plan["text"]))
        repeats = ("；" if lang == "zh" else "; ").join(item["text"] for item in plan["repeat"])
        lines += [Line(say(lang, "earliest.repeat", what=repeats))] if repeats else []
    days = {"possible": found.possible, "certain": found.certain}
    data = {"status": found.status, **{name: None if on is None else str(on) for name, on in days.items()}}
    return Told("earliest", tuple(lines), cited(case, found.because, lang), data)


def _set_by(case: Case, verdict: Verdict, lang: Lang) -> Line:
    said = case.said(verdict, lang)
    text = say(lang, "earliest.set_by", title=said["title"], id=verdict.id, reason=said["reason"])
    return Line(text, (verdict.id,))


def search(case: Case, lang: Lang, query: str = "", criteria: Sequence[str] = ()) -> Told:
    """The passages of the registry record that are about something, word for word, with their criterion ids."""
    trial = case.protocol
    if not criteria and not finding.subject(query) and not finding.concepts_in(finding.plain(query)):
        return Told("search", (Line(say(lang, "search.nothing_named")),), supported=False)
    known = {criterion.id: criterion for criterion in trial.criteria}
    ids = [name for name in criteria if name in known] or _best_passages(query, case)
    if not ids:
        what = listed(criteria, lang) or finding.subject(query)
        return Told("search", (Line(say(lang, "search.nothing", trial=trial.id, what=what)),), supported=False)
    lines: list[Line] = []
    for name in ids[: max(_PASSAGES, len(criteria))]:
        criterion = known[name]
        lines.append(Line(say(lang, "search.passage", id=name, text=" … ".join(criterion.text)), (name,)))
        if lang in criterion.gloss:
            lines.append(Line(say(lang, "search.gloss", id=name, text=criterion.gloss[lang]), (name,)))
    rest = ids[max(_PASSAGES, len(criteria)) :]
    if rest:
        names = names_of([case.verdicts[name] for name in rest], lang)
        lines.append(Line(count(lang, "explain.more", len(rest), names=names), tuple(rest)))
    return Told("search", tuple(lines), cited(case, ids[:MOST_CITED], lang), {"criteria": list(ids)})


def _best_passages(query: str, case: Case) -> list[str]:
    """By the words first, then by the names in the rules."""
    words = finding.by_words(query, case.protocol)
    about = finding.find(query, case.protocol)
    return list(dict.fromkeys((*words, *about)))


def compare(case: Case, lang: Lang, trial: str = "") -> Told:
    """How the same chart stands in this trial and in another one, or in all that there are."""
    nothing = silent(case, lang, "compare")
    if nothing:
        return nothing
    others = [name for name in available() if name != case.protocol.id]
    if trial and trial not in others:
        text = say(lang, "compare.none", trial=trial, known=listed(others, lang))
        return Told("compare", (Line(text),), supported=False)
    cases = [case, *(case.against(name) for name in ([trial] if trial else others))]
    lines, sources = [], []
    for each in cases:
        protocol, fails = each.protocol, each.with_status("fail")
        left = len(each.with_status("unknown"))
        standing = (
            count(lang, "compare.fails", len(fails), names=names_of(fails, lang))
            if fails
            else say(lang, "compare.no_fails")
        )
        standing += say(lang, "compare.open", n=left)
        lines.append(Line(say(lang, "compare.trial", trial=protocol.id, title=protocol.title, overall=standing)))
        found = each.screened.earliest
        if found.status == "from" and found.possible is not None:
            lines.append(Line(say(lang, "compare.from", trial=protocol.id, possible=found.possible)))
        sources += list(cited(each, ids_of(fails)[:MOST_CITED], lang))
    data = {"trials": [{"trial": each.protocol.id, "overall": each.screened.overall,
                        "fails": list(ids_of(each.with_status("fail")))} for each in cases]}  # fmt: skip
    return Told("compare", tuple(lines), tuple(sources), data)


def help_with(lang: Lang, *, unsupported: bool = False) -> Told:
    """What can be asked; with ``unsupported``, first that this question has no answer here."""
    head = [Line(say(lang, "not_supported"))] if unsupported else []
    kinds = ("why", "missing", "earliest", "what_if", "search", "compare")
    lines = [Line(say(lang, "help.head")), *(Line(say(lang, f"help.{kind}")) for kind in kinds)]
    return Told("help", (*head, *lines), supported=not unsupported)
