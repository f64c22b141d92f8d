"""Reads that the chart takes the diagnosis of lupus back: "SLE diagnosis withdrawn", SLE诊断不成立. No others."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.conditions.view import View
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late

_BEHIND = late(
    r"(?:\s*\((?:sle|lupus)\))?(?:\s+(?:diagnosis|dx|label|classification))?\s*(?:\([^)\n]{0,30}\)\s*)?[:,]?\s*"
    r"(?:(?:has|have|had)\s+(?:now\s+|since\s+|therefore\s+|thus\s+)?(?:been\s+)?|was\s+|is\s+|were\s+"
    r"|can be\s+)?(?:now\s+|therefore\s+|formally\s+|thus\s+)?"
    r"(?:ruled out|excluded|withdrawn|revoked|retracted|overturned|rejected|refuted|abandoned|dropped"
    r"|discarded|rescinded"
    r"|(?:could not|cannot|can no longer) be (?:upheld|sustained|maintained|supported)|not (?:upheld"
    r"|sustained|supported|tenable|substantiated|maintained)|no longer (?:upheld|tenable"
    r"|supported|held|sustained|valid))(?![a-z])"
    r"|(?:的)?(?:诊断|之诊断)?(?:依据不足[,，]?)?(?:不(?:能)?成立|(?:已|予以|予|现)?(?:排除|除外|推翻|否定|撤销|撤回|取消)(?!性|标准|后))"
)
_REVISED = late(
    r"(?:(?:revised|changed|reclassified|re-classified|amended|corrected|switched|moved)\s+(?:away\s+)?from\s+"
    r"|(?:withdr[ae]w|revoked?|retracted|rejected|overturned|abandoned|discarded|no longer accept"
    r"(?:s)?)\s+(?:the\s+)?(?:diagnosis of\s+|label of\s+)?"
    r"|(?:推翻|撤销|否定|撤回|取消)(?:原|了|原有|既往|外院)?(?:的)?|(?:由|从|将)(?:原)?(?:诊断)?(?:的)?)(?:the\s+|her\s+|his\s+)?[\"'“]?$"
)
_TO = late(
    r"[\"'”]?(?:\s*(?:diagnosis))?\s*(?:to|into)(?![a-z])|[\"'”]?(?:的)?(?:诊断)?(?:修正|更正|改|修改|修订)(?:诊断)?为"
)
_OF_SOMETHING = late(r"[-\s]*(?:flare|nephritis|activity|related|crisis|clinic|trial|study)|活动|复发|相关|肾|危象")
_EXCLUDED = late(r"(?<!未)(?<!不能)(?<!尚)(?:除外|排除|否定)了?$")
_INSTEAD = late(r"(?:更正|修正|改|修订|重新)(?:诊断)?为|(?:更正|修正)诊断|诊断为")
"""What shows that 除外SLE is a result and no task."""
_OPEN = late(
    r"(?:not|never|cannot be|can't be|could not be|to be|yet|whether|if|until|unless|不能|未能|无法|未"
    r"|尚未|待|需|是否|能否)[\s\w]{0,12}$"
)


def read(view: View) -> list[DraftFact]:
    """The withdrawals of the diagnosis in one document."""
    return list(_withdrawn(view))


def _withdrawn(view: View) -> Iterator[DraftFact]:
    lower = view.frame.lower
    for mention in view.mentions:
        if mention.concept.id != "sle" or mention.subject != "patient" or _OF_SOMETHING.match(lower, mention.end):
            continue
        sentence = view.sentence(mention.start)
        behind = _BEHIND.match(lower, mention.end, sentence.end)
        if behind is not None and not _OPEN.search(lower[max(sentence.start, mention.start - 24) : mention.start]):
            yield view.draft("sle", ((mention.start, behind.end()),), {"reach": "ever"}, "denied")
            continue
        if _EXCLUDED.search(lower[max(sentence.start, mention.start - 12) : mention.start]) and _INSTEAD.search(
            lower, mention.end, sentence.end
        ):
            yield view.draft("sle", ((mention.start, mention.end),), {"reach": "ever"}, "denied")
            continue
        before = _REVISED.search(lower[max(sentence.start, mention.start - 60) : mention.start])
        if before is None:
            continue
        to = _TO.match(lower, mention.end, sentence.end)
        needs = before[0].startswith(("由", "从", "将")) or "from" in before[0]
        if to is not None or not needs:
            start = mention.start - len(before[0])
            yield view.draft("sle", ((start, to.end() if to else mention.end),), {"reach": "ever"}, "denied")
