"""Reads breathlessness on an effort that a Chinese note describes: 爬一层楼即气促. Grades nothing."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.conditions.timing import said_long_ago
from assistant.extraction.conditions.view import View
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late

_SIGNS = ("气", "喘", "呼吸困难", "憋", "胸闷", "心慌", "心悸")
_EFFORT = (
    r"(?:[爬上登](?:到|至)?(?:[一二两三四1-4](?:[-~至、]?[二两三四2-4])?个?[层楼](?:楼梯?)?|楼梯?|坡)"
    r"|(?:平地|缓慢|快步)?(?:步行|行走|慢走|快走|走路|走平路|走)(?:[约仅才不到\d一二两三四五六几百十]{0,6}(?:米|m|公里|分钟|步)(?:左右)?)?"
    r"|(?:轻微|轻度|稍微?|一般|日常|略|稍一|稍事)?(?<!剧烈)(?<!激烈)(?:体力活动|体力劳动|活动|劳动|走动|劳累)"
    r"|(?:做|干)(?:点|些|一点)?(?:家务活?|农活|活)|洗漱|穿衣|洗澡|弯腰|快步)"
)
_LINK = r"(?:时|后|[即就便则也常易会可都]|有|出现|感|觉|感觉|自觉|明显|轻度|稍|开始|诱发|伴|需停下来?|[、,]){0,5}"
_SYMPTOM = (
    r"(?:气促|气短|气喘|气紧|气急|喘(?:不上气|不过气|息|气)?|呼吸困难|上不来气|憋气|憋闷|憋喘|胸闷|心慌|心悸)"
    r"(?![^,;。\n]{0,6}(?:不明显|消失|缓解|好转|改善|[?]))"
)
_BREATHLESS = late(rf"{_EFFORT}{_LINK}{_SYMPTOM}")
_NOT_SO = late(
    r"(?:[无未没不否曾若如]|既往|以前|当时|原来|警惕|避免|注意|是否|有无|一旦|家属|丈夫|妻子|母亲|父亲|女儿|儿子)[^,;。\n]{0,8}$"
)
"""What makes the words no complaint of now: a denial, a past, a warning, somebody else's."""
_ANSWERED_NO = late(r"[^,;。\n]{0,8}?(?:\(-\)|:\s*[无否]|[无否]\s*(?=[,;。\n]|$)|[均皆都]?(?:无|没有|否认))")
_REACH = 14


def read(view: View) -> Iterator[DraftFact]:
    """The complaints of one document, as breathlessness on exertion that is there now."""
    lower = view.frame.lower
    if not any(sign in lower for sign in _SIGNS):
        return
    for found in _BREATHLESS.finditer(lower):
        clause = view.sentence(found.start()).start
        told = _NOT_SO.search(lower, max(clause, found.start() - _REACH), found.start())
        if told or _ANSWERED_NO.match(lower, found.end()) or view.frame.is_ignored(found.start()):
            continue
        if view.frame.section_at(found.start()).subject == "family" or said_long_ago(view, found.start(), found.end()):
            continue
        yield view.draft("exertional_dyspnea", (found.span(),), {"status": "active"})
