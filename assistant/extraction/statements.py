"""Reads what somebody agreed to, refused or judged: consent, contraception, compliance, judgement, classification.

Does not decide whether a statement satisfies a criterion, and takes no plan, advice or silence for an agreement. The
words and the rules over them are in ``data/statements.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from assistant.extraction.conditions.forms import ticked_after
from assistant.extraction.consents import apart
from assistant.extraction.cue_rules import STOP, Finding, Rule, Turn, first_fitting, turned, unmasked, word_end
from assistant.extraction.cues import Cue, CueSet, load_data
from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.form_answers import answer_behind, options_behind
from assistant.extraction.frame import Frame, Ordered
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.model import Span, TimeMention
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.speakers import is_question

_READER = "statements"
_QUOTE = 240
"""The longest quote: the words that say it, not the whole paragraph."""
_POINTS = late(
    r"(\d{1,2})\s*(?:pts?\b|points?\b|分)|(?:score[ds]?|scoring|points?|pts|评分|得分|总分)[^\d\n]{0,24}?(\d{1,2})\b(?![/.]\d)"
    r"|\+[^\s=+]{0,8}?\d{1,2}\s?=\s?(\d{1,2})(?![\d.])"
)
_ANSWER = late(r"\s*(?:patient|pt|患者|病人) ?:")
"""A line of a conversation that answers the one before."""
_ANSWER_LEAD = r"\s*(?:\[?(?:\d{1,2}[/-]\d{1,2}\s+)?\d{1,2}:\d\d\]?\s*)?(?:[^\s:,.]{1,12}\s*:\s*)?[\"' ]*"
"""When and by whom an answer of an interview is given."""
_ANSWERED = ("contraception", "compliance")
_OPEN_ANSWER = late(r"\s*(?:unclear|unsure|not sure|unknown|uncertain|maybe|depends|不确定|不清楚|未定|看情况)")
"""What leaves a question about visits or contraception open."""
_ENOUGH = 10
"""The points that classify as SLE in the 2019 set."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    cues: CueSet
    turns: tuple[Turn, ...]
    anchors: Mapping[str, frozenset[str]]
    rules: Mapping[str, tuple[Rule, ...]]


@cache
def _grammar() -> _Grammar:
    data = load_data(_READER)
    return _Grammar(
        CueSet(data["words"]),
        tuple(Turn(**turn) for turn in data["turned"]),
        {name: frozenset(labels) for name, labels in data["anchors"].items()},
        {name: tuple(map(Rule.parse, rules)) for name, rules in data["rules"].items()},
    )


def read(frame: Frame) -> list[DraftFact]:
    """The statements of one document."""
    grammar = _grammar()
    found = unmasked(grammar.cues.find(frame.lower))
    meant = [
        _dated_signature(frame, cue)
        for cue in found
        if not frame.is_ignored(cue.start) and not _unticked(frame, cue) and not _agrees_to_else(frame, cue)
    ]
    units, cues = apart(frame, _units(frame), Ordered(turned(meant, grammar.turns, frame.lower)))
    sorted_in = [list(frame.in_span(cues, unit.start, unit.end)) for unit in units]
    drafts: list[DraftFact] = []
    findings: list[tuple[str, Finding]] = []
    for index, unit in enumerate(units):
        here = sorted_in[index]
        if not here or frame.section_at(unit.start).subject == "family" or _is_criterion(frame, unit):
            continue
        after = sorted_in[index + 1] if _continues(frame, units, index) else []
        labels = {cue.label for cue in here}
        for name, anchors in grammar.anchors.items():
            if labels & anchors and not (
                name == "contraception" and _OF_A_RELATIVE.match(frame.lower, unit.start, unit.end)
            ):
                finding = _decide(grammar.rules[name], here, after, anchors)
                if finding is not None and name == "consent" and _ends_in_doubt(frame, unit):
                    finding = _consented(frame, unit, finding)
                if finding is not None and name in _ANSWERED and _asks(frame, unit):
                    finding = _answered(frame, unit, finding)
                if name in _ANSWERED and _OPEN_ANSWER.match(frame.lower, unit.end):
                    finding = None
                if finding is not None and finding.rule.result["value"] != "skip":
                    findings.append((name, finding))
        if "criteria" in labels:
            drafts.extend(_classification(frame, unit, here))
    firm = {name for name, finding in findings if not finding.rule.weak}
    drafts.extend(
        _draft(frame, name, finding) for name, finding in findings if not finding.rule.weak or name not in firm
    )
    return drafts


