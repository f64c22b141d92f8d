"""Reads that the chart takes the diagnosis of lupus back: "SLE diagnosis withdrawn", SLE诊断不成立, "MCTD, not SLE".

Takes no other diagnosis back.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.conditions.view import View
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.model import Mention

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


_ELSE = late(
    r"(?:[,(;:-]\s*)?(?:(?:and|is|this is|these are)\s+)?(?:rather than|instead of|in place of|replac(?:es|ing|ed)"
    r"|supersed(?:es|ing)|(?P<bare>not|no longer)|而非|而不是|非|取代|代替)\s*(?:an?\s+|the\s+|her\s+|his\s+)?"
    r"(?:previous\s+|earlier\s+|former\s+|old\s+)?(?:diagnosis of\s+|label of\s+|原诊断的?|既往诊断的?)?[\"'“]?$"
)
"""What stands between another diagnosis and the lupus whose place it took."""
_ENDS = late(r"[\"'”)]*\s*(?:[.;。；)]|$|\n)")
"""A bare "not lupus" may be about one sign ("Sjogren's, not lupus, explains the dryness") unless the sentence ends."""
_NAMED_ANEW = (
    r"(?:re-?classif|re-?label+|re-?designat|re-?diagnos|re-?categori[sz])\w*|revised|changed|amended|corrected|updated"
    r"|better (?:described|classified|explained|labelled)|now (?:called|labelled)|更正|修正|改诊|改|修订"
)
_BECAME = late(
    rf"(?P<between>[^.。;；\n]{{0,80}}?)(?<![a-z])(?<!not )(?<!be )(?:{_NAMED_ANEW})"
    r"(?:\s+(?:in|on|by|since)\s+[^.;\n]{1,30}?)?\s*(?:(?:her|him|the diagnosis|it|this)\s+)?"
    r"(?:as|to|into|为|诊断为)\s*"
)
_TREATED = late(r"treat|therap|regimen|medic|drug|dose|治疗|用药|方案|剂量")
_NAMED = late(
    r"(?:re-?classif|re-?label+|re-?designat|re-?diagnos|re-?categori[sz])\w*\s+(?:(?:her|him|this|it"
    r"|the (?:patient|disease|diagnosis|illness|case))\s+)?(?:as|to|with|into)\s+(?:having\s+|an?\s+)?$"
)
"""What stands before another diagnosis that the patient was given instead, where the lupus is named before."""
_WRONG = late(
    r"[\"'”]?(?:\s+(?:entry|label|diagnosis|code|tag))?\s*(?:[-:(,]\s*)?(?:(?:was|is|had been|has been|were|as)\s+)?"
    r"(?:(?:carried (?:forward|over)|listed|recorded|coded|entered|copied|still shown)(?:\s+(?:on|in|from)\s+"
    r"[^.;\n]{1,40}?)?\s+)?(?:(?:is|was|are)\s+)?(?:in error|by mistake|wrong|incorrect|erroneous(?:ly)?|mistaken"
    r"|an error|(?:has been |was )?(?:removed|taken off|deleted|struck (?:off|out)|stands no longer"
    r"|no longer (?:stands|applies|holds)))(?![a-z])"
    r"|[\"'”]?(?:的)?(?:诊断)?(?:有误|系误诊|为误诊|是误诊|不再成立|录入错误|系录入错误)"
)
_REACH = 400


def _gave_way(view: View, mention: Mention) -> tuple[int, int] | None:
    """The words by which another connective tissue disease took the place of the lupus, or its label was taken away."""
    lower, sentence = view.frame.lower, view.sentence(mention.start)
    wrong = _WRONG.match(lower, mention.end, sentence.end)
    if wrong is not None and not _OPEN.search(lower[max(sentence.start, mention.start - 24) : mention.start]):
        return mention.start, wrong.end()
    others = _of_others(view, sentence.start, mention.end + _REACH)
    before = [one for one in others if one.end <= mention.start]
    instead = _ELSE.search(lower[max(before[-1].end, mention.start - 60) : mention.start]) if before else None
    if instead is not None and (instead["bare"] is None or _ENDS.match(lower, mention.end)):
        return before[-1].start, mention.end
    became = _BECAME.match(lower, mention.end, sentence.end)
    for one in others:
        if one.start < mention.end:
            continue
        if _NAMED.search(lower[max(mention.end, one.start - 60) : one.start]):
            return mention.start, one.end
        direct = became is not None and 0 <= one.start - became.end() <= 40 and one.end <= sentence.end
        if became is not None and direct and not _TREATED.search(became["between"]):
            return mention.start, one.end
    return None


def _of_others(view: View, start: int, end: int) -> list[Mention]:
    """Other autoimmune diseases that the patient is said to have, in a stretch."""
    return [
        one
        for one in view.mentions
        if start <= one.start < end
        and (one.subject, one.certainty) == ("patient", "stated")
        and view.frame.terminology.is_a(one.concept.id, "autoimmune_disease")
        and not view.frame.terminology.is_a(one.concept.id, "sle")
    ]


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
        gave_way = _gave_way(view, mention)
        if gave_way is not None:
            yield view.draft("sle", (gave_way,), {"reach": "ever"}, "denied")
            continue
        before = _REVISED.search(lower[max(sentence.start, mention.start - 60) : mention.start])
        if before is None:
            continue
        to = _TO.match(lower, mention.end, sentence.end)
        needs = before[0].startswith(("由", "从", "将")) or "from" in before[0]
        if to is not None or not needs:
            start = mention.start - len(before[0])
            yield view.draft("sle", ((start, to.end() if to else mention.end),), {"reach": "ever"}, "denied")
