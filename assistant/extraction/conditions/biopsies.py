"""Reads a nephritis that only its biopsy names: "bx class III", "kidney biopsy: ISN/RPS IV (A/C)", 肾穿：Ⅳ型.

In the chart of a patient with lupus such a class is one of lupus nephritis. Says nothing of its activity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extraction.conditions.view import View
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.scanning import around_any
from rules.dates import DateInterval

_BIOPSY = late(
    r"(?<![a-z])(?:(?:renal |kidney |percutaneous |native |graft |transplant )*(?:re-?)?(?:bx|biops(?:y"
    r"|ied|ies)|histology)"
    r"|isn[/ -]?rps|who class)(?![a-z])|肾穿刺?|肾活检|肾脏活检|肾组织活检|肾病理|肾脏病理|穿刺病理|肾活体组织"
)
_SIGNS = (late(r"bx|biops|histology"), 60), (late(r"isn|who class|肾|穿刺病理"), 0)
_CLASS = late(
    r"(?:(?<![a-z])(?:class(?:es)?|isn[/ -]?rps|type)[\s:]{0,3}(?P<en>(?:[ivⅰ-ⅵ]{1,3}|[1-6])(?![a-z0-9.%])"
    r"(?:\s*\([^)\n]{1,8}\))?(?:\s*(?:[+/,&]|and|or|with|plus)\s*(?:class\s*)?(?:[ivⅰ-ⅵ]{1,3}|[2-6])(?![a-z0-9.%])){0,2})"
    r"|(?P<zh>(?:[ⅰ-ⅵ]|(?<![a-z])(?:iv|v|i{1,3}))(?:\s*[-(]?[abgcs/()]{1,6}\)?)?(?:\s*[+、/\-]\s*(?:[ⅰ-ⅵ]|iv|v|i{1,3})[abgcs]?)*)\s*型)"
)
_ELSEWHERE = late(
    r"(?<![a-z])(?:skin|lip|salivary|gland|muscle|marrow|liver|lung|breast|thyroid|node|nodal|temporal|nerve|endomyocardial"
    r"|nyha|killip|functional|child|mallampati|asa|bethesda|fnh|type 1|type 2|diabetes)(?![a-z])|皮肤|唇腺"
    r"|肌肉|骨髓|肝穿|淋巴结|心功能"
)
_GN = late(r"(?<![a-z])(?:gn|glomerulonephritis|nephritis|ln|lupus nephropathy)(?![a-z])|肾炎")
_REACH = 90
"""How far behind the word for the biopsy its class may stand."""
_NOT = late(
    r"(?<![a-z])(?:no|not|never|without|declined|refused|planned|awaiting|pending|if)(?![a-z])|未|拟|拒绝|待|建议"
)


def read(view: View) -> list[DraftFact]:
    """The classes of kidney biopsies, where no name of nephritis stands with them."""
    lower = view.frame.lower
    if "sle" not in lower and "lupus" not in lower and "狼疮" not in lower:
        return []
    return list(_classes(view, lower))


def _classes(view: View, lower: str) -> Iterator[DraftFact]:
    for biopsy in around_any(_SIGNS, _BIOPSY, lower):
        sentence = view.sentence(biopsy.start())
        # "Kidney biopsy 14 September 2026. Class IV" tells its result in the next sentence of the line.
        line = lower.find("\n", biopsy.end())
        end = min(len(lower) if line < 0 else line, biopsy.end() + _REACH)
        found = _CLASS.search(lower, max(sentence.start, biopsy.start() - 12), end)
        if found is None or view.frame.is_ignored(biopsy.start()):
            continue
        start, stop = min(biopsy.start(), found.start()), max(biopsy.end(), found.end())
        if _ELSEWHERE.search(lower, max(sentence.start, start - 20), stop) or _NOT.search(lower, start, stop):
            continue
        if view.frame.section_at(biopsy.start()).subject == "family" or _GN.search(lower, sentence.start, sentence.end):
            continue
        others = view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
        if any(one.subject != "patient" for one in others):
            continue
        yield _draft(view, start, stop, found)


def _draft(view: View, start: int, stop: int, found: re.Match[str]) -> DraftFact:
    group = "en" if found["en"] else "zh"
    sentence = view.sentence(start)
    times = view.frame.in_span(view.frame.times, sentence.start, min(sentence.end, stop + 24))
    time = min(times, key=lambda one: abs(one.start - start), default=None)
    date = time.interval if time is not None and time.kind != "duration" else None
    severity = view.frame.document.text[found.start(group) : found.end(group)].strip()
    fields = {"severity": severity, "date": date, "status": "active" if _is_active(view, found, date) else None}
    return view.draft("lupus_nephritis", ((start, stop),), fields, time=time if date else None)


_LESIONS = late(
    r"(?:disease|[\s,-]|[sg](?![a-z]))*(?:\(a(?:/c)?\)|(?:with |and )?(?:active|cellular"
    r"|fibrocellular) (?:\w+ )?(?:lesions?|crescents?)"
    r"|活动性病变|活动性病灶)"
)
"""What shows behind the class that the nephritis was active: IV-S (A), "with active lesions"."""
_LATELY = 183
"""Days before its note within which a biopsy still tells of now."""


def _is_active(view: View, found: re.Match[str], date: DateInterval | None) -> bool:
    """Whether a dated biopsy of late shows active lesions."""
    lower, written = view.frame.lower, view.frame.document.written_on
    lesions = _LESIONS.match(lower, found.end()) or "(a" in found[0]
    if not lesions or date is None or date.earliest is None or written is None or written.latest is None:
        return False
    return (written.latest - date.earliest).days <= _LATELY
