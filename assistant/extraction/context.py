"""Says for each name found whether it is stated, suspected or denied, of whom, by whom and when. Makes no facts.

Every cue governs a scope of its sentence (``scopes.py``); a name takes the marks of all cues whose scopes hold it.
Doubt beats denial unless the denial governs the doubt itself ("no suspicion of"). A plain "no X" reaches ``ever``
outside examinations and results, where it reaches ``now``; times named with a denial become its ``period``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from assistant.extraction.bounds import with_bounds
from assistant.extraction.checkboxes import Ticked
from assistant.extraction.covered import Placed
from assistant.extraction.cuewords import CueWord, find_cues
from assistant.extraction.denials import how_far
from assistant.extraction.elisions import ELIDED, with_elided
from assistant.extraction.exceptions import with_ends, with_exceptions
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.labels import without_labels
from assistant.extraction.late import late
from assistant.extraction.marking import DENY_BEFORE, Marks, apply, directed, outside_heading
from assistant.extraction.model import Hit, Mention, Section, TimeMention
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scopes import Range, Sentence, make_sentence
from assistant.extraction.speakers import declared_others, is_question, quoted_answer
from assistant.extraction.struck import of_relative, taken_off
from assistant.extraction.topics import reply, summed
from rules.dates import DateInterval
from rules.frozen import replace

if TYPE_CHECKING:
    from assistant.extraction.frame import Frame
    from rules.terminology import Terminology


def mentions_in_context(frame: Frame, hits: Sequence[Hit]) -> tuple[Mention, ...]:
    """The hits with their context, those in words addressed to software left out."""
    known = [hit for hit in hits if not frame.is_ignored(hit.start)]
    kept = with_elided(frame.lower, known, frame.terminology)
    cues = find_cues(frame.lower, [(hit.start, hit.end) for hit in kept])
    cue_starts = [cue.start for cue in cues]
    ticks = Placed(enumerate(frame.ticks), lambda item: (item[1].start, item[1].end))
    others = declared_others(frame.lower)
    made: list[Mention] = []
    written = frame.document.written_on
    note = written.latest if written is not None else None
    at = 0
    while at < len(kept):
        index = frame.sentence_at(kept[at].start)
        span = frame.sentences[index]
        last = at
        while last < len(kept) and kept[last].start < span.end:
            last += 1
        last = max(last, at + 1)
        group = kept[at:last]
        within = outside_heading(frame, cues[bisect_left(cue_starts, span.start) : bisect_left(cue_starts, span.end)])
        times = frame.in_span(frame.times, span.start, span.end)
        sentence = make_sentence(frame.lower, span, group, directed(frame.lower, within), times)
        found = _with_heads(list(_mentions(frame, sentence, index, ticks, others)), frame.terminology)
        with_exceptions(found, times, frame.lower, span.start, span.end)
        with_ends(found, times, frame.lower, span.start, span.end, written)
        with_bounds(found, times, frame.lower, (span.start, span.end), note)
        made.extend(without_labels(found, frame.lower, span.end, frame.terminology))
        at = last
    return tuple(made)


def _mentions(
    frame: Frame, sentence: Sentence, index: int, ticks: Placed[tuple[int, Ticked]], others: re.Pattern[str] | None
) -> Iterable[Mention]:
    marks = [Marks() for _ in sentence.hits]
    for cue in sentence.cues:
        apply(sentence, cue, marks)
    asked = is_question(frame.lower, sentence.start, sentence.end)
    answered = reply(frame.lower, sentence.end)
    asked_of = _asked_of(frame, sentence)
    if answered is not None and sentence.times and (answered[0] == "yes" or asked_of is None):
        answered = None
    denied = summed(sentence)
    blanks = _leaves_blanks(frame.lower)
    foreign = others is not None and others.search(frame.lower, *_line(frame, sentence.start)) is not None
    for hit, mark in zip(sentence.hits, marks, strict=True):
        section = frame.section_at(hit.start)
        mention = _mention(frame, sentence, index, hit, mark, section)
        bare = mention
        mention = _initialled(frame.text, _ticked(mention, ticks, sentence.times))
        mention = _unanswered(frame.lower, _signed(frame.lower, mention), blanks=blanks)
        if denied is not None and mention.certainty == "stated":
            mention = _summed(sentence, mention, denied)
        elif answered is not None and (hit.concept.kind in _ROW_KINDS or not _is_result(frame.lower, answered[1])):
            mention = _replied(mention, *answered, asked_of)
        elif asked and mention is bare:
            mention = replace(mention, certainty="stated", planned=True, reach=None, period=None)
        if mention.source == "chart" and quoted_answer(frame.lower, hit.start):
            mention = replace(mention, source="patient")
        mention = _yet_to_ask(frame.lower, mention, sentence.end)
        if foreign:
            mention = replace(mention, subject="other")
        yield mention


def _with_heads(found: list[Mention], terminology: Terminology) -> list[Mention]:
    """Words that share the head word of a name share what is said of it."""
    heads = [one for one in found if one.form != ELIDED]
    for place, one in enumerate(found):
        if one.form == ELIDED and one.certainty != "denied":
            kin = [head for head in heads if _is_kin(head, one, terminology)]
            head = min(kin, key=lambda head: abs(head.start - one.start), default=None)
            if head is not None:
                found[place] = replace(head, concept=one.concept, start=one.start, end=one.end, form=ELIDED)
    return found


def _is_kin(head: Mention, one: Mention, terminology: Terminology) -> bool:
    return any(terminology.is_a(head.concept.id, parent) for parent in (one.concept.id, *one.concept.parents))


_TO_NOW = late(
    r"\b(?:now|currently|current|at present|presently)\s*(?:,|or|and|/)\s*"
    r"(?:in |within |during )?(?:the )?(?:last|past)\b"
)
"""A question for the present and a stretch before it: "now or last year?"."""


def _asked_of(frame: Frame, sentence: Sentence) -> DateInterval | None:
    """The days up to the note that a question names: "Any infection in the last 4 weeks?"."""
    if len(sentence.times) != 1:
        return None
    time, written = sentence.times[0], frame.document.written_on
    note = written.latest if written is not None else None
    if note is not None and _TO_NOW.search(frame.lower, sentence.start, time.end):
        return DateInterval(time.interval.earliest, note) if time.interval.earliest else None
    lasting = time.kind == "duration" or (note is not None and time.interval.latest == note)
    return time.interval if lasting and time.interval.earliest else None


def _is_result(lower: str, words: Range) -> bool:
    """Whether an answer is the result of a test: "HIV? Negative"."""
    return lower[slice(*words)].lstrip(" :-").startswith(("neg", "-ve"))


def _replied(mention: Mention, answer: str, words: Range, period: DateInterval | None) -> Mention:
    if answer == "no":
        reach = "ever" if period is None else None
        cues = (*mention.cues, words)
        return replace(mention, certainty="denied", reach=reach, period=period, planned=False, cues=cues)
    return replace(mention, certainty="stated", reach=None, period=None, planned=False, cues=(*mention.cues, words))


def _summed(sentence: Sentence, mention: Mention, words: Range) -> Mention:
    """A member of a list that the next sentence denies; what has a time of its own is denied for that time only."""
    start, end = sentence.segments[sentence.segment_at(mention.start)]
    dated = any(start <= time.start < end for time in sentence.times)
    reach = "recent" if dated else "ever"
    return replace(mention, certainty="denied", reach=reach, period=None, cues=(*mention.cues, words))


def _line(frame: Frame, position: int) -> tuple[int, int]:
    span = frame.lines[frame.line_at(position)]
    return span.start, span.end


_SETTLED = late(
    r"(?:'s)?(?:[^;.。\n]{0,24}?(?:(?<![未能待])已排除|已除外|(?:后(?:经|被|由|来)?(?:(?![不未待无])[^,;。]){0,8}?|现|最终|最后|予以|予)排除)"
    r"|[^.。\n]{0,90}?(?<!not )(?<!n't )(?<!yet )(?<!never )(?<!be )(?<!been )(?<!being )(?<!to )"
    r"(?<!until )(?<!unless )(?<!if )(?<![a-z])"
    r"(?:(?:has |have )?(?:since |now |later |subsequently |then )?(?:been )?|was |were |is |and )"
    r"(?:excluded|ruled out|dismissed|refuted|disproved|disproven|thrown out"
    r"|tossed out|discounted|answered in the negative)(?![a-z])"
    r"|[^.。\n]{0,120}?(?<![a-z])(?:does not|doesn't|did not|didn't) (?:actually |in fact )?have (?:it|this|that)"
    r"(?![a-z]))"
)
"""How a doubt of the past was settled."""
_UNSETTLED = late(
    r"[,;]?\s*(?:但|也|亦|仍|目前|尚|又){0,3}(?:不能|未能|无法)(?:完全)?(?:排除|除外)"
    r"|[^.;。\n]{0,30}?(?<![a-z])(?:but|nor|yet)(?: it| can it)? (?:cannot|can't|could not|can not|can)? ?"
    r"(?:be )?(?:fully |completely |entirely )?(?:excluded|ruled out)(?![a-z])"
)
"""What leaves a denial open: 不足以诊断X,也不能完全排除."""


_BACK = late(
    r"(?:\s(?:evidence|sign|signs|suggestion|clinical|radiological|of|any|further))*\s(?:recurrences?|relapses?|return)\s(?:of|from)"
    r"\s(?:her|his|the|this|that|previous|prior)(?:\s(?:previous|prior|old|known|(?:19|20)\d\d))*\s$"
)


_OWN_DISEASE = late(
    r"(?:\s[a-z-]+){1,4}\s(?:of|for|to|from|with|about|in)\s"
    r"(?:(?:her|his)\s(?:(?:known|long-?standing|established|existing|old|previous|chronic)\s)?|known\s"
    r"|(?:long-?standing|established|existing)\s)"
    r"|\s(?:remission|flares?|relapses?|recurrences?|treatment|response|improvement|progression|control|rejection"
    r"|worsening|exacerbations?|deterioration)\s(?:of|for|to|from|in)\sthe\s"
)
"""What stands between a denial and a disease that is taken for granted: "no flare of her Crohn's"."""


def _is_known(lower: str, start: int, hit: Hit) -> bool:
    """Whether something else about a disease that the patient has is denied: "no remission of the nephritis"."""
    return (
        hit.concept.kind == "condition"
        and start <= hit.start
        and _OWN_DISEASE.fullmatch(lower, start, hit.start) is not None
    )


def _is_back(lower: str, start: int, hit: Hit) -> bool:
    """Whether what is denied is that a disease came back, which was there: "no recurrence of her 2011 cancer"."""
    return (
        hit.concept.kind == "condition" and start <= hit.start and _BACK.fullmatch(lower, start, hit.start) is not None
    )


def _mention(frame: Frame, sentence: Sentence, index: int, hit: Hit, mark: Marks, section: Section) -> Mention:
    denial = mark.denials[-1] if mark.denials else None
    doubt = next((cue for cue in mark.doubts if not _denied_itself(cue, mark)), None)
    certainty = "suspected" if doubt else "denied" if denial else "stated"
    if certainty == "denied" and _UNSETTLED.match(sentence.lower, hit.end, sentence.end):
        certainty, denial = "suspected", None
    back = certainty == "denied" and denial is not None and _is_back(sentence.lower, denial[0].end, hit)
    known = certainty == "denied" and denial is not None and _is_known(sentence.lower, denial[0].end, hit)
    if back or known:
        certainty, denial = "stated", None
    reach, period = None, None
    settled = (
        _SETTLED.match(sentence.lower, hit.end, sentence.end) if doubt and hit.concept.kind == "condition" else None
    ) or taken_off(sentence.lower, hit, sentence.end)
    if settled and doubt and doubt.start < settled.end() <= doubt.end:
        settled = None  # "not formally excluded" is the doubt itself
    if settled and not any(_rivals(one, hit, frame.terminology) for one in sentence.hits_in(hit.end, settled.end())):
        certainty, reach, denial = "denied", "ever", None
    if certainty == "denied" and denial is not None:
        reach, period = how_far(frame, sentence, hit, *denial, section)
    used = [*([doubt] if doubt else []), *([denial[0]] if denial else []), *mark.cues]
    return Mention(
        concept=hit.concept,
        start=hit.start,
        end=hit.end,
        sentence=index,
        clause=frame.clause_at(hit.start),
        section=section.id,
        certainty=certainty,
        subject=mark.subject or of_relative(sentence.lower, hit, sentence.end) or _of_section(sentence, hit, section),
        source=mark.source,
        planned=mark.planned or (mark.asked and certainty == "stated"),
        refused=mark.refused,
        historical=mark.historical or back,
        others_only=certainty == "denied" and _is_other(sentence, hit),
        reach=reach,
        period=period,
        cues=tuple((cue.start, cue.end) for cue in used),
        form=hit.form,
        ambiguous=hit.ambiguous,
    )


def _rivals(one: Hit, hit: Hit, terminology: Terminology) -> bool:
    """Whether what was settled may be another disease of the kind, named between."""
    return any(terminology.is_a(one.concept.id, parent) for parent in (hit.concept.id, *hit.concept.parents))


def _of_section(sentence: Sentence, hit: Hit, section: Section) -> str:
    """Whose history a section tells, unless the sentence turns to the patient: "Family: …, she herself …"."""
    own = section.subject == "family" and sentence.cues_in(sentence.start, hit.start, "self")
    return "patient" if own else section.subject


def _denied_itself(doubt: CueWord, mark: Marks) -> bool:
    """Whether a doubt is what is denied: "no suspicion of", 未见可疑."""
    if not doubt.has("suspect_before", "consider_before"):
        return False
    return any(cue.end <= doubt.start <= cue.end + 25 and cue.has(*DENY_BEFORE) for cue, _ in mark.denials)


@cache
def _other_words() -> re.Pattern[str]:
    words = load_words("context")["others"]
    latin, chinese = any_of(w for w in words if w.isascii()), any_of(w for w in words if not w.isascii())
    return compiled(rf"(?:(?<![a-z])(?:{latin})\s+(?:[a-z-]+\s+){{0,2}}|(?:{chinese})[^,。;、\n]{{0,4}})$")


def _is_other(sentence: Sentence, hit: Hit) -> bool:
    """Whether a denial is one of any *other*; of "other immunosuppressants or biologics" only the first is."""
    begin = max(0, hit.start - 30)
    found = _other_words().search(sentence.lower[begin : hit.start])
    return found is not None and not sentence.hits_in(begin + found.start(), hit.start)


_BLANK = late(
    r"(?:[^()\n]{0,60}\))?[^\n,;.:?]{0,24}?[ \t]*(?:[:=?]|\.{2,}|-{1,2}|\u2013|\u2014|[ \t]{2,})?[ \t]*"
    r"[\[(<]?(?:left |was left |field |box )?"
    r"(?:blank|empty|unanswered|no answer|skipped|(?:n/a ?-? ?)?not (?:answered|filled(?: in| out)?|completed|asked))"
    r"(?=[ \t]*(?:[\])>.,;\n]|$))"
)
"""What says that a question of a form has no answer."""
_PLUS = late(r"[ ]?\((?:\+{1,3}|\+ve|pos)\)")
"""The sign right behind a name that says it is there."""


_TO_ASK = late(
    r"[^。;,\n无未否有]{0,30}?(?:[明次改择后]日|[明后]天|下次|再|待|电话|尚|还|均|都|等|几项|暂){0,4}"
    r"(?:补问|追问|待问|再问|(?:没|没有|未)(?:再|来得及)?(?:问(?!题|诊)|核实|询问|了解)|待(?:核实|补充?|确认|询问|了解)|需(?:补问|追问|核实))"
)
"""What says behind a list that somebody has yet to ask about it: 光疗、器官移植等几项明日电话补问."""


_TOPIC, _TOPIC_ENDS = late(r"(?:^|[\n。;])\s*(?:\d{1,2}[.、)]\s?)?问[^:。;\n]{0,30}$"), late(r"[^:。;\n]{0,24}:\s*\"")


def _is_topic(lower: str, mention: Mention) -> bool:
    """Whether a name stands in the question of an interview: 问移植、光疗:"没照过"."""
    asked = _TOPIC.search(lower, max(0, mention.start - 36), mention.start)
    return asked is not None and _TOPIC_ENDS.match(lower, mention.end) is not None


def _yet_to_ask(lower: str, mention: Mention, end: int) -> Mention:
    """A name of a list that is yet to be asked about, as merely asked for."""
    if mention.certainty != "stated" or mention.planned or mention.concept.kind not in _ROW_KINDS:
        return mention
    found = _TO_ASK.match(lower, mention.end, end) or _is_topic(lower, mention)
    return mention if not found else replace(mention, planned=True, reach=None, period=None)


def _signed(lower: str, mention: Mention) -> Mention:
    """A name with a plus in brackets as stated, whatever the names behind it are: "Sjogren (+) APS (-)"."""
    if mention.certainty != "denied" or mention.concept.kind not in _ROW_KINDS:
        return mention
    found = _PLUS.match(lower, mention.end)
    if found is None or any(cue[0] < mention.start for cue in mention.cues):
        return mention
    return replace(mention, certainty="stated", reach=None, period=None, cues=(found.span(),))


_DASH = late(r"[ \t]*:[ \t]*(?:-{1,3}|\u2013|\u2014|_{2,})[ \t]*(?=\n|$)")


@lru_cache(maxsize=4)
def _leaves_blanks(lower: str) -> bool:
    """Whether a note says of any field that it was left blank; asked of the same note for each of its sentences."""
    return any(sign in lower for sign in _BLANK_SIGNS)


_BLANK_SIGNS = ("blank", "empty", "answer", "not filled", "not completed", "not asked", "skipped")


def _leaves_blank_behind(lower: str, position: int) -> bool:
    """Whether the rest of a line has any of the words for a blank, so that it is worth looking closely."""
    line = lower.find("\n", position)
    rest = lower[position : None if line < 0 else line]
    return any(sign in rest for sign in _BLANK_SIGNS)


def _unanswered(lower: str, mention: Mention, *, blanks: bool) -> Mention:
    """A name whose field was left blank as merely asked for, whatever else its line denies."""
    if mention.concept.kind not in _ROW_KINDS:
        return mention
    dash = mention.certainty == "stated" and _DASH.match(lower, mention.end)
    if not dash and not (blanks and _leaves_blank_behind(lower, mention.end) and _BLANK.match(lower, mention.end)):
        return mention
    if mention.cues and any(cue[1] > mention.end for cue in mention.cues):
        return mention
    return replace(mention, certainty="stated", planned=True, reach=None, period=None, cues=())


_INITIAL = late(r"(?: ?[:=-])? ?N(?=[ \t]*(?:[.,;|\n)]|$)|[ \t]{2}| [-\u2013(])")


def _initialled(text: str, mention: Mention) -> Mention:
    """A name with a single N behind it as denied: "Lactation N"."""
    found = _INITIAL.match(text, mention.end) if mention.concept.kind in ("procedure", "condition") else None
    if found is None or mention.certainty != "stated":
        return mention
    return replace(mention, certainty="denied", reach="ever", planned=False, cues=(*mention.cues, found.span()))


def _asked_for(mention: Mention, times: Sequence[TimeMention], tick: Ticked) -> Mention:
    """A denial by a box as one of the days that its line asks for: "Surgery in the last 4 weeks [x] no"."""
    asked = [one for one in times if tick.start <= one.start < tick.end and one.kind == "duration"]
    first = asked[-1].interval.earliest if asked and mention.concept.kind == "procedure" else None
    return mention if first is None else replace(mention, reach=None, period=asked[-1].interval)


_ROW_KINDS = ("procedure", "condition")
"""Kinds of which a row says with a word that there is none; of a result or drug a word is its value or dose."""


def _ticked(mention: Mention, ticks: Placed[tuple[int, Ticked]], times: Sequence[TimeMention]) -> Mention:
    near = ticks.around(mention.start, mention.end)
    for _, tick in sorted(near) if near else ():
        if tick.start <= mention.start and mention.end <= tick.end:
            cues = (*mention.cues, tick.box)
            if mention.subject == "family" and mention.cues and all(cue[0] >= tick.end for cue in mention.cues):
                mention = replace(mention, subject="patient")  # the relative stands in the comment behind the boxes
            if tick.answer == "none" and (mention.concept.kind not in _ROW_KINDS or mention.certainty == "denied"):
                continue
            if tick.answer in ("no", "none"):
                return _asked_for(
                    replace(mention, certainty="denied", reach=mention.reach or "ever", cues=cues), times, tick
                )
            if tick.answer == "yes":
                return replace(mention, certainty="stated", reach=None, period=None, planned=False, cues=cues)
            if tick.answer == "open":
                return replace(mention, certainty="suspected", reach=None, period=None, cues=cues)
            return replace(mention, planned=True, cues=cues)
    return mention
