"""Chooses the mentions that the procedure reader reads. Decides nothing about dates or recovery."""

from __future__ import annotations

from assistant.extraction.checkboxes import yes_behind
from assistant.extraction.frame import Frame, Mention
from assistant.extraction.procedures.verbs import told_by_verbs
from assistant.extraction.procedures.words import words


def _asked(frame: Frame, mention: Mention) -> bool:
    """Whether the sentence is a question."""
    span = frame.sentences[mention.sentence]
    if mention.certainty == "denied":
        return False
    if frame.terminology.is_a(mention.concept.id, "transplant") and yes_behind(frame.lower, mention.end):
        return False
    return frame.text[span.start : span.end].rstrip().endswith("?")


def _is_any_shot(frame: Frame, mention: Mention) -> bool:
    """Whether a "shot" that is denied may be one of anything: "a pill, not a shot"."""
    if not frame.terminology.is_a(mention.concept.id, "vaccine") or mention.form == "zh":
        return False
    if frame.lower.startswith(("jab", "booster"), mention.start):
        return False
    if frame.section_at(mention.start).id in ("immunizations", "vaccines", "vaccinations"):
        return False
    span = frame.sentences[mention.sentence]
    return words().patterns["about_vaccines"].search(frame.lower, span.start, span.end) is None


_SHORT = frozenset({"op", "ops", "surg", "surgs"})


def _is_passing(frame: Frame, mention: Mention) -> bool:
    """Whether a short word for operations is none of the things denied: "none missed or changed over op"."""
    if frame.lower[mention.start : mention.end] not in _SHORT:
        return False
    floor = frame.sentences[mention.sentence].start
    lead = words().patterns["item_lead"].search(frame.lower, max(floor, mention.start - 24), mention.start)
    return lead is None and mention.start > floor


def _is_practice(frame: Frame, mention: Mention) -> bool:
    """Whether "surgery" is a family doctor's practice: "vaccine at surgery 07/09"."""
    if frame.lower[mention.start : mention.end] != "surgery" or mention.certainty == "denied":
        return False
    line = frame.lines[frame.line_at(mention.start)]
    if words().patterns["practice_name"].fullmatch(frame.text[line.start : line.end].strip()):
        return True
    before = max(frame.sentences[mention.sentence].start, mention.start - 18)
    lead = words().patterns["clinic_word"].search(frame.lower, before, mention.start)
    if lead is None:
        return False
    start = frame.sentences[mention.sentence].start
    vaccines = (m for m in frame.in_span(frame.mentions, start, mention.start) if m.concept.kind == "procedure")
    gp = "gp" in lead[0] or "doctor" in lead[0] or "phoned" in lead[0] or "rang" in lead[0]
    return gp or any(frame.terminology.is_a(m.concept.id, "vaccine") for m in vaccines)


_OF_DEPARTMENTS = frozenset(
    {"transplant", "organ_transplant", "kidney_transplant", "liver_transplant", "hsct", "trauma"}
)


def _is_department(frame: Frame, mention: Mention) -> bool:
    """Whether a transplant or injury only names a department or a work-up: "trauma clinic", "transplant work-up"."""
    if mention.concept.id not in _OF_DEPARTMENTS:
        return False
    patterns = words().patterns
    lead = patterns["department_lead"].search(frame.lower, max(0, mention.start - 14), mention.start)
    found = patterns["department"].match(frame.lower, mention.end)
    if found is None:
        kind = "work_up" if mention.certainty == "denied" else "weighed"
        found = patterns[kind].match(frame.lower, mention.end)
    return found is not None or (lead is not None and mention.concept.id == "trauma" and mention.certainty == "stated")


_AFTER_IT = 40


def _is_after_minor(frame: Frame, mention: Mention) -> bool:
    """Whether 术后 is the time after a minor procedure of its sentence: 行左肾穿刺,术后卧床24h."""
    if not frame.lower.startswith("术后", mention.start) or mention.concept.id != "surgery":
        return False
    first = max(frame.sentences[mention.sentence].start, mention.start - _AFTER_IT)
    before = [one for one in frame.in_span(frame.mentions, first, mention.start) if one.concept.kind == "procedure"]
    return bool(before) and before[-1].concept.data.get("major") is False


def _is_relational(frame: Frame, mention: Mention) -> bool:
    """Whether a denial before "post-transplant" or "since the operation" denies something else of that time."""
    if mention.certainty != "denied" or mention.end - mention.start == 0:
        return False
    floor = frame.sentences[mention.sentence].start
    return words().patterns["relational"].search(frame.lower, max(floor, mention.start - 14), mention.start) is not None


def wanted(frame: Frame) -> list[Mention]:
    """Procedures that may become facts, and injuries; names that may mean something else only where it fits."""
    kept = words().kept
    found = []
    for mention in [*frame.mentions, *told_by_verbs(frame)]:
        name, kind = mention.concept.id, mention.concept.kind
        fits = kind == "procedure" and any(frame.terminology.is_a(name, wide) for wide in kept)
        if not (fits or (kind == "condition" and frame.terminology.is_a(name, "trauma"))):
            continue
        if mention.ambiguous and (mention.certainty != "denied" or _is_any_shot(frame, mention)):
            continue
        if mention.ambiguous and _is_passing(frame, mention):
            continue
        if (
            _is_after_minor(frame, mention)
            or _is_practice(frame, mention)
            or _is_department(frame, mention)
            or _is_relational(frame, mention)
        ):
            continue
        if not frame.is_ignored(mention.start) and not _asked(frame, mention):
            found.append(mention)
    return sorted(found, key=lambda mention: mention.start)
