"""Denials of an earlier note that are quoted only to be taken back: 3月1日“未合并SS”作废. They rule nothing out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import Frame
from assistant.extraction.late import late

_QUOTED = late(
    '["“「『]([^"“”「」『』\\n]{1,60})["”」』]'
    r"(?:(?:一?句|的?记载|的?记录|的?诊断|字样|处)?\s{0,2}(?:已|系|为|均|属)?(?:作废|有误|错误|撤销|撤回|误录|误写|误记|笔误|不成立|不对|取消)"
    r"|[^.;\"\n]{0,40}?\b(?:is|was|were|are|should be|to be) (?:void|voided|wrong|incorrect|withdrawn|retracted|struck"
    r"|disregarded|deleted|removed|an error|in error|a mistake|a template|template text)\b)"
)

_DENIES = late(
    r"[未无没不非]|否认|排除|阴性|(?<![a-z])(?:no|not|never|none|nil|without|free of|den(?:y|ies|ied)|neg)(?![a-z])"
)
"""A name alone in its quotation marks is denied by what follows: the "melanoma" in that note is wrong."""


def without_voided(drafts: Iterable[DraftFact], frames: Sequence[Frame]) -> list[DraftFact]:
    """The drafts but the denials in such a quotation. (A wrong value there still says which one is meant.)"""
    spans = {
        frame.document.id: [
            match.span(1) for match in _QUOTED.finditer(frame.lower) if _DENIES.search(match[1]) is not None
        ]
        for frame in frames
        if any(mark in frame.text for mark in '"“「『')
    }
    return [
        draft for draft in drafts if draft.certainty != "denied" or not _inside(draft, spans.get(draft.document, ()))
    ]


def _inside(draft: DraftFact, spans: Iterable[tuple[int, int]]) -> bool:
    first = draft.quotes[0] if draft.quotes else None
    return first is not None and any(start <= first.start and first.end <= end for start, end in spans)
