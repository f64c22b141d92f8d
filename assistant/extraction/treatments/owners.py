"""Decides which of the drugs of a clause an event happened to, and whom "both", "neither" and "same doses" mean."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.doses import DOSE
from assistant.extraction.treatments.model import Event, Record
from assistant.extraction.treatments.words import words
from rules.dates import DateInterval
from rules.frozen import replace

_TIGHT = {
    "start": 24,
    "restart": 24,
    "combine": 8,
    "change": 16,
    "switch": 16,
    "stop": 16,
    "hold": 16,
    "given": 10,
    "last": 14,
    "ongoing": 12,
    "long": 10,
    "stable": 16,
}
"""How many letters may stand between a cue and the drug that it leads up to."""
_WITH = late(
    r"\s*(?:(?:together|in combination|combined|taken|along)\s+)?(?:with|plus|alongside|in addition to)\s+"
    r"(?:[a-z]+[- ]){0,2}"
    r"|\s*(?:联合|合用|联用|配合|合并|并用|加)\s*"
)
_SCHEDULE = late(
    r"(?<![\w.])\d{1,4}(?:\.\d+)?(?![\w.%])|(?<![a-z])"
    r"(?:once |twice )?(?:weekly|monthly|fortnightly|daily|nightly|a day|a week|every \d+ weeks?"
    r"|q\d*[dwh]|bd|bid|od|qd|tds|tid|om|mane|nocte|sc|po|subcut\w*|tabs?|tablets?|caps?|mg|g)(?![a-z])|每[日天周晚月]|[一二两三1-3]次"
)
_NEW_CLAUSE = late(r"\b(?:and|then|while|but)\b|后|并|\s/\s|\|")


def runs_of(frame: Frame, inside: Sequence[Record]) -> list[list[Record]]:
    """The drugs of a clause in groups that share what is said: "A 10 mg and B", A+B, A、B."""
    if not inside:
        return []
    runs = [[inside[0]]]
    for left, right in pairwise(inside):
        between = _SCHEDULE.sub(" ", DOSE.sub(" ", frame.lower[left.mention.end : right.mention.start]))
        if words().coordination.fullmatch(between):
            runs[-1].append(right)
        else:
            runs.append([right])
    return runs


def bracketed(frame: Frame, here: Sequence[Record], chunk: Span) -> list[Record]:
    """The drugs of a bracket that ends right before a clause: "triple therapy (A, B, C) since 2018"."""
    close = frame.text.rfind(")", 0, chunk.start + 1)
    if close < 0 or frame.text[close + 1 : chunk.start].strip():
        return []
    opening = frame.text.rfind("(", 0, close)
    inside = [record for record in here if opening < record.mention.start < close]
    named = [record for record in here if 0 <= opening - record.mention.end <= 1]
    return distinct(inside) if opening >= 0 and len(inside) > 1 and not named else []


def tell_partners(frame: Frame, event: Event, runs: Sequence[list[Record]], meant: Sequence[Record]) -> None:
    """Tells the drugs behind a start that they are no younger: "A since 2023 with B"."""
    if event.role != "started" or event.interval is None or event.interval.latest is None or not meant:
        return
    after = next((run for run in runs if run[0].mention.start >= event.end and run[0] not in meant), None)
    if after is None or not _WITH.fullmatch(frame.lower, event.end, after[0].mention.start):
        return
    for record in after:
        older = DateInterval(None, event.interval.latest)
        record.events.append(replace(event, interval=older, cue="older", since=False, lasting=True))


def owner(frame: Frame, event: Event, runs: Sequence[list[Record]], owners: Sequence[Record]) -> list[Record]:
    """The drugs that an event belongs to: those just before it, unless its words lead up to the next ones."""
    before = [run for run in runs if run[0].mention.start < event.at]
    if before and event.cue == "join":
        return before[-1]
    after = next((run for run in runs if run[0].mention.start > event.at), None)
    if after is not None:
        first = after[0].mention.start
        gap = frame.lower[min(max(event.at, event.end), first) : first]
        parted = before and (_NEW_CLAUSE.search(gap) or words().beside_base.search(gap))
        near = len(gap) <= _TIGHT.get(event.cue, 0) and not parted
        if near or not (before or owners):
            return after
        if not before and not _NEW_CLAUSE.search(gap):
            return after
    if before:
        return before[-1]
    return list(owners)


def all_meant(here: Sequence[Record], recent: Sequence[Record], end: int, meant: list[Record]) -> list[Record]:
    """Whom "both", "neither", 两药, 均 mean: the drugs of the sentence, else the last two treatments of the disease."""
    known = words().lupus_classes
    pool = [record for record in here if record.mention.start < end]
    chosen = distinct(pool)
    if len(chosen) < 2:
        before = [record for record in (*recent, *pool) if record.drug_class in known]
        together = [record for record in before if record.mention.sentence == before[-1].mention.sentence]
        chosen = distinct(together)
        chosen = chosen if len(chosen) > 1 else distinct(before)[-2:]
    if len(chosen) > 2:
        major = [record for record in chosen if record.drug_class in known and record.drug_class != "antimalarial"]
        chosen = major if len(major) > 1 else chosen
    return chosen if len(chosen) > 1 else meant


def maintained(recent: Sequence[Record]) -> list[Record]:
    """Whom "same doses" means: the steroid and the immunosuppressants named so far."""
    return [record for record in distinct(recent) if record.drug_class in ("glucocorticoid", "immunosuppressant")]


def distinct(records: Sequence[Record]) -> list[Record]:
    """The last mention of each drug that the patient takes."""
    kept: dict[str, Record] = {}
    for record in records:
        if not record.planned and record.mention.subject == "patient":
            kept.pop(record.name, None)
            kept[record.name] = record
    return list(kept.values())


def switched(runs: Sequence[list[Record]], owners: Sequence[Record], event: Event) -> tuple[list[Record], list[Record]]:
    """The drugs given up and those taken instead: "from A to B", A换为B; nothing where no new drug follows."""
    named = [record for run in runs for record in run]
    later = [record for record in named if record.mention.start > event.at]
    earlier = [record for record in named if record.mention.start < event.at] or list(owners)
    if len(later) > 1:
        return later[:1], later[1:]
    same = [record for record in earlier if later and record.drug_class == later[0].drug_class]
    return ((same or earlier)[-1:], later) if later else ([], [])
