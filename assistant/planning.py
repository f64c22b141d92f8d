"""The three dates of a screening as a person plans them, put in order. Reads no text."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from assistant.errors import InputError, Phrase
from rules.chart import Dates


def planned_dates(screening: date | None, lymphodepletion: date | None, infusion: date | None, today: date) -> Dates:
    """The dates as the checker takes them; a screening date that nobody gave is today, and says so.

    Raises:
        InputError: they are in the wrong order.
    """
    assumed = () if screening else ("screening",)
    day = screening or today
    given = (("screening", day), ("lymphodepletion", lymphodepletion), ("infusion", infusion))
    known = [(name, on) for name, on in given if on is not None]
    for (earlier, before), (later, on) in pairwise(known):
        if on < before:
            hint = Phrase("today") if assumed and earlier == "screening" else ""
            names = {"earlier": Phrase(earlier), "later": Phrase(later)}
            raise InputError("dates_out_of_order", **names, before=before, day=on, hint=hint)
    return Dates.planned(day, lymphodepletion, infusion, assumed)
