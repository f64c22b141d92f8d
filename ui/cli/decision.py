"""Says a report's decision in words that a colleague would use. Lays nothing out and adds nothing to the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.cli.wording import Words

Report = Mapping[str, Any]

OWNERS = ("chart", "patient", "test", "site", "other")
"""Who can settle an unknown, in the order in which a report asks them."""


def decision(report: Report, words: Words) -> str:
    """The first line of the report."""
    if undecided(report):
        return words("decision.identity")
    outlook, overall = report.get("outlook"), report.get("overall")
    if overall == "potentially_eligible" or (overall == "needs_information" and outlook == "refer"):
        return words("decision.refer")
    if overall == "needs_information" and not with_status(report, "unknown"):
        return words("decision.draft")
    if overall == "needs_information":
        return words.count("decision.complete_the_chart", len(with_status(report, "unknown")))
    if outlook == "unlikely":
        return words("decision.unlikely")
    if outlook == "wait":
        return _opening_for(report, words) or words("decision.wait")
    return words("decision.ineligible")


def details(report: Report, words: Words) -> list[str]:
    """What the first line needs beside it: since when, because of what, and who has the last word."""
    if undecided(report):
        return [*(difference(item, words) for item in conflicts(report)), words("lines.same_patient")]
    lines = []
    earliest = report.get("earliest_eligible") or {}
    opens = "" if report.get("outlook") == "unlikely" else _opening_for(report, words)
    if opens and opens != decision(report, words):
        lines.append(opens)
    elif report.get("overall") == "needs_information" and not with_status(report, "fail"):
        lines.append(words("decision.nothing_so_far"))
    because = earliest.get("because") if opens else [item["id"] for item in obstacles(report)]
    names = titles(report, because or ())
    reason = words("decision.because", names=words.listed(names)) if names else ""
    lines.append(sentences(reason, words("decision.infusion_day") if opens else "", words=words))
    if report.get("overall") == "potentially_eligible":
        left = [str(item.get("title") or item["id"]) for item in with_status(report, "unknown")]
        if left:
            lines.append(words("decision.site_left", names=words.listed(left)))
    return [line for line in lines if line]


def difference(item: Mapping[str, Any], words: Words) -> str:
    """In what two notes disagree on who the patient is, with both values and where each stands."""
    places = [str(each.get("document", "")) for each in item.get("evidence") or ()]
    values = [words.name("identity.values", value) for value in item.get("values") or ()]
    shown = [words("identity.value", value=value, document=place) for value, place in zip(values, places, strict=False)]
    return words(
        "decision.differs", what=words.name("identity.fields", item.get("what")), values=words.listed(shown or values)
    )


def counts(report: Report, words: Words) -> str:
    """How many criteria have each status, and how many a person should look at."""
    parts = []
    for status in ("fail", "unknown", "pass", "not_applicable"):
        number = len(with_status(report, status))
        if number:
            parts.append(words.count(f"counts.{status}", number))
    review = sum(bool(item.get("needs_review")) for item in report.get("criteria", ()))
    if review:
        parts.append(words.count("counts.review", review))
    return " · ".join(parts)


def _opening_for(report: Report, words: Words) -> str:
    """From when on; where the planned day itself is possible on one reading, that nothing earlier is meant."""
    dates, planned = report.get("earliest_eligible") or {}, (report.get("dates") or {}).get("infusion")
    if dates.get("status") == "from" and planned and dates.get("possible") == planned:
        certain = dates.get("certain")
        key = "planned_both" if certain else "planned_possible"
        return words(f"decision.{key}", possible=words.day(planned), certain=words.day(certain))
    return opening(dates, words)


def opening(dates: Mapping[str, Any] | None, words: Words, base: str = "decision") -> str:
    """From when on it can be, possibly and for certain; nothing where no date is known."""
    if not dates or dates.get("status", "from") != "from":
        return ""
    possible, certain = dates.get("possible"), dates.get("certain")
    form = {"decision": ("both", "possible", "certain"), "lines": ("passes_both", "passes_possible", "passes_certain")}
    both, only_possible, only_certain = form[base]
    if possible and certain and possible != certain:
        return words(f"{base}.{both}", possible=words.day(possible), certain=words.day(certain))
    if certain and certain == possible:
        key = only_possible if base == "decision" else only_certain
        return words(f"{base}.{key}", possible=words.day(certain), certain=words.day(certain))
    if possible:
        return words(f"{base}.{only_possible}", possible=words.day(possible))
    return words(f"{base}.{only_certain}", certain=words.day(certain)) if certain else ""


def with_status(report: Report, status: str) -> list[Mapping[str, Any]]:
    """The criteria of this status, in the record's order."""
    return [item for item in report.get("criteria", ()) if item.get("status") == status]


def obstacles(report: Report) -> list[Mapping[str, Any]]:
    """What stands in the way, what stays for good first: nobody need mend the rest."""
    return sorted(with_status(report, "fail"), key=lambda item: item.get("remedy") != "permanent")


def by_owner(report: Report) -> dict[str, list[Mapping[str, Any]]]:
    """The unknown criteria by who can settle them."""
    groups: dict[str, list[Mapping[str, Any]]] = {owner: [] for owner in OWNERS}
    for item in with_status(report, "unknown"):
        owner = item.get("settled_by")
        groups[owner if owner in groups else "other"].append(item)
    return {owner: items for owner, items in groups.items() if items}


def conflicts(report: Report) -> list[Mapping[str, Any]]:
    """Where the notes disagree on who the patient is."""
    return list((report.get("identity") or {}).get("conflicts") or ())


def undecided(report: Report) -> bool:
    """Whether these disagreements keep everything from being decided (nobody said that it is one patient)."""
    return bool(conflicts(report)) and not any(item["status"] != "unknown" for item in report.get("criteria", ()))


def titles(report: Report, ids: Any) -> list[str]:
    """The titles of these criteria."""
    known = {item["id"]: item.get("title") or item["id"] for item in report.get("criteria", ())}
    return [str(known.get(name, name)) for name in ids]


def sentences(*parts: str, words: Words) -> str:
    """The sentences that are there, one after the other."""
    joined = ""
    for part in parts:
        if joined and part and joined[-1].isascii():
            joined += " "
        joined += part
    return joined