_OF_A_RELATIVE = late(
    r"\W*(?:her|his|the|an?|my)?\s*(?:sister|mother|mum|mom|friend|daughter|aunt|cousin|niece|sister-in-law)\b"
    r"(?!\s+(?:says|said|reports|confirms|states|and\b|tells|told|who\b|present))(?:'s)?"
    r"|\W*(?:其|她的?|他的?)?(?:姐姐?|妹妹?|母亲|妈妈|女儿|表姐|表妹|朋友)(?![说述诉称代]|及|和|与|亦|也|陪)"
)
"""A sentence that begins with a relative who has her own contraception."""
_CRITERIA = late(
    r"[ \t*•-]*(?:inclusion|exclusion|eligibility|key inclusion|入选|纳入|排除)(?: criteria|标准)?[ \t]*:"
    r"(?![^\n]*(?:[☑√□]|\[[ x]\]|\by\b|\bn\b))"
)
"""A line of pasted criteria, which states nothing of the patient; with boxes or answers it is a form."""


def _is_criterion(frame: Frame, unit: Span) -> bool:
    return _CRITERIA.match(frame.lower, frame.lines[frame.line_at(unit.start)].start) is not None


def _asks(frame: Frame, unit: Span) -> bool:
    """Whether the unit is a question to the patient."""
    return _ends_in_doubt(frame, unit) or is_question(frame.lower, unit.start, unit.end)


def _ends_in_doubt(frame: Frame, unit: Span) -> bool:
    asked = frame.lower[unit.start : unit.end].rstrip(" \n\"')").endswith("?")
    return asked and not _BOXES.match(frame.lower, unit.end)


_BOXES = late(r"[^\S\n]*(?:\[[ x√]?\]|\([x√ ]\)|[□☑√☐|]|\.{2,}|_{2,}|[yn](?![a-z]))")
"""What a form has behind a question: boxes, a leader, a letter."""


def _consented(frame: Frame, unit: Span, finding: Finding) -> Finding | None:
    """What a question for the consent comes to: signed where the answer is a plain yes, else nothing."""
    if finding.rule.result["value"] != "yes":
        return finding
    return finding if dict(_answers())["yes"].match(frame.lower, unit.end) else None


@cache
def _answers() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words: Mapping[str, Sequence[str]] = load_data(_READER)["answered"]
    return tuple((value, compiled(rf"{_ANSWER_LEAD}(?:{any_of(words[value])})(?![a-z])")) for value in ("no", "yes"))


def _answered(frame: Frame, unit: Span, finding: Finding) -> Finding | None:
    """What the next line answers to a question about visits or contraception; nothing, if that is no plain answer."""
    line = frame.lines[frame.line_at(max(unit.start, unit.end - 1))]
    last = _LAST_WORD.search(frame.lower, unit.end, line.end)
    for value, pattern in _answers():
        if pattern.match(frame.lower, unit.end) or (last is not None and last["answer"] == value):
            return replace(
                finding, rule=replace(finding.rule, result={**finding.rule.result, "value": value}, weak=False)
            )
    return None


_LAST_WORD = late(
    r"(?:[.!,;]|(?<![a-z])but|(?<![a-z])and)[ \t]*(?:of course )?(?P<answer>yes|no),?"
    r"(?: (?:i|we|she|he) (?:will|would|can|do|agree|won't|can't|cannot))?[.!]*[ \t]*(?=\n|$)"
)
"""The answer at the end of a line that first tells something else: "Retired, have a car. YES"."""
_ELSE = late(r"(?:书|与否|还是|不同意|入组|抽血|参加|检查|住院|签|筛选|穿刺|手术|采血|加入|进入|转|尚?待|未定)")


def _agrees_to_else(frame: Frame, cue: Cue) -> bool:
    """Whether 同意 at the end of a word goes on to something else: 已讲避孕,同意抽血."""
    return (
        cue.label in _AGREEING
        and frame.lower.endswith("同意", cue.start, cue.end)
        and bool(_ELSE.match(frame.lower, cue.end))
    )


_AGREEING = ("agree_it", "agreed_after")
_ANOTHER = late(r"家属|丈夫|妻子|父亲?|母亲?|儿子|女儿|爱人|医[生师]|研究者|另一|外院|旧版|别的")
_HIMSELF = late(r"患者|本人|受试者|双方|医患")
_DAY_BEFORE = late(r"\d[日号]?(?:\s?\d{1,2}:\d\d)?\s?$")
_SIGN_ENDS = late(r"\s?(?:[。,;、)\n]|$)")


