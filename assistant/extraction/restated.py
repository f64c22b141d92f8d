"""Puts a result that a note gives as the right one in the place of that which it corrects: 8-17单ALT应为41.2U/L."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame
from assistant.extraction.late import late
from rules.dates import DateInterval
from rules.frozen import replace

_SIGNS = ("正为", "应为", "实为", "应是", "实际为", "should read", "corrected to", "amended to")
_RESTATED = late(
    r"(?:(?:更|修|改|订|纠)正为|应为|实为|应是|实际为|(?<![a-z])should (?:be|read|have been)"
    r"|corrected to|amended to)\s*$"
)
_NOT_SO = late(r"(?:目标|正常|参考|上限|下限|target|limit)[^。;\n]{0,12}$")
_BACK = 16


def restate(drafts: list[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts; the result before each that is given as the right one is declared false, and lends it its day."""
    known = {frame.document.id: frame for frame in frames if any(sign in frame.lower for sign in _SIGNS)}
    if not known:
        return drafts
    order = {frame.document.id: place for place, frame in enumerate(frames)}
    made = list(drafts)
    for place, draft in enumerate(drafts):
        cue = _cue(draft, known)
        if cue is None:
            continue
        wrong = [at for at, one in enumerate(drafts) if _is_before(one, draft, order) and _differs(one, draft)]
        if not wrong:
            continue
        last = max(wrong, key=lambda at: (_day(drafts[at]), order[drafts[at].document], drafts[at].quotes[0].start))
        quotes = (*made[last].quotes, replace(cue, document=draft.document))
        made[last] = replace(made[last], quotes=quotes, fields={**made[last].fields, "validity": "declared_false"})
        fields = {**draft.fields, "validity": "valid", "supersedes": (drafts[last].draft_id,)}
        day = drafts[last].fields.get("date")
        made[place] = replace(draft, fields=fields | ({"date": day} if day is not None else {}))
    return made


def _cue(draft: DraftFact, frames: Mapping[str, Frame]) -> Quote | None:
    """The words right before the value that give it as the right one."""
    frame = frames.get(draft.document)
    written = str(draft.fields.get("value_as_written") or "")
    if frame is None or draft.kind != "measurement" or not written:
        return None
    at = frame.lower.rfind(written.lower(), draft.quotes[0].start, draft.quotes[0].end)
    found = _RESTATED.search(frame.lower, max(0, at - _BACK), at) if at >= 0 else None
    if found is None or _NOT_SO.search(frame.lower, max(0, found.start() - _BACK), found.start()):
        return None
    return Quote(found.start(), found.end(), "subject")


def _is_before(one: DraftFact, draft: DraftFact, order: Mapping[str, int]) -> bool:
    same = (one.kind, one.name, one.subject) == (draft.kind, draft.name, draft.subject)
    if not same or not one.quotes or one.fields.get("validity", "valid") != "valid":
        return False
    place, own = order.get(one.document, -1), order.get(draft.document, -1)
    return place < own or (place == own and one.quotes[0].start < draft.quotes[0].start)


def _differs(one: DraftFact, draft: DraftFact) -> bool:
    said = one.fields.get("value_as_written")
    return said is not None and said != draft.fields.get("value_as_written")


def _day(draft: DraftFact) -> date:
    when = draft.fields.get("date")
    return (when.latest if isinstance(when, DateInterval) else None) or date.min
