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
            _of_own_study(frame, sentence, said)
            or patterns.relative.search(said)
            or _ON_A_FORM.search(said)
            or (_is_denied(said, match, sentence.start) and not _SINCE_ANOTHER.search(said))
        ):
            continue
        end = sentence.end
        for following in frame.sentences[first + 1 : first + 1 + _SENTENCES_AFTER]:
            if "\n\n" in frame.text[end - 1 : following.start + 1] or _names_another(frame, sentence, following):
                break
            end = following.end
        found.append(Span(sentence.start, end))
    return found


_NO_DRUG = {TRIAL, "placebo"}


def _names_another(frame: Frame, told: Span, following: Span) -> bool:
    """Whether a sentence goes on to a drug that the sentence about a trial of a named one doesn't name."""
    first, then = (
        {one.concept.id for one in frame.in_span(frame.mentions_of("treatment"), span.start, span.end)} - _NO_DRUG
        for span in (told, following)
    )
    return bool(first and then - first) and _patterns().word.search(frame.lower, following.start, following.end) is None


_OTHER = late(r"(?<![a-z])(?:other|another|further)(?![a-z])|其他|其它|别的")
_TURNS = late(r"(?<![a-z])(?:though|although|but|however|yet|except|save|apart from)(?![a-z])|但|不过|然而|只是|惟|仅")
"""What parts a denial from a trial that the same sentence tells of: "in no trial now, but was given …"."""
_NEVER = late(r"(?<![a-z])(?:never|not|no|n't|nor|without)\s+(?:\w+\s+)?$")
_GIVEN = late(r"\b(?:received|got|was given|were given|been given|infused|had|dosed|injected|treated with|underwent)\b")
_WEAK_OWN = late(r"car-t|cell[ -]therapy|cellular therapy|\bnk\b|nk cell")


def _of_own_study(frame: Frame, sentence: Span, said: str) -> bool:
    """Whether a sentence speaks of the study screened for; cells that were given on a day gone by are another's."""
    own = [match[0] for match in _patterns().own.finditer(said)]
    if not own or not all(_WEAK_OWN.fullmatch(word) for word in own) or not _GIVEN.search(said):
        return bool(own)
    note = note_day(frame)
    days = [time.interval.latest for time in frame.in_span(frame.times, sentence.start, sentence.end)]
    return note is None or not any(day is not None and day <= note for day in days)


def _is_denied(said: str, match: re.Match[str], start: int) -> bool:
    """Whether words of denial reach a trial: not those of any *other* one behind it, nor of another part."""
    first, last = match.start() - start, match.end() - start
    if _NEVER.search(said, max(0, first - 24), first):
        return True
    left, right = said.rfind(";", 0, first) + 1, said.find(";", last)
    found = list(_patterns().denied.finditer(said, left, len(said) if right < 0 else right))
    before = [one for one in found if one.start() < last]
    if any(one.end() > first or not _TURNS.search(said, one.end(), first) for one in before):
        return True
    return any(one.start() >= last and not _OTHER.search(one[0]) for one in found)


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


def participations(frame: Frame, told: Sequence[Span]) -> list[DraftFact]:
    """The trials taken part in, one for each of the passages ``told``."""
    return [_participation(frame, passage) for passage in told]


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
    found = patterns.current.search(said)
    denied = found is not None and _NEVER.search(said, max(0, found.start() - 24), found.start())
    current = found is not None and not denied and not patterns.no_treatment.search(said)
    return current and not patterns.ended.search(frame.lower, passage.start, passage.end)


_ON_A_FORM = late(r"\[ ?\]\s*(?:y|yes)\b|\[x\]\s*(?:n|no)\b|\byes\s*/\s*no\b|\?\s*$|□\s*[有是]|☑\s*[否无]")
"""A question of a form tells of no trial by itself."""
_NO_PLACEBO = late(
    r"(?:\b(?:no|not|without|non|nor|or|versus|vs\.?|either)\s*(?:an?\s+|the\s+)?-?\s*|[无非或/]|不是|没有|不设)$"
)
_DESIGN = late(r"[\s-]*(?:controlled|control|or\b|versus|vs\b|对照)")


def on_active(frame: Frame, passage: Span) -> bool:
    """Whether the note says that the patient was in the arm that got the drug."""
    return _patterns().active.search(frame.lower, passage.start, passage.end) is not None


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


def trial_denials(frame: Frame, mentions: Sequence[Mention]) -> list[DraftFact]:
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
        if _of_a_wish(frame.lower, match.start(), match.end()):
            continue
        made.append(_denial(frame, Span(match.start(), match.end()), mention))
    for mention in named:
        if not any(span.start <= mention.start < span.end for span in covered):
            spans = [(mention.start, mention.end), *mention.cues]
            span = Span(min(start for start, _ in spans), max(end for _, end in spans))
            if _of_a_wish(frame.lower, span.start, span.end):
                continue
            made.append(
                _denial(frame, span if span.end - span.start < 240 else Span(mention.start, mention.end), mention)
            )
    return made


_WISH = late(
    r"(?<![a-z])(?:wish\w*|wants?|want(?:ed|ing)|interest\w*|offer\w*|objection\w*|objects?|reluctan\w*|hesita\w*|eligible|ineligible|enquir\w*|inquir\w*|consider\w*|plans?"
    r"|planning|planned|intend\w*|intention|keen|suitable|approached|invited|available|aware|heard|explor\w*"
    r"|discuss\w*|been told"
    r"|seek\w*|looking|hop(?:e|es|ing)|agree\w*|willing|been asked|referred|options?|suggest\w*|propos\w*"
    r"|to (?:take part|join|enrol+|participate|enter|be (?:in|enrol+ed)))(?![a-z])"
)
_OR_NOT = late(r"(?<![a-z])(?:trial|study|research) or $")
"""Of "trial or no trial" nothing is denied."""
_WISH_BEHIND = late(
    r"(?:\s+\w+)?\s+(?:options?|possibilit(?:y|ies)|opportunit(?:y|ies)|slots?|available|open|suitable"
    r"|(?:was|were|is|are|has been|have been|had been) (?:\w+ )?(?:offered|discussed|explored|available|considered"
    r"|found"
    r"|identified|suggested|mentioned|proposed|open|recruiting|planned|sought))(?![a-z])"
)
_WILL = late(r"(?<![a-z])(?:will|shall|would|must|may|can|could|should|won't|wouldn't)\s+(?:\w+\s+)?$")


def _of_a_wish(lower: str, start: int, end: int) -> bool:
    """Whether what is denied is a wish, an offer or a plan of a trial, which tells of none that was joined."""
    return bool(
        _WISH.search(lower, start, end)
        or _WISH_BEHIND.match(lower, end)
        or _WILL.search(lower, max(0, start - 24), start)
        or _OR_NOT.search(lower, max(0, start - 12), start)
    )


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
