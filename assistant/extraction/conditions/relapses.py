"""Reads of lupus and its nephritis that a remission ended, and the class of a nephritis. Makes no facts."""

from __future__ import annotations

from assistant.extraction.conditions.timing import long_ago
from assistant.extraction.conditions.view import View
from assistant.extraction.cues import Cue
from assistant.extraction.late import late
from assistant.extraction.model import Mention

_ROMAN = r"[iv]{1,3}(?:\s*[+/]\s*[iv]{1,3})?"
_CLASS = late(
    r"(?:class(?:es)?|type|isn/rps)[\s:]{0,3}((?:[ivⅰ-ⅵ]{1,3}|[1-6])(?:\s*\([^)\n\d]{1,8}\))?"
    r"(?:\s*(?:[+/,&]|and|or|with)\s*(?:class\s*)?(?:[ivⅰ-ⅵ]{1,3}|[2-6])\b(?:\s*\([^)\n\d]{1,8}\))?){0,2})(?![a-z0-9])"
    r"|([ⅰ-ⅵ](?:[+、/\-][ⅰ-ⅵ])?|(?<![a-z])[ivx]{1,3}(?:\+[iv]{1,3})?)\s*型"
    r"|(?<=肾炎)\(([ⅰ-ⅵ](?:[-+/、][ⅰ-ⅵa-g])*)\)"
    rf"|(?<=ln)\s?\(({_ROMAN})型?\)|(?<=nephritis )({_ROMAN})(?![a-z])|(?<=ln[ -])({_ROMAN})(?![a-z])"
)
_REMITTED = late(r"(?<![a-z])(?:remission|remitted|quiescent|cr|pr|complete response)(?![a-z])|缓解|静止")
_RELAPSED = late(
    r"(?<!no )(?<!without )(?<!any )(?<![a-z])(?:(?:renal |nephritic )?(?:relaps(?:e|ed|ing)|flar(?:e|ed|ing)"
    r"|recurr(?:ed|ence)|reactivat(?:ed|ion)))(?![a-z])|再次(?:出现)?蛋白尿|蛋白尿(?:再现|又现|再次出现)|(?<![无未])(?<!没有)(?:复发|再发|再次活动|又活动|再燃)"
)
_REMISSION_ENDED = late(r"remission\s+(?:up )?(?:un)?till?\s+(?!now|today|this|present|date)")
_NOT_NOW = late(
    r"(?:no|without|not|never|nor|free of|risk of|prevent|if)\s+(?:\w+\s+){0,3}$|(?:无|未|没有|预防|若|如)[^,;。]{0,4}$"
)


def relapsed(view: View, mention: Mention) -> Cue | None:
    """The word by which a disease is told to have come back after a remission, in the same sentence."""
    if mention.concept.id not in ("sle", "lupus_nephritis") or mention.subject != "patient":
        return None
    sentence, lower = view.sentence(mention.start), view.frame.lower
    ended = _REMISSION_ENDED.search(lower, mention.end, sentence.end)
    if ended is not None:
        return Cue(ended.start(), ended.end(), "active")
    remission = _REMITTED.search(lower, mention.end, sentence.end)
    if remission is None:
        return None
    for word in _RELAPSED.finditer(lower, remission.end(), sentence.end):
        days = view.frame.in_span(view.frame.times, max(remission.end(), word.start() - 14), word.end() + 14)
        past = bool(days) and all(long_ago(view, day) for day in days)
        if not past and not _NOT_NOW.search(lower[max(remission.end(), word.start() - 30) : word.start()]):
            return Cue(word.start(), word.end(), "active")
    return None


def severity(view: View, mention: Mention) -> str | None:
    """The class of a nephritis as written."""
    if mention.concept.id != "lupus_nephritis":
        return None
    sentence = view.sentence(mention.start)
    text = view.frame.lower
    window = (max(sentence.start, mention.start - 24), min(sentence.end, mention.end + 60))
    match = _CLASS.search(text, *window)
    if match is None:
        return None
    group = next(number for number in range(1, _CLASS.groups + 1) if match[number])
    return view.frame.document.text[match.start(group) : match.end(group)].strip()
