"""Reads conditions that a note describes instead of naming: "swollen MCPs", "weaned". Names no diagnosis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from assistant.extraction.conditions.nursing import ended
from assistant.extraction.conditions.timing import long_ago, said_long_ago, told_of_then
from assistant.extraction.conditions.view import View, grammar, joined
from assistant.extraction.cue_rules import Finding, Rule, fit, word_end
from assistant.extraction.cues import Cue
from assistant.extraction.drafts import DraftFact
from assistant.extraction.late import late
from assistant.extraction.model import Span

_HIMSELF = late(r"\s*(?:pt|patient|the patient|she|he|herself|himself|本人|患者)(?![a-z])")
_BARS, _BAR = ("goal", "not", "hypothetical", "decoy"), 80
"""A word of denial or warning this close before, even in an earlier clause, leaves a described manifestation open."""


def read(view: View) -> list[DraftFact]:
    """The described conditions of one document."""
    drafts = []
    firsts = _by_first_need()
    for sentence in view.frame.sentences:
        cues = [
            cue
            for cue in view.cues_in(sentence.start, sentence.end)
            if not _is_option(view, cue) and not _still_to_wean(view, cue)
        ]
        if not cues or view.frame.section_at(sentence.start).subject == "family":
            continue
        if view.frame.lower[sentence.start : sentence.end].rstrip().endswith("?"):
            continue
        labels = {cue.label for cue in cues}
        # The first need rules most out; those that are left keep their order.
        places = {place for label in labels for place in firsts.get(label, ())}
        for rule in (grammar().phrases[place] for place in sorted(places)):
            if not _possible(rule, labels):
                continue
            chosen = fit(rule, cues)
            if chosen and (rule.result["name"] == "lactation" or not _other_subject(view, sentence)):
                drafts.append(_draft(view, Finding(rule, chosen), cues))
    return [draft for draft in drafts if draft is not None]


@cache
def _by_first_need() -> Mapping[str, Sequence[int]]:
    """The places of the rules by the labels that fill their first need."""
    firsts: dict[str, list[int]] = {}
    for place, rule in enumerate(grammar().phrases):
        for label in rule.needs[0]:
            firsts.setdefault(label, []).append(place)
    return firsts


_TO_COME = late(
    r"(?:可否|能否|是否|何时|要不要|询?问|再|拟|计划|准备|打算|考虑|建议|需要?|必须|须|应|劝|愿意?|同意|如|若|之?前|后"
    r"|(?<![a-z])(?:will|would|should|could|to|plans?|whether|when|if|before|must|needs?|asked|until|willing|agrees?)(?:\s\w+)?)"
    r"\s?$"
)


def _still_to_wean(view: View, cue: Cue) -> bool:
    """Whether the end of nursing is only asked about, planned or promised: 可否清淋前一天再停母乳."""
    return cue.label == "weaned" and _TO_COME.search(view.frame.lower, max(0, cue.start - 16), cue.start) is not None


_BOX = late(r"(?:[□☑√]|\[[ x√]\])\s?$")


def _is_option(view: View, cue: Cue) -> bool:
    """Whether a denial is an option of a form, ticked or not: what a form says is read from its boxes."""
    return (
        cue.label in ("not", "nothing") and _BOX.search(view.frame.lower, max(0, cue.start - 4), cue.start) is not None
    )


_NO_BEHIND = late(r"\s?(?:[:=-]\s?)?(?:否|无|不是|no(?![a-z])|none|n(?![a-z])|denie[sd]|\(-\))")


def _possible(rule: Rule, labels: set[str]) -> bool:
    return not any(need.isdisjoint(labels) for need in rule.needs) and rule.unless.isdisjoint(labels)


def _other_subject(view: View, sentence: Span) -> bool:
    """Whether the sentence, or its part behind the last semicolon that names anybody, speaks of relatives alone."""
    start = view.frame.lower.rfind(";", sentence.start, sentence.end) + 1 or sentence.start
    if _HIMSELF.match(view.frame.lower, start):
        return False
    mentions = view.frame.in_span(view.frame.mentions, sentence.start, sentence.end)
    return bool(mentions) and all(mention.subject != "patient" for mention in mentions)


_RELATIVE = late(r"(?:丈夫|老公|妻子|爱人|母亲|父亲|妈妈|爸爸|女儿|儿子|姐姐|妹妹|邻床)[^,;:。\n说诉称讲述]{0,6}$")
"""Whose effort is spoken of: 丈夫爬三楼不喘."""

_BEFORE_THAT = late(
    r"(?:以前|原来|从前|过去|之前|当初|[发起]?病[之以]?前|得病前|生病前|年轻时|早年|小时候)[^,;。\n]{0,6}$"
)
"""A time of which no more is told than that it is over: 以前活动不受限."""


def _of_the_past(view: View, finding: Finding) -> bool:
    """Whether what a person could do is told of a time that is over."""
    start = max(view.sentence(finding.start).start, finding.start - 14)
    over = _BEFORE_THAT.search(view.frame.lower, start, finding.start) is not None
    return over or said_long_ago(view, finding.start, finding.end)


def _draft(view: View, finding: Finding, cues: Sequence[Cue]) -> DraftFact | None:
    rule: Rule = finding.rule
    if rule.result["name"] == "exertional_limitation" and (
        _of_the_past(view, finding)
        or _RELATIVE.search(
            view.frame.lower, max(view.sentence(finding.start).start, finding.start - 12), finding.start
        )
    ):
        return None
    fields: dict[str, Any] = {
        key: value for key, value in rule.result.items() if key not in ("name", "certainty", "manifestation", "breath")
    }
    if rule.result["name"] == "exertional_limitation" and told_of_then(view, finding.start, finding.end):
        return None
    if rule.result.get("breath") and (_named(view, finding) or told_of_then(view, finding.start, finding.end)):
        return None
    if rule.result.get("manifestation") and not (_present(view, finding, cues) and not _named(view, finding)):
        return None
    if (
        rule.result["name"] == "lactation"
        and rule.result.get("status")
        and (_NO_BEHIND.match(view.frame.lower, finding.end) or ended(view, finding.start, finding.end))
    ):
        return None
    if (
        rule.result.get("certainty") == "denied"
        and rule.result["name"] == "lupus_nephritis"
        and (said_long_ago(view, finding.start, finding.end))
    ):
        return None
    spans = joined(*((cue.start, word_end(view.frame.lower, cue.end)) for cue in finding.cues), longest=120)
    return view.draft(rule.result["name"], spans, fields, rule.result.get("certainty", "stated"))


def _named(view: View, finding: Finding) -> bool:
    """Whether the terminology names what the phrase describes; then its own reader has it, with its negation."""
    return any(
        mention.start < finding.end and finding.start < mention.end
        for mention in view.frame.in_span(view.mentions, finding.start - 40, finding.end)
    )


def _present(view: View, finding: Finding, cues: Sequence[Cue]) -> bool:
    """A described manifestation counts where the section tells of now and no plan or past date stands with it."""
    section = view.frame.section_at(finding.start)
    if section.temporality != "current" and section.id not in ("hpi", "course", "exam"):
        return False
    if any(cue.label in _BARS and 0 <= finding.start - cue.end < _BAR for cue in cues):
        return False
    clause = view.clause(finding.start)
    sentence = view.sentence(finding.start)
    before = view.frame.in_span(view.frame.times, sentence.start, finding.start)
    if any(long_ago(view, time) for time in before) and "present" not in view.labels_in(sentence.start, finding.end):
        return False
    return not any(
        time.kind in ("year", "month") for time in view.frame.in_span(view.frame.times, clause.start, clause.end)
    )
