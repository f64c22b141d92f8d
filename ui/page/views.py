"""Draws a report as HTML in the order in which a physician asks: can I refer, why not, what do I need, when.

Pure functions of the contract's JSON; whatever came from a note or a record is escaped. Knows neither Streamlit nor how
a verdict is reached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ui.page import decisions
from ui.page.cards import Criterion, Report, card, esc, folded_card, quote_links, shape
from ui.page.charts import Change, Step
from ui.page.quotes import card_anchor, document_title
from ui.page.wording import Words

STATUSES = ("fail", "unknown", "pass", "not_applicable")
AHEAD = 2
OWNERS = ("chart", "patient", "test", "site", "none")


def with_status(report: Report, status: str) -> list[Criterion]:
    return [item for item in report["criteria"] if item["status"] == status]


def obstacles(report: Report) -> list[Criterion]:
    """What stands in the way, what stays for good first: nobody need mend the rest."""
    return sorted(with_status(report, "fail"), key=lambda item: item.get("remedy") != "permanent")


# --- the head of the page -------------------------------------------------------------------------------------------


def masthead(trial: Mapping[str, Any], words: Words) -> str:
    """Which trial, how old its record, whether it recruits, who reviewed the encoding, what this is for."""
    status = str(trial.get("recruitment") or "")
    recruits = words(f"trial.{status.lower()}") if words.has(f"trial.{status.lower()}") else ""
    recruits = recruits or words("trial.recruitment", status=status.replace("_", " ").lower())
    reviewed = trial.get("reviewed")
    review = (
        words("trial.reviewed", by=reviewed.get("by"), on=words.day(reviewed.get("on")))
        if reviewed
        else words("trial.unreviewed")
    )
    version = trial.get("record_version")
    facts = [words("trial.record", date=words.day(version))] if version else []
    return (
        f'<header class="masthead"><p><b class="brand">{esc(words("brand"))}</b> <b>{esc(trial["id"])}</b> '
        f'{esc(trial.get("title") or "")}</p><p class="facts">{"".join(f"<span>{esc(fact)}</span>" for fact in facts)}'
        f'<span class="stamp">{esc(recruits)}</span><span>{esc(review)}</span></p></header>'
    )


def fineprint(words: Words, privacy: str = "") -> str:
    """What this is for, and what leaves the machine."""
    return f'<p class="fineprint">{esc(words("purpose"))} {esc(privacy or words("privacy"))}</p>'


def welcome(words: Words) -> str:
    """What the page is asked, how to ask it, and three invented patients to begin with."""
    return (
        f'<section class="welcome"><h1>{esc(words("first.heading"))}</h1><p>{esc(words("first.body"))}</p>'
        f"<h2>{esc(words('first.try'))}</h2></section>"
    )


def example_line(name: str, words: Words) -> str:
    """Who an invented patient is, beside the button that brings the note."""
    return f'<p class="example">{esc(words(f"first.{name}_who"))}</p>'


def foretaste(words: Words) -> str:
    """What will be shown, in its order, and what it is for: for the lower half of a page that has no note yet."""
    parts = ("decision", "fail", "unknown", "rest")
    shown = "".join(
        f"<li><b>{esc(words(f'first.shows.{part}'))}</b> {esc(words(f'first.shows.{part}_why'))}</li>" for part in parts
    )
    return (
        f'<section class="welcome"><h2>{esc(words("first.order"))}</h2><ol>{shown}</ol>'
        f"<h2>{esc(words('first.use'))}</h2><p>{esc(words('first.use_body'))}</p></section>"
    )


# --- the decision ---------------------------------------------------------------------------------------------------


def headline(report: Report, words: Words) -> str:
    """The decision in one sentence, as one colleague says it to another."""
    if report["overall"] == "ineligible":
        outlook = report["outlook"]
        if outlook == "wait":
            return _when(report, words)
        return words("decision.unlikely" if outlook == "unlikely" else "decision.ineligible")
    if report["overall"] == "potentially_eligible":
        return words("decision.refer")
    return words.count("decision.complete_the_chart", len(to_settle(report)))


def _when(report: Report, words: Words) -> str:
    earliest = report["earliest_eligible"]
    possible, certain = earliest.get("possible"), earliest.get("certain")
    if possible and possible == report["dates"].get("infusion") and possible != certain:
        key = "decision.planned_from_certain" if certain else "decision.planned"
        return words(key, possible=words.day(possible), certain=words.day(certain))
    if possible and certain and possible != certain:
        return words("decision.wait_from_certain", possible=words.day(possible), certain=words.day(certain))
    if possible and certain:
        return words("decision.wait_certain", certain=words.day(certain))
    if possible:
        return words("decision.wait_from", possible=words.day(possible))
    return words("decision.wait")


def underline(report: Report, words: Words) -> list[str]:
    """The sentences under the headline: because of what, and what it hangs on."""
    if report["overall"] == "ineligible":
        fails = [str(item["title"]) for item in obstacles(report)]
        lines = [words("decision.because", names=words.listed(fails))]
        if report["outlook"] == "wait" and report["earliest_eligible"].get("possible"):
            lines.append(words("decision.infusion_day"))
        return lines
    if report["overall"] == "potentially_eligible":
        left = [str(item["title"]) for item in with_status(report, "unknown")]
        lines = [words("decision.refer_sub", names=words.listed(left)) if left else words("decision.refer_sub_none")]
        return [*lines, words("decision.not_recruiting")] if _waits_to_recruit(report) else lines
    if report["earliest_eligible"].get("status") == "from":
        return [_when(report, words), words("decision.infusion_day")]
    return [words("decision.open_sub")]


def ahead(report: Report) -> list[str]:
    """What to ask next, and which days fit: the first lines of what the report looks ahead to, in its language."""
    return [str(line) for line in (report.get("ahead") or {}).get("summary") or ()][:AHEAD]


def _waits_to_recruit(report: Report) -> bool:
    return str(report["trial"].get("recruitment")) == "NOT_YET_RECRUITING"


def dates_assumed(report: Report, words: Words) -> list[str]:
    """What the page says of dates that nobody gave."""
    dates = report["dates"]
    lines = []
    if "screening" in (dates.get("assumed") or ()):
        lines.append(words("dates.assumed_today", date=words.day(dates["screening"])))
    unset = [words(f"dates.{name}") for name in ("lymphodepletion", "infusion") if not dates.get(name)]
    if unset:
        lines.append(words("dates.open", names=words.listed(unset)))
    return lines


def decision(report: Report, words: Words) -> str:
    """Headline, reasons, counts, and the dates that were assumed."""
    counts = [
        f'<span class="{status}">{shape(status)}{esc(words.count(f"counts.{status}", len(found)))}</span>'
        for status in STATUSES
        if (found := with_status(report, status))
    ]
    looks = sum(bool(item.get("needs_review")) for item in report["criteria"])
    if looks:
        counts.append(f"<span>{esc(words.count('counts.review', looks))}</span>")
    lines = "".join(f"<p>{esc(line)}</p>" for line in underline(report, words))
    lines += "".join(f'<p class="next">{esc(line)}</p>' for line in ahead(report))
    lines += "".join(f'<p class="warned">{esc(line)}</p>' for line in decisions.lines(report, words))
    assumed = " ".join(dates_assumed(report, words))
    warned = "".join(f'<p class="warned">{esc(item["text"])}</p>' for item in report.get("warnings") or ())
    return (
        f'<section class="decision {esc(report["outlook"])}"><h1>{esc(headline(report, words))}</h1>{lines}'
        f'{warned}<p class="counts">{"".join(counts)}</p>'
        + (f'<p class="assumed">{esc(assumed)}</p>' if assumed else "")
        + "</section>"
    )


# --- what stands in the way ------------------------------------------------------------------------------------------


def blockers(report: Report, words: Words, changed: frozenset[str] = frozenset()) -> str:
    found = obstacles(report)
    if not found:
        return ""
    cards = "".join(card(item, report, words, item["id"] in changed) for item in found)
    return f"<section><h2>{esc(words('sections.fail'))}</h2>{cards}</section>"


# --- what is to settle ----------------------------------------------------------------------------------------------


def to_settle(report: Report) -> list[Criterion]:
    return with_status(report, "unknown")


def by_owner(report: Report) -> list[tuple[str, list[Criterion]]]:
    """The unknown criteria, grouped by who can settle them, empty groups left out."""
    groups: dict[str, list[Criterion]] = {owner: [] for owner in OWNERS}
    for item in to_settle(report):
        owner = item.get("settled_by")
        groups[owner if owner in groups else "none"].append(item)
    return [(owner, items) for owner, items in groups.items() if items]


def what_to_ask(item: Criterion, words: Words) -> str:
    missing = item.get("missing") or ()
    return ("；" if words.lang == "zh" else "; ").join(map(str, missing)) if missing else str(item["reason"])


def settling(report: Report, words: Words, changed: frozenset[str] = frozenset()) -> str:
    groups = by_owner(report)
    if not groups:
        return ""
    drawn = [
        f'<div class="owner"><h3>{esc(words(f"owners.{owner}"))}</h3>'
        + "".join(folded_card(item, report, words, item["id"] in changed, what_to_ask(item, words)) for item in items)
        + "</div>"
        for owner, items in groups
    ]
    return f"<section><h2>{esc(words('sections.unknown'))}</h2>{''.join(drawn)}</section>"


def message(report: Report, words: Words) -> str:
    """What is to settle as plain text for a colleague. Holds no words of the note."""
    trial = f"{report['trial']['id']} {report['trial'].get('title') or ''}".strip()
    lines = [words("message.head", trial=trial, screening=words.day(report["dates"]["screening"]))]
    lines.append(words("message.verdict", verdict=headline(report, words)))
    lines += ahead(report)
    fails = obstacles(report)
    if fails:
        lines += ["", words("message.fail"), *(f"- {item['title']} ({item['id']})" for item in fails)]
    for owner, items in by_owner(report):
        lines += ["", f"{words(f'owners.{owner}')}:"]
        lines += [f"- {item['title']}: {what_to_ask(item, words)} ({item['id']})" for item in items]
    return "\n".join([*lines, "", words("message.foot")])


# --- the rest -------------------------------------------------------------------------------------------------------


def safety(report: Report, words: Words) -> str:
    notes = report.get("safety_notes") or ()
    if not notes:
        return ""
    drawn = "".join(
        f'<div class="safety"><p>{esc(note["text"])}</p>{quote_links(note["evidence"], report, words)}</div>'
        for note in notes
    )
    return f"<section><h2>{esc(words('sections.safety'))}</h2>{drawn}</section>"


def folded(report: Report, words: Words, status: str, changed: frozenset[str] = frozenset()) -> str:
    """All criteria of a status under one line."""
    found = with_status(report, status)
    if not found:
        return ""
    rows = "".join(folded_card(item, report, words, item["id"] in changed, str(item["reason"])) for item in found)
    head = esc(words.count(f"sections.{status}", len(found)))
    return f'<details class="fold"><summary>{shape(status)}{head}</summary>{rows}</details>'


def change_lines(found: Sequence[Change], report: Report, words: Words) -> str:
    named = {item["id"]: str(item["title"]) for item in report["criteria"]}
    rows = [
        f'<li><a href="#{esc(card_anchor(one.criterion))}">{esc(named.get(one.criterion, one.criterion))}</a> '
        f"{_named_status(one.before, words)} → {_named_status(one.after, words)}</li>"
        for one in found
    ]
    return f"<ul>{''.join(rows)}</ul>" if rows else ""


def _named_status(status: str, words: Words) -> str:
    return f'<span class="{status}">{shape(status)}{esc(words(f"status.{status}"))}</span>'


def step_line(step: Step, report: Report, words: Words) -> str:
    """What the user did last, and every criterion that it changed."""
    said = words(step.what, what=step.detail) if step.detail else words(step.what)
    if step.first:
        return f"<p>{esc(said)}</p>"
    if step.changes:
        outcome = words.count("changes.head", len(step.changes))
    else:
        outcome = words("changes.none_hint" if step.what == "changes.added" else "changes.none")
    return f"<p>{esc(said)} <b>{esc(outcome)}</b></p>{change_lines(step.changes, report, words)}"


def last_step(steps: Sequence[Step], report: Report, words: Words) -> str:
    if not steps or steps[-1].first:
        return ""
    return f'<section class="step" role="status">{step_line(steps[-1], report, words)}</section>'


def history(steps: Sequence[Step], report: Report, words: Words) -> str:
    if len(steps) < 2:
        return ""
    rows = "".join(f"<li>{step_line(step, report, words)}</li>" for step in steps)
    return f'<details class="fold history"><summary>{esc(words("sections.history"))}</summary><ol>{rows}</ol></details>'


def identity(report: Report, words: Words) -> str:
    """The question that comes before any decision: is this one patient?"""
    drawn, differs = [], []
    for conflict in report["identity"]["conflicts"]:
        field = str(conflict.get("what") or "")
        name = words(f"identity.fields.{field}") if words.has(f"identity.fields.{field}") else field
        differs.append(words("identity.differs", what=name, values=_both(conflict, report, words)))
        quotes = quote_links(conflict.get("evidence") or (), report, words)
        drawn.append(f"<dt>{esc(name)}</dt><dd>{quotes}</dd>" if quotes else "")
    return (
        f'<section class="decision identity"><h1>{esc(words("decision.identity"))}</h1>'
        f"{''.join(f'<p><b>{esc(each)}</b></p>' for each in differs)}<p>{esc(words('identity.body'))}</p>"
        f"<dl>{''.join(drawn)}</dl></section>"
    )


def _both(conflict: Mapping[str, Any], report: Report, words: Words) -> str:
    """Both values of a disagreement, each with the note that has it."""
    titles = {each["document"]: document_title(each) for each in report["documents"]}
    places = [titles.get(each["document"], "") for each in conflict.get("evidence") or ()]
    shown = []
    for index, value in enumerate(conflict.get("values") or ()):
        key, place = f"identity.values.{value}", places[index] if index < len(places) else ""
        named = words(key) if words.has(key) else str(value)
        shown.append(words("identity.value", value=named, note=place) if place else named)
    return words.listed(shown)


def problem(sentence: str, kept: str, words: Words) -> str:
    return (
        f'<section class="problem" role="alert"><h2>{esc(words("problem.head"))}</h2><p>{esc(sentence)}</p>'
        f"<p>{esc(kept)}</p></section>"
    )
