"""Says what a whole report leans on and what it was made with, as sentences for any form of it. Lays nothing out."""

from __future__ import annotations

from collections.abc import Iterator

from ui.cli import reading_report
from ui.cli.decision import Report, sentences
from ui.cli.layout import printable
from ui.cli.wording import Words

_OPEN = (None, "")


def planned(report: Report, words: Words) -> str:
    """The three days of the screening in one line."""
    dates, anchors = report.get("dates", {}), list(words.find("dates.anchors"))
    days = {key: words("dates.unset") if dates.get(key) in _OPEN else words.day(dates[key]) for key in anchors}
    return " · ".join(words(f"dates.{key}", day=day) for key, day in days.items())


def assumptions(report: Report, words: Words) -> list[str]:
    """What is not planned yet, and each assumption once."""
    return [*_unplanned(report, words), *_assumed(report, words)]


def _unplanned(report: Report, words: Words) -> Iterator[str]:
    dates, anchors = report.get("dates", {}), words.find("dates.anchors")
    unset = [anchors[name] for name in anchors if dates.get(name) in _OPEN]
    if unset:
        yield words("dates.open", names=words.listed(unset))


def _assumed(report: Report, words: Words) -> Iterator[str]:
    """Each assumption once, with the criteria that lean on it unless they are most of them."""
    found: dict[str, list[str]] = {}
    for item in report.get("criteria", ()):
        for text in item.get("assumptions") or ():
            found.setdefault(printable(str(text)), []).append(item["id"])
    many = len(report.get("criteria", ())) / 2
    for text, ids in sorted(found.items(), key=lambda each: len(each[1]) < many):
        yield text if len(ids) >= many else f"{text} ({words.listed(ids)})"


def about(report: Report, words: Words) -> list[str]:
    """Of what standing the encoding is, how the notes were read, and what the report is meant for."""
    trial, reader = report.get("trial", {}), report.get("extraction", {})
    reviewed = trial.get("reviewed")
    if reviewed:
        against = words.name("about.against", reviewed.get("against"))
        said = words("about.reviewed", by=reviewed.get("by"), on=words.day(reviewed.get("on")), against=against)
    else:
        said = words("about.unreviewed")
    version = trial.get("record_version")
    record = words("about.record", date=words.day(version)) if version else words("about.record_undated")
    recruiting = words("about.recruitment", status=words.name("recruitment", trial.get("recruitment")))
    read = words(
        "about.read",
        extractor=words.name("extractors", reader.get("extractor", "")),
        documents=words.count("about.documents", len(report.get("documents", ()))),
    )
    ungrounded = (reader.get("rejected") or 0) - len(reader.get("refused") or ())
    rejected = words.count("about.rejected", ungrounded) if ungrounded > 0 else ""
    told = (part(reader, words) for part in (reading_report.model, reading_report.second_look, reading_report.left))
    made = reading_report.rendered(report.get("documents", ()), words)
    how = sentences(read, made, rejected, *told, words=words)
    return [sentences(said, record, recruiting, words=words), how, words("about.intended")]


def warnings(report: Report, words: Words) -> list[str]:
    """What a person should know before leaning on the report: odd notes, what was not read."""
    odd = [printable(str(item.get("text"))) for item in report.get("warnings") or ()]
    unread = reading_report.warnings(report.get("extraction") or {}, words)
    return [*odd, *unread, *reading_report.left_out(report.get("documents", ()), words)]
