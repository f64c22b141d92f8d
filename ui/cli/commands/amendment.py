"""`prescreen protocol diff`: what an amendment changes, and which stored reports it would change. Reads no note."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from ui.cli.charts import mendable
from ui.cli.inputs import shown
from ui.cli.layout import Page, page_for, wrap
from ui.cli.output import check_target, json_text, write
from ui.cli.stored import report_files, stored_reports
from ui.cli.wording import Words, words_in

if TYPE_CHECKING:
    from rules.amendments import Change
    from rules.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Flip:
    """A stored report that the new protocol would change: which criteria, and the decision."""

    file: str
    criteria: tuple[tuple[str, str | None, str | None], ...]
    overall: tuple[str, str]


def run(arguments: Namespace) -> int:
    """Compare, and derive the stored reports by the new protocol."""
    from rules.amendments import amendments, edition
    from rules.errors import ProtocolError

    check_target(arguments.output)
    try:
        old, new = edition(arguments.old), edition(arguments.new)
    except ProtocolError as error:
        raise mendable(error) from None
    changes = amendments(old, new)
    flips, looked_at = (), 0
    if arguments.reports is not None:
        if new.protocol is None:
            raise InputError("record_for_reports", name=shown(arguments.new))
        flips, looked_at = _flips(Path(arguments.reports), new.protocol)
    if arguments.format == "json":
        text = json_text(_data(changes, flips, looked_at, arguments.reports is not None))
    else:
        page = Page() if arguments.output else page_for(sys.stdout)
        words = words_in(arguments.lang)
        lines = [*_changes(changes, words, page)]
        if arguments.reports is not None:
            lines += ["", *_reports(flips, looked_at, words, page)]
        text = "".join(f"{line}\n" for line in lines)
    write(text, arguments.output)
    return 0


def _flips(folder: Path, protocol: Protocol) -> tuple[tuple[Flip, ...], int]:
    """The reports on this trial whose statuses or decision would change, and how many were looked at."""
    from assistant.replay import replay

    found, looked_at = [], 0
    for file in report_files(folder):
        for report in stored_reports(file):
            if report["trial"]["id"] != protocol.id:
                continue
            looked_at += 1
            try:
                anew = replay(report, protocol)
            except InputError as error:
                raise InputError("in_file", name=shown(file), error=error) from None
            flip = _flip(_name(file, report), report, anew.report)
            if flip is not None:
                found.append(flip)
    return tuple(found), looked_at


def _name(file: Path, report: Mapping[str, Any]) -> str:
    """The file, and in a batch's lines the patient."""
    return f"{shown(file.name)} {report['patient']}" if report.get("patient") else shown(file.name)


def _flip(name: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Flip | None:
    before, after = ({item["id"]: item["status"] for item in side["criteria"]} for side in (was, now))
    criteria = tuple(
        (each, before.get(each), after.get(each))
        for each in dict.fromkeys([*before, *after])
        if before.get(each) != after.get(each)
    )
    overall = (was["overall"], now["overall"])
    return Flip(name, criteria, overall) if criteria or overall[0] != overall[1] else None


def _data(changes: Sequence[Change], flips: Sequence[Flip], looked_at: int, asked: bool) -> dict[str, Any]:
    data: dict[str, Any] = {
        "changes": [{"id": each.id, "what": each.what, "was": each.was, "now": each.now} for each in changes]
    }
    if asked:
        data["reports"] = looked_at
        data["would_change"] = [
            {
                "report": flip.file,
                "overall": {"was": flip.overall[0], "now": flip.overall[1]},
                "criteria": [{"id": name, "was": was, "now": now} for name, was, now in flip.criteria],
            }
            for flip in flips
        ]
    return data


def _changes(changes: Sequence[Change], words: Words, page: Page) -> Iterator[str]:
    if not changes:
        yield words("diff.none")
    for change in changes:
        head = f"{change.id}  {words.name('diff.what', change.what)}".strip()
        yield page.styled(head, "bold")
        for sign, value in (("-", change.was), ("+", change.now)):
            if value is not None:
                yield from wrap(_shown(value), page.width, f"  {sign} ", "    ")


def _shown(value: Any) -> str:
    """A text as it is, a rule as its file writes it, in one line."""
    if isinstance(value, str):
        return value
    import yaml

    return str(yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10**6)).strip()


def _reports(flips: Sequence[Flip], looked_at: int, words: Words, page: Page) -> Iterator[str]:
    yield page.styled(words("diff.reports", n=looked_at, changed=len(flips)), "bold")
    for flip in flips:
        parts = [
            words("diff.flip", id=name, was=_status(was, words), now=_status(now, words))
            for name, was, now in flip.criteria
        ]
        if flip.overall[0] != flip.overall[1]:
            parts.append(words("diff.flip", id="overall", was=flip.overall[0], now=flip.overall[1]))
        yield from wrap(f"{flip.file}{words('list.colon')}{words.listed(parts)}", page.width, "  ", "      ")


def _status(status: str | None, words: Words) -> str:
    return words("replay.nothing") if status is None else words.name("status", status)
