"""`prescreen replay`: derives stored reports anew from their facts, and says what differs. Reads no note."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from ui.cli.charts import load_trials
from ui.cli.inputs import shown
from ui.cli.layout import Page, page_for, wrap
from ui.cli.output import check_target, json_text, write
from ui.cli.stored import stored_reports
from ui.cli.wording import Words, words_in

if TYPE_CHECKING:
    from assistant.replay import Difference, Replay

_LONG = 60
SAME, DIFFERENT = 0, 1
"""Exit statuses, as those of ``diff``: different, too, is what was made with something else than it is today."""


def run(arguments: Namespace) -> int:
    """Derive each report of the files anew."""
    from assistant.replay import replay

    check_target(arguments.output, *arguments.reports)
    made: list[tuple[str, Replay]] = []
    for file in arguments.reports:
        for report in stored_reports(Path(file)):
            (protocol,) = load_trials([arguments.trial or report["trial"]["id"]])
            try:
                made.append((shown(file), replay(report, protocol)))
            except InputError as error:
                raise InputError("in_file", name=shown(file), error=error) from None
    if arguments.format == "json":
        text = json_text({"replays": [_data(file, each) for file, each in made]})
    else:
        page = Page() if arguments.output else page_for(sys.stdout)
        words = words_in(arguments.lang)
        text = "".join(f"{line}\n" for file, each in made for line in _lines(file, each, words, page))
    write(text, arguments.output)
    return SAME if all(each.holds for _, each in made) else DIFFERENT


def _data(file: str, replayed: Replay) -> dict[str, Any]:
    return {
        "file": file,
        "trial": replayed.trial,
        "same": replayed.same,
        "altered": replayed.altered,
        "changed": list(replayed.changed),
        "differences": [{"place": each.place, "was": each.was, "now": each.now} for each in replayed.differences],
    }


def _lines(file: str, replayed: Replay, words: Words, page: Page) -> Iterator[str]:
    number = len(replayed.differences)
    verdict = words.count("replay.differs", number) if number else words("replay.same")
    yield from wrap(f"{file} {replayed.trial}: {verdict}", page.width)
    if replayed.altered:
        yield from wrap(words("replay.altered"), page.width, "  ")
    if replayed.changed:
        parts = words.listed(words.name("replay.parts", part) for part in replayed.changed)
        yield from wrap(words("replay.changed", parts=parts), page.width, "  ")
    for each in replayed.differences:
        yield from wrap(_line(each, words), page.width, "  ", "      ")


def _line(difference: Difference, words: Words) -> str:
    was, now = (_short(value, words) for value in (difference.was, difference.now))
    return words("replay.line", place=difference.place, was=was, now=now)


def _short(value: Any, words: Words) -> str:
    """A word or sentence as it is; of a list or an object only that it is another one."""
    if value is None or value == []:
        return words("replay.nothing")
    if isinstance(value, str | int | float):
        return str(value)
    text = str(value)
    return text if len(text) <= _LONG else words("replay.long")