def _dated_signature(frame: Frame, cue: Cue) -> Cue:
    """A bare 签 right behind a day that has come as a signature: ICF 03-10签."""
    if cue.label != "sign_bare" or not _SIGN_ENDS.match(frame.lower, cue.end):
        return cue
    if not _DAY_BEFORE.search(frame.lower, max(0, cue.start - 12), cue.start):
        return cue
    start = max(frame.sentences[frame.sentence_at(cue.start)].start, cue.start - 24)
    end = cue.end + 10
    if _ANOTHER.search(frame.lower, start, end) and not _HIMSELF.search(frame.lower, start, end):
        return cue
    times = [time for time in frame.in_span(frame.times, max(0, cue.start - 14), cue.start) if time.kind == "day"]
    written = frame.document.written_on
    last = written.latest if written is not None else None
    if not times or last is None or times[-1].interval.latest is None or times[-1].interval.latest > last:
        return cue
    return Cue(cue.start, cue.end, "signed")


_EMPTY = late(r"(?:□|\[ ?\]|\( ?\))\s*[\u4e00-\u9fff]{0,2}$")
_EMPTY_BOX = late(r"(?:□|\[ ?\])\s?\S")
_EMPTY_BEHIND = late(r"\s?(?:□|\[ ?\])(?!\s?[a-z\u4e00-\u9fff])|\s?(?:□|\[ ?\])(?=\s+date)")
_TICKED = late(r"[☑√]|\[[x√]\]|\([x√]\)")


def _unticked(frame: Frame, cue: Cue) -> bool:
    """Whether a word is an option of a form that was left empty beside a ticked one: ``☑已签 □未签``."""
    behind = cue.label == "not" and _EMPTY_BEHIND.match(frame.lower, cue.end)
    if not behind and not _EMPTY.search(frame.lower[max(0, cue.start - 5) : cue.start]):
        return False
    line = frame.lines[frame.line_at(cue.start)]
    options = _EMPTY_BOX.findall(frame.lower, line.start, line.end)
    return len(options) > 1 or _TICKED.search(frame.lower, line.start, line.end) is not None


def _units(frame: Frame) -> list[Span]:
    """The sentences, cut at semicolons."""
    units: list[Span] = []
    for sentence in frame.sentences:
        start = sentence.start
        while True:
            cut = frame.lower.find(";", start, sentence.end)
            end = sentence.end if cut < 0 else cut + 1
            units.append(Span(start, end))
            if cut < 0:
                break
            start = end
    return units


def _continues(frame: Frame, units: Sequence[Span], index: int) -> bool:
    """Whether the next unit belongs to the same paragraph and is not a heading's first."""
    if index + 1 >= len(units):
        return False
    if _ANSWER.match(frame.lower, units[index + 1].start):
        return True
    between = frame.lower[units[index].end - 1 : units[index + 1].start + 1]
    return "\n\n" not in between and frame.section_at(units[index].start) == frame.section_at(units[index + 1].start)


def _decide(
    rules: Sequence[Rule], here: Sequence[Cue], after: Sequence[Cue], anchors: frozenset[str]
) -> Finding | None:
    """What the rules make of a unit; a weak result gives way to a firm one that the next unit adds."""
    first = first_fitting(rules, here)
    if (first is None or first.rule.weak) and after and not any(cue.label in anchors for cue in after):
        joined = first_fitting([rule for rule in rules if not rule.weak], [*here, *after])
        if joined is not None:
            return joined
    return first


def _draft(frame: Frame, name: str, finding: Finding) -> DraftFact:
    start, end = finding.start, word_end(frame.lower, finding.end)
    stop = STOP.search(frame.lower, end, start + _QUOTE)
    quote = Quote(start, stop.start() if stop else end)
    fields: dict[str, Any] = {"value": _boxed(frame, name, finding, end)}
    quotes = [quote]
    time = _own_time(frame, start, end)
    if time is not None:
        fields["date"] = time.interval
        quotes.append(Quote(time.start, time.end, "date"))
    return DraftFact(
        kind="statement", name=name, document=frame.document.id, quotes=tuple(quotes), fields=fields, reader=_READER
    )


_TURNED = {"yes": "no", "no": "yes"}


def _boxed(frame: Frame, name: str, finding: Finding, end: int) -> str:
    """The value, as the boxes behind the words have it: an empty form says nothing, a ticked "no" the opposite."""
    value: str = finding.rule.result["value"]
    last = max(finding.cues, key=lambda cue: cue.end)
    answer = answer_behind(frame, finding.start, last.start, end)
    if value == "unclear" and name == "contraception":
        told = options_behind(frame, finding.start)
        return told if told in ("yes", "no") else value
    if value == "unclear" or answer in (None, "yes"):
        return value
    return "unclear" if answer == "open" or name == "consent" else _TURNED[value]


def _own_time(frame: Frame, start: int, end: int) -> TimeMention | None:
    """The day named beside the statement; spans such as "for three months after" are its content, not its date."""
    time = frame.time_near(start, end)
    return time if time is not None and time.kind == "day" and time.start < end + 40 else None


