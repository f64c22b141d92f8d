"""What the condition readers share: a frame with its labelled cues, and the drafts made from it. Reads no facts."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from assistant.extraction.cue_rules import STOP, Rule, Turn, turned, unmasked
from assistant.extraction.cues import Cue, CueSet, load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.erroneous import denied_as_error
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.model import Mention, Span, TimeMention
from assistant.extraction.speakers import quoted_errors
from rules.facts import Certainty, Source, Subject

READER = "conditions"


@dataclass(frozen=True, slots=True)
class Grammar:
    """The words and rules of ``data/conditions.yaml``."""

    cues: CueSet
    turns: tuple[Turn, ...]
    phrases: tuple[Rule, ...]
    allergens: CueSet
    turning: re.Pattern[str]
    preferred: Mapping[str, str]


@cache
def grammar() -> Grammar:
    """The grammar, read once."""
    data = load_data(READER)
    return Grammar(
        cues=CueSet(data["words"]),
        turns=tuple(Turn(**turn) for turn in data["turned"]),
        phrases=tuple(Rule.parse(rule) for rule in data["phrases"]),
        allergens=CueSet(data["allergens"]),
        preferred=data["preferred"],
        turning=compiled(rf"\b(?:{'|'.join(word.strip() for word in data['turning'].split('|'))})\b"),
    )


@dataclass(frozen=True, slots=True)
class View:
    """A frame with the cues of the condition readers, in the order of the text."""

    frame: Frame
    cues: Sequence[Cue]
    starts: Sequence[int]
    """Where the cues begin."""
    mentions: Sequence[Mention]
    labelled: Mapping[str, Sequence[Cue]]
    """The cues by their labels."""

    @staticmethod
    def of(frame: Frame) -> View:
        """The view of a frame; words addressed to software are left out."""
        found = [cue for cue in unmasked(grammar().cues.find(frame.lower)) if not frame.is_ignored(cue.start)]
        wrong = quoted_errors(frame.lower)
        mentions = [
            mention
            for mention in frame.mentions_of("condition")
            if not frame.is_ignored(mention.start)
            and (denied_as_error(mention) or not any(start <= mention.start < end for start, end in wrong))
        ]
        cues = turned(found, grammar().turns, frame.lower)
        labelled: dict[str, list[Cue]] = {}
        for cue in cues:
            labelled.setdefault(cue.label, []).append(cue)
        ordered = {label: Ordered(found) for label, found in labelled.items()}
        return View(frame, cues, [cue.start for cue in cues], Ordered(mentions), ordered)

    def cues_in(self, start: int, end: int) -> Sequence[Cue]:
        """The cues that begin inside a stretch."""
        return self.cues[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def cues_of(self, start: int, end: int, *labels: str) -> list[Cue]:
        """The cues of these labels that begin inside a stretch, label by label."""
        return [
            cue for label in labels if label in self.labelled for cue in Frame.in_span(self.labelled[label], start, end)
        ]

    def labels_in(self, start: int, end: int) -> set[str]:
        """Their labels."""
        return {cue.label for cue in self.cues_in(start, end)}

    def sentence(self, position: int) -> Span:
        """The sentence in which a position lies."""
        return self.frame.sentences[self.frame.sentence_at(position)]

    def clause(self, position: int) -> Span:
        """The clause in which a position lies."""
        return self.frame.clauses[self.frame.clause_at(position)]

    def clause_end(self, position: int) -> int:
        """Where the clause that goes on at a position ends, without its mark."""
        stop = STOP.search(self.frame.lower, position)
        return stop.start() if stop else len(self.frame.lower)

    def draft(
        self,
        name: str,
        spans: Sequence[tuple[int, int]],
        fields: Mapping[str, Any],
        certainty: Certainty = "stated",
        subject: Subject = "patient",
        source: Source = "chart",
        time: TimeMention | None = None,
    ) -> DraftFact:
        """A condition that rests on these words and, where it has a date, on those of the date."""
        quotes = tuple(Quote(start, end) for start, end in spans)
        if time is not None and not any(start <= time.start and time.end <= end for start, end in spans):
            quotes += (Quote(time.start, time.end, "date"),)
        return DraftFact(
            kind="condition",
            name=name,
            document=self.frame.document.id,
            quotes=quotes,
            fields={key: value for key, value in fields.items() if value is not None and value is not False},
            certainty=certainty,
            subject=subject,
            source=source,
            reader=READER,
        )


def joined(*spans: tuple[int, int], longest: int = 160) -> tuple[tuple[int, int], ...]:
    """One span over all, if that stays short; else each for itself, so a quote does not swallow a paragraph."""
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    return ((start, end),) if end - start <= longest else tuple(dict.fromkeys(spans))
