"""Ties a drug to the allergic reaction that is told of it: "CYC 2018 stopped after anaphylaxis". Reads no lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.extraction.conditions.view import View, joined
from assistant.extraction.cues import CJK, Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.model import Span

_REACH = 60
"""How far behind a drug the word for its reaction may stand."""
_SIGNS_REACH = 160
"""How far behind an infusion the signs of anaphylaxis may be told, where the drug was never given again."""
_STRONG = late(
    r"(?:anaphyla\w+|hypersensitivity(?: reactions?)?|allergic reactions?|allergy (?:recorded|documented"
    r"|entered|confirmed)"
    r"|(?:labelled|labeled|listed|flagged|marked|recorded|documented) (?:as )?(?:an )?allerg\w+)(?! clinic| test| kit)"
)
_SIGN = late(
    r"(?:hives|urticaria|angio-?o?edema|bronchospasm|wheals|stevens|sjs|toxic epidermal|throat (?:closing"
    r"|swelling|tightness)"
    r"|lip swelling|facial swelling|swollen lips)"
)
_LINKED = late(
    r"\s*(?:\([^()]*\)\s*)?(?:(?:in )?\d{4}\s*)?(?:infusion |pulse |iv |injection |tablets? )*(?:(?:in )?\d{4}\s*)?"
    r"(?:[:=(]|--?|\u2013|\u2014|->|\u2192|caused|causes|gave|gives|led to|followed by|,? "
    r"(?:was )?(?:stopped|discontinued|abandoned)"
    r" (?:after|for|because of|due to|with))[^.;\n]{0,24}$"
)
_DENIED = late(
    r"(?<![a-z])(?:no|not|without|never|non|denies|denied|tolerated|nor|neither|n't|free of|negative)(?![a-z])"
)
_BEFORE = late(r"(?<![a-z])(?:no|not|without|never|denies|denied|nor)\s+(?:[a-z]+\s+){0,2}$")
_CAUSE = late(
    r"[^.;\n]*(?::|(?<![a-z])(?:because|due to|owing to|on account of|in view of|given|after|following|having"
    r"|caused|reacted"
    r"|(?:as|since|when|and|but|for) (?:she|he|it|they|the patient|pt|a|an|there)|(?:she|he)'d|(?:she|he) (?:had"
    r"|has|is|was))"
    r"(?![a-z]))"
)
"""What parts a drug that was not given from the reason: "no cyclophosphamide because of anaphylaxis"."""
_ALLERGIC = (
    r"(?:allergic(?: reactions?)?|allergy|anaphyla\w+(?: reactions?)?|hypersensitiv\w+(?: reactions?)?|hives|urticaria"
    r"|angio-?o?edema|bronchospasm|wheals)"
)
_IT = late(
    rf"(?<![a-z])(?P<word>{_ALLERGIC})\s+(?:to|from|with|on|after|against|following)\s+"
    r"(?:it|this|that|them|(?:the|this|that|either|each|both|these|those) (?:drug|medicine|medication|agent|infusion"
    r"|product|one|treatment)s?)(?![a-z])"
)
"""A reaction told of a drug by a word that stands for it."""
_OF_ANOTHER = late(
    r"\s+(?:to|from|against)\s+(?!it\b|this\b|that\b|them\b|the (?:drug|infusion|first|second|agent|medic))"
)
_NEVER_WITHOUT = (
    late(r"(?<![a-z])(?:never|not|cannot|can't|n't|hardly ever|not once|no dose of)(?![a-z])[^.;,\n]{0,40}$"),
    late(rf"(?P<gap>[^.;,\n]{{0,30}}?)(?<![a-z])without(?![a-z])[^.;,\n]{{0,40}}?(?P<word>{_ALLERGIC})(?![a-z])"),
)
"""Two denials that make a reaction of every dose: "never had X without hives"."""
_FINE = late(r"tolerat|(?<![a-z])(?:had|took|received|completed)(?![a-z])")
_ANTECEDENT = 120
"""How far before a sentence the drug may stand that it calls "it"."""
APART = "told_apart"
"""The label of a reaction that no denial of the drug itself reaches."""

_ITS_OWN = late(
    r"[^。\n]{0,40}?(?:[对因]?其(?![他它余])|(?:[该此]|前述|上述|这个?)(?:药物?|种药物?))"
    r"(?P<between>(?:曾|既往|有|会|可|已|患者|致|引起|导致|出现|发生|诱发|产生|而|使用|用|后|时|严重|明显|重度|速发型?|一次|过|的"
    r"|史|存在|为|系|呈|\d{1,4}|年|月|[,()]){0,10})"
    r"(?P<word>过敏(?!科|源)|全身荨麻疹|荨麻疹|喉头水肿|喉水肿|血管性水肿|药疹|剥脱性皮炎)(?!试验|原)"
)
"""A reaction to the drug named before: 该药曾致过敏性休克, 因对其过敏."""


_OF_THE_DISEASE = late(
    r"[^。;\n]{0,50}?(?:为|系|是|诊断为|考虑为?|证实为|归因于|属|符合)(?:其|原发)?(?:狼疮|红斑狼疮|sle|病毒|感染|日光|紫外线)[^。;\n]{0,10}"
    r"(?:皮疹|皮损|所致|表现|活动|相关)|[^。;\n]{0,60}?(?:与(?:该|此|其)?药物?(?:使用)?无关|非药物(?:所致|性|引起)|非药疹|不是药疹|不考虑药物)"
)
"""What a Chinese sentence says behind a rash that puts it down to something else than the drug."""


def is_of_the_disease(lower: str, at: int) -> bool:
    """Whether what is told behind this place puts a reaction down to the disease: 其后出现皮疹,为狼疮皮疹."""
    return _OF_THE_DISEASE.match(lower, at) is not None


def told(view: View, cue: Cue, sentence: Span, allergens: Sequence[Cue]) -> Cue | None:
    """The word of reaction behind a drug in its sentence, with no other drug and no denial between."""
    lower = view.frame.lower
    if lower[cue.start] >= CJK:
        return _to_itself(view, cue, sentence, allergens)
    apart = _told_of_it(view, cue, sentence, allergens) or _never_without(lower, cue, sentence)
    if apart is not None:
        return apart
    end = min(sentence.end, cue.end + _REACH)
    for other in allergens:
        if cue.end <= other.start < end:
            end = other.start
    stop = lower.find(";", cue.end, end)
    end = end if stop < 0 else stop
    strong = _STRONG.search(lower, cue.end, end)
    if strong is not None and not _OF_ANOTHER.match(lower, strong.end(), sentence.end):
        cause = _CAUSE.match(lower, cue.end, strong.start())
        if not _DENIED.search(lower, cause.end() if cause else cue.end, strong.start()) and (
            cause or not _BEFORE.search(lower, sentence.start, cue.start)
        ):
            return Cue(strong.start(), strong.end(), APART if cause else "allergy_after")
    if _BEFORE.search(lower, sentence.start, cue.start):
        return None
    sign = _SIGN.search(lower, cue.end, end)
    if sign is None or not _LINKED.match(lower[cue.end : sign.start()]) or _DENIED.search(lower, cue.end, sign.start()):
        return None
    return Cue(sign.start(), sign.end(), "allergy_after")


def _told_of_it(view: View, cue: Cue, sentence: Span, allergens: Sequence[Cue]) -> Cue | None:
    """The reaction "to it" that a sentence tells of the drug named last before."""
    lower = view.frame.lower
    for found in _IT.finditer(lower, cue.end, sentence.end):
        between = any(cue.end <= other.start < found.start() for other in allergens)
        if not between and not _is_denied(lower, cue.end, found.start()):
            return Cue(found.start("word"), found.end("word"), APART)
    return None


def _is_denied(lower: str, start: int, end: int) -> bool:
    """Whether a reaction is denied behind the last reason or mark before it."""
    cause = _CAUSE.match(lower, start, end)
    begin = max(start if cause is None else cause.end(), lower.rfind(",", start, end), lower.rfind(";", start, end))
    return _DENIED.search(lower, max(0, begin), end) is not None


def _never_without(lower: str, cue: Cue, sentence: Span) -> Cue | None:
    before, behind = _NEVER_WITHOUT
    if before.search(lower, sentence.start, cue.start) is None:
        return None
    found = behind.match(lower, cue.end, sentence.end)
    if found is None or _FINE.search(found["gap"]):
        return None
    return Cue(found.start("word"), found.end("word"), APART)


def antecedent(view: View, sentence: Span, allergens: Sequence[Cue]) -> tuple[Cue, Cue] | None:
    """The drug of the sentence before, and the reaction "to it" that this sentence tells; it names none itself."""
    lower = view.frame.lower
    found = _IT.search(lower, sentence.start, sentence.end)
    if found is None or _is_denied(lower, sentence.start, found.start()):
        return None
    floor = max(sentence.start - _ANTECEDENT, lower.rfind("\n", 0, sentence.start) + 1)
    before = [cue for cue in allergens if floor <= cue.start < found.start()]
    if not before or before[-1].start >= sentence.start:
        return None
    return before[-1], Cue(found.start("word"), found.end("word"), APART)


def _to_itself(view: View, cue: Cue, sentence: Span, allergens: Sequence[Cue]) -> Cue | None:
    """The reaction that a Chinese sentence tells of "it", this drug being the last one named before."""
    end = min((other.start for other in allergens if other.start >= cue.end), default=sentence.end)
    found = _ITS_OWN.match(view.frame.lower, cue.end, min(end, sentence.end))
    return None if found is None else Cue(found.start("word"), found.end("word"), APART)


def anaphylaxis(view: View, sentence: Span, allergens: Sequence[Cue]) -> Iterator[DraftFact]:
    """A drug during which the note tells of signs of anaphylaxis, and that was to be avoided from then on."""
    later = view.cues_in(sentence.start, min(sentence.end + _SIGNS_REACH, len(view.frame.lower)))
    sign = next((cue for cue in later if cue.label == "anaphylaxis_signs" and cue.start < sentence.end), None)
    banned = next((cue for cue in later if cue.label == "never_again"), None)
    drugs = [cue for cue in allergens if sign is not None and 0 <= sign.start - cue.end <= _SIGNS_REACH]
    if sign is None or not drugs or (banned is None and view.frame.lower[drugs[0].start] < CJK):
        return
    spans = [(drugs[0].start, drugs[0].end), (sign.start, sign.end)]
    yield view.draft("allergy", joined(*spans, longest=60), {"substance": drugs[0].label})