_CRITERIA_ASKED = late(r"[^\n.;:?\[☐□]{0,40}?(?:[:?=|]|\.{2,}|_{2,}|(?=[ \t]*(?:[\[☐□☑√]|\([ x√]\))))[ \t.…_|]*")
_CRITERIA_NO = late(r"(?:no|n|not met|unmet|not fulfilled|not satisfied|negative)(?=[ \t]*(?:[.,;(|\n]|$))(?![ \t]*/)")
_CRITERIA_BLANK = late(r"[ \t_.…-]*(?:\n|$)|(?:yes|y)[ \t]*/[ \t]*(?:no|n)[ \t]*(?:\n|$)")


def _criteria_answer(frame: Frame, end: int) -> str | None:
    """What the row of a form answers to the name of the criteria, where it isn't yes: "(2019) classification: no"."""
    asked = _CRITERIA_ASKED.match(frame.lower, end)
    if asked is None or asked[0].count(")") > asked[0].count("("):
        return None  # in the brackets of an option that is itself ticked: ☑SLE(2019 EULAR/ACR) ☑LN
    form = ticked_after(frame.text, asked.end())
    if form is not None:
        return {"denied": "no", "stated": None}.get(form.certainty or "", "unclear")
    if _CRITERIA_NO.match(frame.lower, asked.end()):
        return "no"
    return "unclear" if _CRITERIA_BLANK.match(frame.lower, asked.end()) else None


_TO_COME = 24
"""So close behind the name of the criteria stands the word that their score is yet to come."""


def _classification(frame: Frame, unit: Span, cues: Sequence[Cue]) -> list[DraftFact]:
    """Whether the note says that the 2019 EULAR/ACR set is met."""
    labels = {cue.label for cue in cues}
    anchor = next(cue for cue in cues if cue.label == "criteria")
    if "other_criteria" in labels or _of_another(frame, unit):
        return []
    points = list(_POINTS.finditer(frame.lower, unit.start, unit.end))
    answer = None if points else _criteria_answer(frame, anchor.end)
    if not points and any(cue.label == "to_score" and 0 <= cue.start - anchor.end < _TO_COME for cue in cues):
        labels = {*labels, "unscored"}
    value = _verdict(labels, [int(match[1] or match[2] or match[3]) for match in points])
    if answer is not None:
        value = answer
    if value is None:
        return []
    best = max(points, key=lambda match: int(match[1] or match[2] or match[3]), default=None)
    near = [
        cue
        for cue in cues
        if cue.label in ("criteria", "meets", "fails", "sle_word") and abs(cue.start - anchor.start) < 60
    ]
    spans = [(anchor.start, anchor.end), *((cue.start, cue.end) for cue in near)]
    if best is not None:
        spans.append(best.span())
    start, end = min(span[0] for span in spans), word_end(frame.lower, max(span[1] for span in spans))
    fields = {"value": value} | ({"detail": best[1] or best[2] or best[3]} if best is not None else {})
    return [
        DraftFact(
            kind="statement",
            name="sle_criteria",
            document=frame.document.id,
            quotes=(Quote(start, end),),
            fields=fields,
            reader=_READER,
        )
    ]


def _of_another(frame: Frame, unit: Span) -> bool:
    """Whether the unit speaks of a relative's lupus."""
    mentions = frame.in_span(frame.mentions_of("condition"), unit.start, unit.end)
    lupus = [mention for mention in mentions if mention.concept.id == "sle"]
    if not lupus and _kin_first().match(frame.lower, unit.start, unit.end):
        return True
    told = lupus or ([] if _OWN.search(frame.lower, unit.start, unit.end) else mentions)
    return bool(told) and all(mention.subject != "patient" for mention in told)


@cache
def _kin_first() -> re.Pattern[str]:
    kin = any_of(load_words("context")["kin"])
    return compiled(
        rf"\s*(?:(?:her|his|the|a|maternal|paternal|elder|younger)\s+){{0,2}}(?:{kin})(?:'s)?\s+(?!and\b|&)"
    )


_OWN = late(r"患者|本人|病人|她|他|(?<![a-z])(?:patient|pt|she|he|her|his)(?![a-z])")


def _verdict(labels: set[str], points: Sequence[int]) -> str | None:
    top = max(points, default=None)
    if labels & {"not_yet_met", "unscored"} and not points:
        return "unclear"
    if "fails" in labels or (top is not None and top < _ENOUGH and len(points) == 1):
        return "no"
    if "vague" in labels:
        return "unclear"
    if top is not None and top >= _ENOUGH:
        return "yes"
    return "yes" if not points and labels & {"meets", "sle_word"} else None
