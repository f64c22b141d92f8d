"""What to look for again: the facts that criteria which are still unknown turn on. Reads no note and asks no model.

A topic is names of the vocabulary, never a criterion's words: the model isn't told what trial it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, get_args

from assistant.llm.claims import PersonClaim, StatementClaim
from assistant.readers import Topic
from rules import terminology
from rules.protocol import Criterion
from rules.terminology import Concept
from rules.verdicts import Status, Verdict

MOST_NAMES = 12
"""So many names are asked for in one question; a class stands for its drugs."""
MOST_WORDS = 400
"""So many words are looked up in the chart for one question."""
_KINDS = frozenset({"measurement", "condition", "treatment", "procedure", "substance"})
_NOT_SOUGHT = frozenset({"excluding", "excluding_intent", "ignoring", "not_partners"})
"""Fields of a rule that name what does not count."""
_PEOPLE = frozenset(get_args(PersonClaim.model_fields["name"].annotation))
_STATEMENTS = frozenset(get_args(StatementClaim.model_fields["name"].annotation))
_ONE_SIDED = "unconfirmed"

WORDS = {
    "age": ("year-old", "years old", "岁"),
    "sex": ("female", "male", "woman", "man", "女", "男"),
    "birth_date": ("date of birth", "DOB", "出生"),
    "consent": ("informed consent", "signed", "知情同意", "签署"),
    "contraception": ("contraception", "birth control", "避孕"),
    "compliance": ("follow-up", "able to attend", "compliance", "依从", "随访"),
    "trial_participation": ("trial", "study participation", "临床试验", "研究"),
    "investigator_judgement": ("investigator", "not suitable", "研究者"),
    "sle_criteria": ("EULAR/ACR", "classification criteria", "分类标准"),
}
"""How notes say what has no name in the terminology."""


def names(topic: Topic) -> str:
    """What the topic asks for as a model is told it, in English."""
    return ", ".join(_asked(each) for each in topic.ids)


def words(topic: Topic) -> tuple[str, ...]:
    """What the notes may call it, in both languages, the kinds of a class among it."""
    terms = terminology.load()
    kinds = [kind for each in topic.ids for kind in sorted(terms.descendants(each))]
    return tuple(dict.fromkeys(word for each in (*topic.ids, *kinds) for word in _called(each)))[:MOST_WORDS]


def topics(verdicts: Iterable[tuple[str, Verdict]]) -> tuple[Topic, ...]:
    """A topic for each criterion that is unknown, of each trial; criteria that ask for the same are one.

    Those that no note decides are left out. What nothing was said about comes first.
    """
    asked: dict[tuple[str, ...], list[tuple[str, Verdict]]] = {}
    for trial, verdict in verdicts:
        ids = _ids(verdict) if verdict.status is Status.UNKNOWN and not verdict.left_to_people else ()
        if ids:
            asked.setdefault(ids, []).append((f"{trial} {verdict.id}", verdict))
    made = [
        (
            all(each.finding.facts for _, each in waiting),
            Topic(
                criteria=tuple(name for name, _ in waiting),
                ids=ids,
                one_sided=any(each.finding.code == _ONE_SIDED for _, each in waiting),
            ),
        )
        for ids, waiting in asked.items()
    ]
    return tuple(topic for _, topic in sorted(made, key=lambda item: item[0]))


def _ids(verdict: Verdict) -> tuple[str, ...]:
    """What the criterion turns on; where only one reader's word stands in the way, what that word names comes first."""
    named = [fact.name for fact in verdict.finding.facts if fact.unconfirmed]
    found = dict.fromkeys(each for each in [*named, *sought(verdict.criterion)] if _known(each))
    return tuple(found)[:MOST_NAMES]


def sought(criterion: Criterion) -> Sequence[str]:
    """The ids in a criterion's rule, in its order, without what it says does not count."""
    return tuple(dict.fromkeys(each for each in _strings(criterion.rule) if _known(each)))


def _strings(value: Any) -> Iterator[str]:
    """Every word of the rule that may name something; a predicate is such a word too (``age``, ``sex``)."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            if key not in _NOT_SOUGHT:
                yield str(key)
                yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def _known(name: str) -> bool:
    concept = _concept(name)
    return name in _PEOPLE or name in _STATEMENTS or (concept is not None and concept.kind in _KINDS)


def _concept(name: str) -> Concept | None:
    return terminology.load().concepts.get(name)


def _asked(name: str) -> str:
    """Results by the ids that the prompts name, all else by its first English name."""
    concept = _concept(name)
    if concept is None or concept.kind == "measurement":
        return name
    return (concept.names.get("en") or (name.replace("_", " "),))[0]


def _called(name: str) -> tuple[str, ...]:
    concept = _concept(name)
    if concept is None:
        return WORDS.get(name, ())
    return tuple(word for group in ("en", "zh", "brand", "abbrev") for word in concept.names.get(group, ()))
