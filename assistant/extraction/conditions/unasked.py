"""Reads that nobody asked about allergies to drugs: 花粉过敏,药物过敏未问. Reads no substances and no denials."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.extraction.conditions.view import View
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late

_SIGNS = ("药", "drug", "medic")
_OPEN = (
    r"(?:[尚还暂]?未(?:能|曾|再|予|详|细|及|来得及){0,2}[询追查]?(?:问|采集|核实|记录|记载|提供|填|明确|知|详)(?!题|诊)"
    r"|[没忘](?:有|了|来得及)?(?:细|再)?问|不(?:详|清楚|清|明|知道?|确定)|待(?:[询追]?问|核实|查|补充?|确认|明确)|说不清"
    r"|无法(?:获知|核实|询问|提供|得知|问及)|记不清)"
)
_UNASKED = late(
    rf"(?:其[他它余]|别的)?(?:药物|药品|西药|(?<![服用停换加中吃])药)(?:(?:的)?(?:过敏|方面|反应)|过敏史?|敏)?(?:史|情况|与否|病史)?"
    rf"(?:[尚均都也]|本次|此次|[:,(]){{0,2}}{_OPEN}"
    rf"|{_OPEN}(?:过|及|到)?(?:其|患者|本人)?(?:是否有?|有无|有没有)?(?:对)?(?:其[他它余]|别的)?(?:药物|药品|药)(?:的)?过敏"
    r"|(?:是否|有无|有没有)(?:有|存在)?(?:对)?(?:其[他它余]|别的)?(?:药物|药品|药)(?:的)?过敏(?:史)?(?:[尚均都也]|[:,]){0,2}"
    rf"{_OPEN}"
    r"|(?<![a-z])(?:other )?(?:drug|medication|medicine)s? (?:allerg(?:y|ies)|reactions?)(?: history| status)?"
    r"(?: (?:was|were|has|have|is|are))?(?:\s*:\s*)?\s*(?:not (?:yet )?(?:been )?(?:asked|recorded|taken|known"
    r"|documented|discussed|explored|elicited|reviewed|addressed)"
    r"|unknown|(?:still )?to be (?:asked|confirmed|clarified))"
)
_NEAR = late(r"过敏|药敏|allerg")
_BEFORE, _AFTER = 30, 12
"""How far from the words an allergy must be spoken of: 花粉过敏,药物方面不详."""


def read(view: View) -> Iterator[DraftFact]:
    """An open question after allergies to drugs, as one that is merely suspected."""
    lower = view.frame.lower
    if not any(sign in lower for sign in _SIGNS):
        return
    for found in _UNASKED.finditer(lower):
        sentence = view.sentence(found.start())
        start = max(sentence.start, found.start() - _BEFORE)
        near = _NEAR.search(lower, start, min(len(lower), found.end() + _AFTER))
        if near is not None and not view.frame.is_ignored(found.start()):
            yield view.draft("allergy", ((found.start(), found.end()),), {}, "suspected")
