"""Tells a course against an infection that is under way: "receiving IV meropenem, day 3". Reads no days of doses."""

from __future__ import annotations

from datetime import date

from assistant.extraction.frame import Frame
from assistant.extraction.late import late
from assistant.extraction.treatments.model import Record

_TAKING = late(
    r"(?<![a-z])(?:(?:still|currently|now|presently)(?: (?:on|taking|receiving|having|under|finishing|completing))?"
    r"|(?:is|remains|continues|continuing|she's|he's|stays) (?:still |currently |now )?(?:on|taking|receiving"
    r"|having|finishing|completing)"
    r"|(?:is |currently |now |still )?being (?:treated|managed) with|(?<!after )(?<!since )(?<!was )(?<!were )receiving"
    r"|in-?patient on|(?:^|(?<=[.;:,\n] ))on)(?: (?:an?|her|his|the|some|oral|iv|intravenous|other"
    r"|daily|long|course|of|with))*\s*$"
    r"|(?:目前|现|正在|仍在?|尚在|继续|持续)(?:口服|使用|服用|应用|予|给予|接受|在用|用|行)?\s*$"
)
_GOING_ON = late(
    r"\s*(?:(?:treatment|therapy|course|is|are|tablets?)\s+)*(?:ongoing|continuing|continues|in progress"
    r"|not (?:yet )?finished)(?![a-z])"
    r"|(?:药物?|治疗)*(?:治疗中|使用中|进行中|应用中|口服中|服用中|中(?=[,;。\n]|$)|未停|仍在用|继续)"
)
_ASKED_OF = late(r"[^.;。\n]{0,30}(?:[?？:]|预防|prophyla)")
_DAY_OF = late(
    r"(?:[^.;:\n]{0,60}?[\s,(])?(?:(?:day|week|d|wk)\s?\d{1,2}(?:\s?(?:/|of)\s?\d{1,2}(?:\s?(?:days?|weeks?))?)?)"
    r"(?=[ \t]*(?:[.;,)\n]|$))"
)
"""The day of a course behind the drug: "IV meropenem for sepsis, day 3 of 10"."""
_DAY_BEFORE = late(
    r"(?<![a-z])(?:day|week|d|wk)\s?\d{1,2}(?:\s?(?:/|of)\s?\d{1,2})?(?:\s?(?:of|on|:))?(?:\s(?:iv|intravenous))?\s$"
)
_OVER = late(
    r"(?<![a-z])(?:stopped|completed|finished|ended|until|resolved|then|in the past"
    r"|previous(?:ly)?|was|had)(?![a-z])"
)
_TO_END = late(
    r"(?<![a-z])(?:due to (?:end|finish|stop|complete)"
    r"|to (?:end|finish|stop|complete|continue|run)(?: until| till| to)?"
    r"|(?:ends|finishes|stops|completes|continues|until|till|last dose (?:is )?due)(?: on)?)\s+(?:on\s+)?(?:the\s+)?$"
)
_RECENT = 31


def under_way(frame: Frame, record: Record, note: date) -> bool:
    """Whether drugs against an infection are said to be given on the day of the note, not asked about.

    Of a class ("still on an antibiotic") the words for taking say so; of a drug given into a vein the day of its
    course or an end still to come as well.
    """
    mention = record.mention
    if not record.is_a("anti_infective") or mention.certainty != "stated" or record.intent == "prophylaxis":
        return False
    if not (frame.terminology.descendants(record.name) or record.route == "iv"):
        return False
    before = frame.lower[max(0, mention.start - 48) : mention.start]
    behind = _GOING_ON.match(frame.lower, mention.end)
    if frame.lower[mention.end - 2 : mention.end] == "治疗" and frame.lower.startswith("中", mention.end):
        return True
    taken = behind is not None or _TAKING.search(before) is not None or _in_course(frame, record, note)
    return taken and not _ASKED_OF.match(frame.lower, mention.end)


def _in_course(frame: Frame, record: Record, note: date) -> bool:
    """Whether a sentence without an old day gives the day of an intravenous course, or its end to come."""
    mention, span = record.mention, frame.sentences[record.mention.sentence]
    times = frame.in_span(frame.times, span.start, span.end)
    if (
        record.route != "iv"
        or mention.historical
        or any(
            time.kind != "duration"
            and time.interval.latest is not None
            and (note - time.interval.latest).days > _RECENT
            for time in times
        )
    ):
        return False
    for time in times:
        ahead = time.interval.earliest is not None and time.interval.earliest >= note and time.kind != "duration"
        if ahead and time.start >= mention.end and _TO_END.search(frame.lower, mention.end, time.start):
            return True
    day = _DAY_OF.match(frame.lower, mention.end, span.end)
    if day is None and not _DAY_BEFORE.search(frame.lower, max(span.start, mention.start - 30), mention.start):
        return False
    return _OVER.search(frame.lower, span.start, span.end) is None
