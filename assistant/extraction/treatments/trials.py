"""Reads whether the patient has been in another trial, when the study drug was last taken and in which arm.

Talk about the study that the patient is being screened for is not one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from assistant.extraction.bounds import THEN, is_bounded
from assistant.extraction.cues import load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, Mention, Span, TimeMention
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import clamp, note_day
from assistant.extraction.treatments.ranges import is_range
from rules.dates import DateInterval
from rules.facts import Certainty

TRIAL = "experimental_treatment"
_SENTENCES_AFTER = 3
_SINCE_ANOTHER = late(
    r"\bsince\s+(?:\w+ing\s+|(?:the )?end of\s+|(?:she|he) (?:left|stopped|finished)\s+)?"
    r"(?:an?|the|her|his|that)\s+(?:[\w-]+\s+){0,3}(?:study|trial)\b"
)
"""A trial that is over, named as the day since which there was no other."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    word: re.Pattern[str]
    joined: re.Pattern[str]
    current: re.Pattern[str]
    relative: re.Pattern[str]
    no_treatment: re.Pattern[str]
    denied: re.Pattern[str]
    own: re.Pattern[str]
    placebo: re.Pattern[str]
    unblinded: re.Pattern[str]
    blinded: re.Pattern[str]
    last: re.Pattern[str]
    ended: re.Pattern[str]
    begun: re.Pattern[str]
    active: re.Pattern[str]
    now: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(**{name: late("|".join(found)) for name, found in load_data("treatments")["trials"].items()})


def passages(frame: Frame) -> list[Span]:
    """The sentences about a trial that the patient has been in, with those that go on about it."""
    found: list[Span] = []
    patterns = _patterns()
    for match in [*_matches(frame, patterns.joined), *_matches(frame, _SINCE_ANOTHER)]:
        if (found and match.start() < found[-1].end) or frame.is_ignored(match.start()):
            continue
        if _of_a_relative(frame, match.start()):
            continue
        first = frame.sentence_at(match.start())
        sentence = frame.sentences[first]
        said = frame.lower[sentence.start : sentence.end]
        if (
            patterns.own.search(said)
            or patterns.relative.search(said)
            or _ON_A_FORM.search(said)
            or (patterns.denied.search(said) and not _SINCE_ANOTHER.search(said))
        ):
            continue
        end = sentence.end
        for following in frame.sentences[first + 1 : first + 1 + _SENTENCES_AFTER]:
            if "\n\n" in frame.text[end - 1 : following.start + 1]:
                break
            end = following.end
        found.append(Span(sentence.start, end))
    return found


_RELATIVE = late(
    r"\W*(?:her|his|the|my)?\s*(?:sister|brother|mother|father|mum|mom|dad|husband|wife|son|daughter|aunt|uncle|cousin|friend|partner)\b"
    r"|\W*(?:其|她的?|他的?|我)?(?:姐姐?|妹妹?|哥哥?|弟弟?|母亲|父亲|妈妈|爸爸|丈夫|妻子|儿子|女儿)(?!说|述|诉|称|代)"
)


def _of_a_relative(frame: Frame, at: int) -> bool:
    """Whether the sentence begins with a relative, whose trial it is then."""
    sentence = frame.sentences[frame.sentence_at(at)]
    return _RELATIVE.match(frame.lower, sentence.start, sentence.end) is not None


