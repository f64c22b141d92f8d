"""Turns one denied mention of a procedure or injury into a fact; a denial of something of it denies nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention
from assistant.extraction.procedures.words import Cues, words
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval, add_months
from rules.frozen import replace

READER = "procedures"
_LATE = 14
_YOUTH = 5
_EARLY_REACH = 30
_LONGEST_QUOTE = 240


def as_answered(frame: Frame, mention: Mention) -> Mention:
    """The mention as its row answers it, and as done where only something of it is denied."""
    mention = _answered_in_cell(frame, mention)
    done = mention.certainty == "denied" and _something_of_it(frame, mention) is True
    return replace(mention, certainty="stated", reach=None, period=None) if done else mention


def is_denied(frame: Frame, mention: Mention) -> bool:
    """Whether the mention, or the words right behind it, deny it."""
    return mention.certainty == "denied" or words().patterns["none_after"].match(frame.lower, mention.end) is not None


def denied_fact(frame: Frame, cues: Cues, mention: Mention) -> DraftFact | None:
    """The denial that a mention makes; none where only a plan, advice or something of it is denied."""
    advised = cues.inside(max(0, mention.start - 24), mention.start, "advice")
    if advised or _treated_without(frame, mention) or words().patterns["ahead"].match(frame.lower, mention.end):
        return None
    if mention.certainty == "denied" and _something_of_it(frame, mention) is False:
        return None
    return _denial(frame, _of_late(frame, cues, mention))


def is_operation(frame: Frame, mention: Mention) -> bool:
    """Whether it is an operation, a transplant or an injury, from which people recover."""
    wide = (*words().operations, "organ_transplant", "trauma")
    return any(frame.terminology.is_a(mention.concept.id, name) for name in wide)


def _treated_without(frame: Frame, mention: Mention) -> bool:
    """Whether it is an injury or disease of the sentence that was treated without an operation: 骨折…未手术."""
    if mention.concept.id != "surgery" or not words().patterns["without"].search(
        frame.lower, max(0, mention.start - 24), mention.start
    ):
        return False
    start = frame.sentences[mention.sentence].start
    told = [m for m in frame.in_span(frame.mentions, start, mention.start) if m.concept.kind == "condition"]
    return any(one.certainty == "stated" and one.subject == "patient" for one in told)


def _of_late(frame: Frame, cues: Cues, mention: Mention) -> Mention:
    """A box for incomplete recovery that is ticked "no" denies an operation of the last days only, not any at all."""
    note = note_day(frame)
    line = frame.lines[frame.line_at(mention.start)]
    asked = cues.inside(line.start, min(line.end, mention.end + _EARLY_REACH), "not_recovered")
    if (
        not asked
        or note is None
        or not is_operation(frame, mention)
        or not words().patterns["ticked_no"].match(frame.lower, mention.end)
    ):
        return mention
    return replace(mention, period=DateInterval(note - timedelta(days=_LATE), note), reach=None)


def _answered_in_cell(frame: Frame, mention: Mention) -> Mention:
    """A row "Live vax <4wk    N" as the denial of so many weeks, and of late where none are named."""
    note, cell = note_day(frame), words().patterns["no_in_next_cell"].match(frame.lower, mention.end)
    if cell is None or note is None:
        return mention
    denied = replace(mention, certainty="denied", cues=(*mention.cues, (cell.start(), cell.end())))
    if cell["weeks"] is None:
        whole = frame.terminology.is_a(mention.concept.id, "transplant")
        return replace(denied, reach="ever" if whole else "recent", period=None)
    return replace(denied, period=DateInterval(note - timedelta(weeks=int(cell["weeks"])), note))


def _something_of_it(frame: Frame, mention: Mention) -> bool | None:
    """Whether a denial speaks of something of a procedure: ``True`` where that shows it was done, ``False`` where not.

    "No rejection of her kidney transplant" tells of one; "not due any vaccines", 未达移植标准 of none or any.
    """
    cues = [end for start, end in mention.cues if end <= mention.start]
    if not cues or mention.concept.kind == "condition":
        return None
    patterns = words().patterns
    between = max(cues), mention.start
    if patterns["of_it"].search(frame.lower, *between):
        return True
    return False if patterns["other_of_it"].search(frame.lower, *between) else None


def _denial(frame: Frame, mention: Mention) -> DraftFact:
    """The fact that it was never done, or not in the days that are named."""
    fields: dict[str, Any] = {}
    if mention.others_only:
        fields["others_only"] = True
    note = note_day(frame)
    if note is not None and words().patterns["since_youth"].match(frame.lower, mention.end):
        fields["period"] = DateInterval(add_months(note, -12 * _YOUTH), note)
    elif mention.period is not None:
        fields["period"] = mention.period
    else:
        fields["reach"] = mention.reach or "ever"
    spans = [(mention.start, mention.end), *mention.cues]
    after = words().patterns["none_after"].match(frame.lower, mention.end)
    if after is not None:
        spans.append((mention.end, after.end()))
    return draft(frame, mention, spans, fields, "denied")


def draft(
    frame: Frame,
    mention: Mention,
    spans: Sequence[tuple[int, int]],
    fields: dict[str, Any],
    certainty: str,
    name: str = "",
) -> DraftFact:
    """The draft of a mention with its quotes."""
    start, end = min(span[0] for span in spans), max(span[1] for span in spans)
    quotes = (
        [(start, end)]
        if end - start <= _LONGEST_QUOTE
        else sorted(set(spans), key=lambda span: span[0] != mention.start)
    )
    kind = "condition" if mention.concept.kind == "condition" else "procedure"
    return DraftFact(
        kind=kind,  # type: ignore[arg-type]
        name=name or mention.concept.id,
        document=frame.document.id,
        quotes=tuple(Quote(first, last) for first, last in quotes),
        fields={key: value for key, value in fields.items() if value is not None},
        source=mention.source,  # type: ignore[arg-type]
        subject=mention.subject,  # type: ignore[arg-type]
        certainty=certainty,  # type: ignore[arg-type]
        reader=READER,
    )
