"""Diagnoses that the chart itself has taken off: struck through, or with their label removed. Reads nothing else."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.misnamed import misnamed
from assistant.extraction.model import Hit
from assistant.extraction.resources import any_of, load_words

_LABEL_OF = late(r"\b(?:label|diagnosis|dx|tag) of (?:(?:a|the|secondary|possible|probable|old) )*$")
_GONE = r"(?:removed|withdrawn|dropped|retracted|rescinded|revoked|taken off|refuted|struck|crossed out|deleted)"
_REMOVED = late(rf"(?:'s)?(?:\s+\w+){{0,2}}?\s+(?:(?:was|is|has been|had been|since|later|then)\s+){{0,2}}{_GONE}\b")
_OVERTURNED = late(r"[^。;\n]{0,30}?诊断(?:已被|已经|被|已|予以?)?(?:推翻|撤销|取消|否定|更正|删除)")
_TOOK_BACK = late(
    r"(?:'s)?[^.;\n]{0,50}?\b(?:took|takes|taken|take) (?:it|that|this|the (?:label|diagnosis)) (?:back|off)\b"
)

_TURNED_OUT = late(
    r"[\"']?(?:\s*\([^()\n]{0,30}\))?(?:\s*[-,;:\u2013]\s*(?:but\s+)?it)?"
    r"(?:\s+\w+){0,3}?\s+(?:(?:later|eventually|finally)\s+)?"
    r"(?:turned out to be|proved to be|was (?:really|actually|in fact))\s+"
    r"(?!(?:a |an |the )?(?:more |very |quite |rather )?"
    r"(?:severe|mild|moderate|active|worse|refractory|real|true|right|correct|confirmed|genuine|there|present|positive"
    r"|secondary|drug|steroid|resistant|extensive|limited|recurrent|stable|old|new|stage|class|grade|type|early|late|bad"
    r"|diagnosed|treated|due|caused|associated)\b)"
)
"""What a diagnosis was instead: "the psoriasis turned out to be tinea"; not what it was like."""


def taken_off(lower: str, hit: Hit, end: int) -> re.Match[str] | None:
    """What says that a diagnosis no longer stands: "~~Sjogren's~~", "the label of RA was removed", 诊断被推翻."""
    if hit.concept.kind != "condition":
        return None
    if lower.startswith("~~", hit.end) or "~~" in lower[max(0, hit.start - 2) : hit.start]:
        return _struck_through(lower, hit)
    if _LABEL_OF.search(lower, max(0, hit.start - 40), hit.start):
        return _REMOVED.match(lower, hit.end, end)
    return (
        _TURNED_OUT.match(lower, hit.end, end)
        or misnamed(lower, hit, end)
        or _OVERTURNED.match(lower, hit.end, end)
        or _TOOK_BACK.match(lower, hit.end, end)
    )


_KIN = (
    r"(?:母亲?|父亲?|爸爸?|妈妈?|姐姐?|妹妹?|哥哥?|弟弟?|姑姑?|姑妈|姨妈?|舅舅?|叔叔?|伯父|祖母|祖父|奶奶|爷爷"
    r"|外婆|外公|儿子?|女儿?|丈夫|妻子)"
)
_OF_KIN = late(
    rf"[^。;,\n:]{{0,24}}?(?:均|都|皆|者)?[为系是属](?:其|她|他|患者)?的?(?:{_KIN}[、和及与]?)+"
    r"(?:所?患|的|之)?(?:病史?|既往史?|史|疾病|情况)?\s*(?=[,;。)\n]|$)"
)


@cache
def _of_kin_english() -> re.Pattern[str]:
    kin = any_of(load_words("context")["kin"])
    whose = r"(?:(?:her|his|the|a|an|maternal|paternal|elder|older|younger|identical)\s+){0,3}"
    ends = r"(?:'s)?(?:\s+(?:only|alone|side))?(?=\s*(?:[.;,\n)]|$))"
    return compiled(
        rf"[\"']?(?:\s*[:=\u2013\u2014]\s*|\s+-{{1,2}}\s+)(?:(?:in|only|just)\s+){{0,2}}{whose}(?:{kin}){ends}"
        rf"|[\"']?\s+(?:affects|affected|belongs to|runs in|is in|was in)\s+"
        rf"(?:only\s+|just\s+)?{whose}(?:{kin}|family){ends}"
        r"|[\"']?(?:\s+\w+){0,2}?\s+in (?:the|her|his) family(?![a-z])(?! (?:doctor|practice|physician|medicine))"
    )


def of_relative(lower: str, hit: Hit, end: int) -> str | None:
    """``family`` where the words behind a diagnosis say whose it is: 桥本甲状腺炎、甲状腺癌均为其母亲病史."""
    if hit.concept.kind != "condition":
        return None
    return "family" if _OF_KIN.match(lower, hit.end, end) or _of_kin_english().match(lower, hit.end, end) else None


_STROKES = late(r"[^~\n]{0,40}?~~")


def _struck_through(lower: str, hit: Hit) -> re.Match[str] | None:
    """The strokes behind a name, where as many stand before it in the line."""
    line = lower.rfind("\n", 0, hit.start) + 1
    return _STROKES.match(lower, hit.end) if lower.count("~~", line, hit.start) % 2 else None
