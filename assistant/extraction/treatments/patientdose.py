"""Reads another dose that the patient tells without naming the drug: "Pt says she has taken 15 mg since Monday".

It is the steroid named just before that is meant; whether the chart or the patient is right is not for a reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Span
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import clamp, note_day
from assistant.extraction.treatments.facts import READER
from assistant.extraction.treatments.model import Record

_DOSE = late(
    r"(?<![\d.])(?P<amount>\d{1,3}(?:\.\d)?)\s?mg\b(?!\s?/\s?(?:dl|l|g|mmol|24))|(?P<zh>\d{1,3}(?:\.\d)?)\s?毫克"
)
_SPEAKS = late(
    r"\b(?:pt|patient|she|he)\b[^.;\n]{0,30}?\b(?:says?|said|states?|reports?|tells?|told|admits?|admitted|insists?|claims?)\b"
    r"|\b(?:pt|patient)\s*:|\bper (?:the )?(?:pt|patient)\b|^\s*(?:says|states|reports|admits|told)\b"
    r"|(?:患者|病人|本人|自己|她|他)(?:自?述|诉|说|称|自称)|自述|自诉|自称"
)
_TAKES = late(
    r"(?:\b(?:tak(?:es|ing|en)|took|on|using|uses|to|at|it|herself|himself)|:\s*[\"']?|[吃服用为到至是])"
    r"\s*(?:(?:only|just|about|around|now|actually|a|up to|down to|back to|了|着|的是|约)\s*)*$"
)
_MOST = 80
"""mg: more than that is hardly a steroid taken by mouth."""
_NOT_SO = late(
    r"\b(?:was on|were on|used to|before"
    r"|previously|until|if|would|could|should|asked|wants?|years? ago|never|not)\b|以前|曾|想|若|如果"
)
_BACK = 3
"""Sentences: how far before the drug may be named."""


def patient_doses(frame: Frame, records: Sequence[Record]) -> Iterator[DraftFact]:
    """One fact for each such sentence."""
    steroids = [one for one in records if one.is_a("glucocorticoid") and one.dose is not None and not one.planned]
    if not steroids:
        return
    for match in _DOSE.finditer(frame.lower):
        index = frame.sentence_at(match.start())
        sentence = frame.sentences[index]
        if frame.in_span(frame.mentions_of("treatment"), sentence.start, sentence.end):
            continue
        before = [one for one in steroids if 0 < index - one.mention.sentence <= _BACK]
        if not before or not _tells(frame, sentence, match):
            continue
        record = before[-1]
        if match["amount"] and match["amount"] in re.findall(r"\d+(?:\.\d+)?", record.dose or ""):
            continue
        yield _fact(frame, record, sentence, match)


def _tells(frame: Frame, sentence: Span, match: re.Match[str]) -> bool:
    """Whether it is the patient who says that this is taken now."""
    start, end = sentence.start, sentence.end
    said = _SPEAKS.search(frame.lower, start, match.start())
    if said is None or frame.is_ignored(start) or _NOT_SO.search(frame.lower, start, end):
        return False
    amount = float(match["amount"] or match["zh"])
    return amount <= _MOST and _TAKES.search(frame.lower, said.start(), match.start()) is not None


def _fact(frame: Frame, record: Record, sentence: Span, match: re.Match[str]) -> DraftFact:
    times = [one for one in frame.in_span(frame.times, sentence.start, sentence.end) if one.interval.earliest]
    fields = {"drug_class": record.drug_class, "dose": match[0], "status": "ongoing"}
    quotes = [Quote(match.start(), match.end())]
    if times and note_day(frame) is not None:
        fields["changed"] = clamp(times[0].interval, frame)  # type: ignore[assignment]
        quotes = [Quote(min(match.start(), times[0].start), max(match.end(), times[0].end))]
    return DraftFact(
        kind="treatment",
        name=record.name,
        document=frame.document.id,
        quotes=tuple(quotes),
        fields=fields,
        source="patient",
        reader=READER,
    )
