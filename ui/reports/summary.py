"""The referral summary: what a colleague needs on one page, each claim with the words of the notes behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ui.cli.layout import shorten
from ui.cli.wording import Words
from ui.reports.content import Content, Quote, Told

_OBSTACLES, _ASKED, _SAFETY, _QUOTES = 6, 9, 3, 2
_LINE, _WORDS = 230, 140
"""How many columns of a sentence and of a quote there is room for."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the page holds, and how much more the full report does."""

    trial: str
    draft: str
    dates: str
    decision: str
    details: tuple[str, ...]
    obstacles: tuple[Told, ...]
    asked: tuple[Told, ...]
    safety: tuple[Told, ...]
    more: tuple[int, int, int]
    places: tuple[str, ...]
    version: str

    def lists(self, words: Words) -> Iterator[tuple[str, tuple[Told, ...], int]]:
        """The lists of the page: heading, sentences, how many more there are."""
        yield words("report.obstacles"), self.obstacles, self.more[0]
        yield words("report.asked"), self.asked, self.more[1]
        if self.safety:
            yield words("report.safety"), self.safety, self.more[2]

    def place(self, quote: Quote) -> str:
        """The note that a quote stands in."""
        return self.places[quote.document]


def summary(shown: Content) -> Summary:
    """The page of a report."""
    failing = [item for item in shown.items if item.status == "fail"]
    obstacles = [Told(f"{item.title} ({item.id}): {item.reason}", item.quotes) for item in failing]
    asked = dict.fromkeys(text for item in shown.items if item.status in ("fail", "unknown") for text in item.missing)
    safety = list(shown.safety)
    return Summary(
        trial=shown.trial,
        draft=shown.draft,
        dates=shown.dates,
        decision=shown.decision,
        details=tuple(shorten(text, _LINE) for text in shown.details[:4]),
        obstacles=_cut(obstacles, _OBSTACLES),
        asked=_cut([Told(text, ()) for text in asked], _ASKED),
        safety=_cut(safety, _SAFETY),
        more=(
            max(0, len(obstacles) - _OBSTACLES),
            max(0, len(asked) - _ASKED),
            max(0, len(safety) - _SAFETY),
        ),
        places=tuple(shorten(f"{note.title} · {note.byline}", 60) for note in shown.notes),
        version=shown.version,
    )


def _cut(told: Sequence[Told], most: int) -> tuple[Told, ...]:
    return tuple(
        Told(
            shorten(each.text, _LINE),
            tuple(Quote(shorten(one.text, _WORDS), one.document, one.start, one.end) for one in each.quotes[:_QUOTES]),
        )
        for each in told[:most]
    )