def _matches(frame: Frame, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The matches in the sentences that speak of a study at all."""
    for sentence in _of_studies(frame):
        yield from pattern.finditer(frame.lower, sentence.start, sentence.end)


@lru_cache(maxsize=1)
def _of_studies(frame: Frame) -> tuple[Span, ...]:
    """The sentences that speak of a study; kept for the last note, since several patterns ask for them."""
    words = _patterns().word.finditer(frame.lower)
    return tuple(dict.fromkeys(frame.sentences[frame.sentence_at(word.start())] for word in words))


def trials(frame: Frame, mentions: Sequence[Mention], told: Sequence[Span]) -> list[DraftFact]:
    """Trials taken part in (the passages ``told``), and denials of any."""
    taken = [_participation(frame, passage) for passage in told]
    return [*taken, *_denials(frame, mentions)]


def _participation(frame: Frame, passage: Span) -> DraftFact:
    patterns = _patterns()
    said = frame.lower[passage.start : passage.end]
    placebo, opened = _arm_of_placebo(said), patterns.unblinded.search(said)
    blinded = patterns.blinded.search(said)
    first = frame.sentences[frame.sentence_at(passage.start)]
    quotes = [Quote(first.start, _trimmed(frame, first))]
    fields: dict[str, Any] = {"drug_class": TRIAL, "intent": "placebo" if placebo and opened else "trial"}
    certainty: Certainty = "suspected" if blinded and not opened else "stated"
    when = _last(frame, passage)
    if when is not None:
        fields["last_given"] = clamp(when[0], frame)
        quotes.append(Quote(*when[1]))
    if _goes_on(frame, first, passage) and not (placebo and opened):
        fields["status"] = "ongoing"
    if placebo and opened:
        sentence = frame.sentences[frame.sentence_at(passage.start + placebo.start())]
        quotes.append(Quote(sentence.start, _trimmed(frame, sentence)))
    return _draft(frame, quotes, fields, certainty)


def _goes_on(frame: Frame, sentence: Span, passage: Span) -> bool:
    """Whether the note says that the patient is in a trial of a treatment now, and has not left it."""
    patterns = _patterns()
    said = frame.lower[sentence.start : sentence.end]
    current = patterns.current.search(said) and not patterns.no_treatment.search(said)
    return bool(current) and not patterns.ended.search(frame.lower, passage.start, passage.end)


_ON_A_FORM = late(r"\[ ?\]\s*(?:y|yes)\b|\[x\]\s*(?:n|no)\b|\byes\s*/\s*no\b|\?\s*$|□\s*[有是]|☑\s*[否无]")
"""A question of a form tells of no trial by itself."""
_NO_PLACEBO = late(
    r"(?:\b(?:no|not|without|non|nor|or|versus|vs\.?|either)\s*(?:an?\s+|the\s+)?-?\s*|[无非或/]|不是|没有|不设)$"
)
_DESIGN = late(r"[\s-]*(?:controlled|control|or\b|versus|vs\b|对照)")


def _arm_of_placebo(said: str) -> re.Match[str] | None:
    """The words that put the patient in the placebo arm: not "no placebo arm", "placebo-controlled", "active arm"."""
    if _patterns().active.search(said):
        return None
    for match in _patterns().placebo.finditer(said):
        design = _DESIGN.match(said, match.end()) and match[0] in ("placebo", "安慰剂")
        if not design and not _NO_PLACEBO.search(said, max(0, match.start() - 14), match.start()):
            return match
    return None


def _last(frame: Frame, passage: Span) -> tuple[DateInterval, tuple[int, int]] | None:
    """When the study drug was last taken: the date behind "last", else the date of the sentence itself."""
    match = _patterns().last.search(frame.lower, passage.start, passage.end)
    if match is not None:
        near = next((time for time in frame.in_span(frame.times, match.end(), match.end() + 60)), None)
        if near is not None and frame.sentence_at(near.start) == frame.sentence_at(match.start()):
            return near.interval, (match.start(), near.end)
    ended = _ended(frame, passage)
    if ended is not None:
        return ended.interval, (ended.start, ended.end)
    first = frame.sentences[frame.sentence_at(passage.start)]
    inside = [time for time in frame.in_span(frame.times, first.start, first.end) if time.kind != "duration"]
    if not inside:
        return None
    return _from_then(frame, first, inside[-1]), (inside[-1].start, inside[-1].end)


def _ended(frame: Frame, passage: Span) -> TimeMention | None:
    """The date on which the patient stopped or left: "withdrew on 3 March", 3月2日退出."""
    for match in _patterns().ended.finditer(frame.lower, passage.start, passage.end):
        sentence = frame.sentences[frame.sentence_at(match.start())]
        near = frame.in_span(frame.times, match.start() - _BEFORE_END, min(sentence.end, match.end() + _AFTER_END))
        near = [time for time in near if sentence.start <= time.start < sentence.end and time.kind != "duration"]
        if near:
            return near[-1]
    return None


_BEFORE_END, _AFTER_END = 16, 40
_LATE_START = 400
"""Days: a trial entered within the last year or so may go on."""


def _from_then(frame: Frame, sentence: Span, time: TimeMention) -> DateInterval:
    """The date of a sentence; that on which a trial was entered of late leaves open when the drug was last given."""
    note = note_day(frame)
    begun = _patterns().begun.search(frame.lower, sentence.start, sentence.end)
    earliest, latest = time.interval.earliest, time.interval.latest
    if begun is None or note is None or latest is None or not 0 <= (note - latest).days < _LATE_START:
        return time.interval
    before = [one for one in frame.in_span(frame.times, sentence.start, time.start) if one.end <= time.start]
    if time.relation == "until" or (before and is_range(frame, before[-1], time)):
        return time.interval
    return DateInterval(earliest, note)


def _denials(frame: Frame, mentions: Sequence[Mention]) -> list[DraftFact]:
    """Denials, from the pattern of this reader and from the names of the terminology."""
    made = []
    covered: list[Span] = []
    named = [m for m in mentions if m.certainty == "denied" and m.concept.id == TRIAL and m.subject == "patient"]
    for match in _matches(frame, _patterns().denied):
        if frame.is_ignored(match.start()) or _of_a_relative(frame, match.start()):
            continue
        if any(span.start <= match.start() < span.end for span in covered):
            continue
        mention = next((m for m in named if match.start() <= m.start < match.end()), None)
        covered.append(Span(match.start(), match.end()))
        made.append(_denial(frame, Span(match.start(), match.end()), mention))
    for mention in named:
        if not any(span.start <= mention.start < span.end for span in covered):
            spans = [(mention.start, mention.end), *mention.cues]
            span = Span(min(start for start, _ in spans), max(end for _, end in spans))
            made.append(
                _denial(frame, span if span.end - span.start < 240 else Span(mention.start, mention.end), mention)
            )
    return made


def _denial(frame: Frame, span: Span, mention: Mention | None) -> DraftFact:
    said = frame.lower[span.start : span.end]
    fields: dict[str, Any] = {"drug_class": TRIAL}
    if mention is not None and mention.period is not None and not _told_of_now(frame, mention.period, said):
        fields["period"] = mention.period
    elif (mention is not None and mention.reach == THEN) or (_is_over(frame, span) and not _PRESENT.search(said)):
        fields["reach"] = THEN
    else:
        now = _patterns().now.search(said) or _PRESENT.search(said)
        fields["reach"] = "now" if now else (mention.reach if mention else None) or "ever"
    draft = _draft(frame, [Quote(span.start, span.end)], fields, "denied")
    return draft


_PRESENT = late(r"\b(?:now|current(?:ly)?|at present|ongoing)\b")


def _told_of_now(frame: Frame, period: DateInterval, said: str) -> bool:
    """Whether a denial of a stretch that is over speaks of the present too: "now or last year: no"."""
    note = note_day(frame)
    ended = note is not None and period.latest is not None and period.latest < note
    return ended and _PRESENT.search(said) is not None


def _is_over(frame: Frame, span: Span) -> bool:
    """Whether a denial speaks of a time of the past: "in no trial before joining us"."""
    sentence = frame.sentences[frame.sentence_at(span.start)]
    times = frame.in_span(frame.times, sentence.start, sentence.end)
    return is_bounded(frame.lower, times, (sentence.start, sentence.end), (span.start, span.end), note_day(frame))


def _draft(frame: Frame, quotes: list[Quote], fields: dict[str, Any], certainty: Certainty) -> DraftFact:
    return DraftFact(
        kind="treatment",
        name=TRIAL,
        document=frame.document.id,
        quotes=tuple(quotes),
        fields=fields,
        certainty=certainty,
        reader="treatments",
    )


def _trimmed(frame: Frame, span: Span) -> int:
    return span.start + len(frame.text[span.start : span.end].rstrip())
