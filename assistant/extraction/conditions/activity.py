"""Reads how active the lupus is said to be as a whole; what is said of one organ is in ``diagnoses``."""

from __future__ import annotations

from assistant.extraction.conditions.forms import ticked_after
from assistant.extraction.conditions.view import View, joined
from assistant.extraction.cue_rules import word_end
from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.model import Mention
from rules.dates import add_months

_STATUS = {"strong_active": "active", "strong_inactive": "remission"}
_FLARE = late(r"flar")
"""That there was no flare is not yet remission."""
_BARE = late(r"(?:clinically |been )?quiescent")
"""A word that is as often said of the kidney."""
_UNTIL = late(r"\s*(?:until|till|up to)\b")
_WANTED_BEFORE = 24
_LETTER = late(r"[^\n.;]{0,24}?(?:\.{3,}|:|\||\t|\s{3,})\s*(?P<answer>yes|no|y|n)(?![a-z])")
_NEIGHBOUR = 12
"""A condition that stands this close before a status word owns it: ``arthritis remains active``."""


def read(view: View) -> list[DraftFact]:
    """The activity of lupus, wherever a whole phrase says it."""
    drafts = []
    for cue in view.cues:
        status = _STATUS.get(cue.label)
        if status is None or _of_something_else(view, cue) or _past(view, cue) or _unsaid(view, cue):
            continue
        end = word_end(view.frame.lower, cue.end)
        answer = _answered(view, cue)
        if answer is not None:
            status, end = (answer[0] if status == "active" else None), answer[1]
        if status is None:
            continue
        subject = _subject(view, cue)
        spans = joined((cue.start, end), *([(subject.start, subject.end)] if subject else []))
        drafts.append(view.draft("sle", spans, {"status": status}))
    return drafts


def _subject(view: View, cue: Cue) -> Cue | None:
    """The word for the disease that stands in the same clause."""
    clause = view.clause(cue.start)
    named = [other for other in view.cues_in(clause.start, clause.end) if other.label == "disease"]
    return min(named, key=lambda other: abs(other.start - cue.start), default=None)


def _of_something_else(view: View, cue: Cue) -> bool:
    """Whether the status belongs to another condition that the clause names: an infection, a nephritis, a joint."""
    clause = view.clause(cue.start)
    if _FLARE.search(view.frame.lower[cue.start : cue.end]) and cue.label == "strong_inactive":
        return True
    if any(not _is_lupus(m) and m.start < cue.end and cue.start < m.end for m in view.mentions):
        return True
    if any(one.label == "strong_inactive" and _holds(one, cue) for one in view.cues_in(cue.start - 12, cue.end)):
        return True  # 疾病活动 in 低疾病活动度
    if _BARE.fullmatch(view.frame.lower, cue.start, cue.end) and "renal" in view.labels_in(
        max(view.sentence(cue.start).start, cue.start - 40), cue.end + 24
    ):
        return True
    inside = list(view.frame.in_span(view.mentions, clause.start, clause.end))
    if any(_is_lupus(mention) for mention in inside):
        return False
    if any(word in view.frame.lower[cue.start : cue.end] for word in ("lupus", "sle", "狼疮", "disease", "病情")):
        return False
    if any(max(cue.start - mention.end, mention.start - cue.end) <= _NEIGHBOUR for mention in inside):
        return True
    return not inside and _of_the_last(view, cue)


def _holds(one: Cue, cue: Cue) -> bool:
    return (
        one.label != cue.label
        and one.start <= cue.start
        and cue.end <= one.end
        and one.end - one.start > cue.end - cue.start
    )


def _of_the_last(view: View, cue: Cue) -> bool:
    """Whether the sentence last named a condition of another kind, to which a bare ``in remission`` then belongs."""
    named = view.frame.in_span(view.mentions, view.sentence(cue.start).start, cue.start)
    if not named or _is_lupus(named[-1]):
        return False
    last = named[-1].concept.id
    return last == "lupus_nephritis" or not view.frame.terminology.is_a(last, "lupus_manifestation")


def _is_lupus(mention: Mention) -> bool:
    return mention.concept.id in ("sle", "lupus_flare", "autoimmune_disease", "lupus_manifestation")


def _past(view: View, cue: Cue) -> bool:
    """Whether the clause dates the state to before the last three months, other than as its beginning."""
    clause = view.clause(cue.start)
    if _UNTIL.match(view.frame.lower, cue.end):
        return True
    if "present" in view.labels_in(max(clause.start, cue.start - 12), cue.start + 1):
        return False
    written = view.frame.document.written_on
    for time in view.frame.in_span(view.frame.times, clause.start, clause.end):
        if time.relation in ("since", "for") or time.kind == "duration" or time.interval.latest is None:
            continue
        if written is None or written.earliest is None or time.interval.latest < add_months(written.earliest, -3):
            return True
    section = view.frame.section_at(cue.start)
    return section.temporality == "past" and "present" not in view.labels_in(clause.start, clause.end)


def left_open(view: View, cue: Cue) -> bool:
    """Whether the clause asks for the activity or requires it: "whether SLE is active", 活动否待评."""
    clause = view.clause(cue.start)
    return any(
        other.label == "open_question" or (other.label == "wanted" and 0 <= cue.start - other.end < _WANTED_BEFORE)
        for other in view.cues_in(clause.start, clause.end)
    )


def _answered(view: View, cue: Cue) -> tuple[str | None, int] | None:
    """What the boxes or the letter behind the words say, and where that ends: 病情活动 □是☑否, "Still active ... N"."""
    form = ticked_after(view.frame.text, cue.end)
    if form is not None:
        return ("remission" if form.certainty == "denied" else "active" if form.certainty else None), form.end
    letter = _LETTER.match(view.frame.lower, cue.end)
    if letter is not None:
        return ("remission" if letter["answer"].startswith("n") else "active"), letter.end()
    return None


def _unsaid(view: View, cue: Cue) -> bool:
    """Whether the words are a question, or speak of a relative."""
    sentence, clause = view.sentence(cue.start), view.clause(cue.start)
    if view.frame.lower[cue.end : sentence.end].rstrip().endswith("?"):
        return True
    if left_open(view, cue):
        return True
    mentions = view.frame.in_span(view.mentions, clause.start, clause.end)
    return view.frame.section_at(cue.start).subject == "family" or any(m.subject != "patient" for m in mentions)
