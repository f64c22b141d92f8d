"""One patient's facts, indexed for the checker. Joins nothing that the readers kept apart, and decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any

from rules.dates import DateInterval
from rules.facts import KINDS, Condition, Demographic, FactBase, Measurement, Procedure, Statement, Treatment
from rules.terminology import Terminology


@dataclass(frozen=True, slots=True)
class Dates:
    """The planned days of one candidate. A day that nobody gave is an open interval on or after screening."""

    screening: DateInterval
    lymphodepletion: DateInterval
    infusion: DateInterval
    assumed: tuple[str, ...] = ()

    @staticmethod
    def planned(
        screening: date,
        lymphodepletion: date | None = None,
        infusion: date | None = None,
        assumed: tuple[str, ...] = (),
    ) -> Dates:
        """The three anchors from days, checked for their order.

        Raises:
            ValueError: lymphodepletion lies before screening, or the infusion before lymphodepletion.
        """
        if lymphodepletion is not None and lymphodepletion < screening:
            raise ValueError(f"lymphodepletion on {lymphodepletion} is before screening on {screening}")
        floor = lymphodepletion or screening
        if infusion is not None and infusion < floor:
            raise ValueError(f"infusion on {infusion} is before {floor}, when it can begin at the earliest")
        return Dates(
            DateInterval.on(screening),
            DateInterval.on(lymphodepletion) if lymphodepletion else DateInterval(screening, infusion),
            DateInterval.on(infusion) if infusion else DateInterval(floor, None),
            assumed,
        )

    def anchor(self, name: str) -> DateInterval:
        """The day called ``screening``, ``lymphodepletion`` or ``infusion``."""
        value: DateInterval = getattr(self, name)
        return value

    @property
    def screening_day(self) -> date:
        """The screening day, which is always known (it defaults to today)."""
        day = self.screening.earliest
        assert day is not None
        return day

    def moved(self, days: int) -> Dates:
        """The same plan so many days later, its gaps kept."""
        return Dates(
            self.screening.shifted(days), self.lymphodepletion.shifted(days), self.infusion.shifted(days), self.assumed
        )


def _order(fact: FactBase) -> tuple[date, int, str, int, str]:
    """By the day of the note, then as they stand in it: whole, so that the order in which facts come is no matter."""
    written, evidence = fact.written_on, fact.evidence
    day = date.min if written is None else written.latest or date.min
    if not evidence:
        return day, 0, "", 0, fact.id
    document = evidence[0].document
    return day, len(document), document, evidence[0].start, fact.id  # the length first: note 2 before note 10


_SUPERSEDES = attrgetter("supersedes")
_EVENT = "event"
_DENIAL = "denial"


@lru_cache(maxsize=4096)
def _lineage(terminology: Terminology, name: str, drug_class: str | None) -> tuple[str, ...]:
    names = {name, *terminology.ancestors(name)}
    if drug_class:
        names |= {drug_class, *terminology.ancestors(drug_class)}
    return tuple(sorted(names))


@dataclass(frozen=True)
class Chart:
    """Facts by what they are about. Superseded facts are left out; family's and others' facts are kept apart."""

    facts: tuple[FactBase, ...]
    terminology: Terminology
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out of these facts (the courses of drugs), which several predicates and protocols need."""
    _index: Mapping[Any, Mapping[str, Sequence[Any]]] = field(init=False, repr=False, compare=False)
    """For each kind of fact: by its own name, and for what has kinds (drugs, diseases, operations) by all broader.

    Under ``_EVENT`` conditions and procedures together, under ``_DENIAL`` what is denied, by exactly that.
    """

    def __post_init__(self) -> None:
        gone = {item for items in map(_SUPERSEDES, self.facts) if items for item in items}
        live = [fact for fact in self.facts if fact.subject == "patient"]
        if gone:
            live = [fact for fact in live if not fact.id or fact.id not in gone]
        live.sort(key=_order)
        terms = self.terminology
        kinds = (*KINDS.values(), _EVENT, _DENIAL)
        index: dict[Any, dict[str, list[FactBase]]] = {kind: defaultdict(list) for kind in kinds}
        events, denials = index[_EVENT], index[_DENIAL]
        for fact in live:
            kind = type(fact)  # compared, because pydantic's isinstance walks through Python for a fact of another kind
            inside, own = index[kind], fact.name
            if kind is Measurement or kind is Demographic or kind is Statement:
                inside[own].append(fact)
                continue
            if kind is Treatment:
                treatment: Any = fact
                for name in _lineage(terms, own, treatment.drug_class):
                    inside[name].append(fact)
            else:
                for name in _lineage(terms, own, None):
                    inside[name].append(fact)
                    events[name].append(fact)
            if fact.certainty == "denied":
                denials[own].append(fact)
        object.__setattr__(self, "_index", index)

    def conditions(self, name: str) -> Sequence[Condition]:
        """Conditions of this kind or a narrower one, whatever their certainty, oldest note first; so are all others."""
        return self._index[Condition].get(name, ())

    def treatments(self, name: str) -> Sequence[Treatment]:
        """Treatments with this drug or class, whatever their certainty."""
        return self._index[Treatment].get(name, ())

    def procedures(self, name: str) -> Sequence[Procedure]:
        """Procedures of this kind, whatever their certainty."""
        return self._index[Procedure].get(name, ())

    def events(self, name: str) -> Sequence[Condition | Procedure]:
        """Conditions and procedures of this kind together."""
        return self._index[_EVENT].get(name, ())

    @property
    def event_names(self) -> AbstractSet[str]:
        """Every name, own or broader, of a condition or a procedure of the chart."""
        return self._index[_EVENT].keys()

    def named(self, kind: type[FactBase], names: AbstractSet[str]) -> AbstractSet[str]:
        """Those of the names under which the chart has a fact of this kind."""
        return self._index[kind].keys() & names

    def measurements(self, name: str) -> Sequence[Measurement]:
        """Results of this analyte, whatever their validity."""
        return self._index[Measurement].get(name, ())

    def statements(self, name: str) -> Sequence[Statement]:
        """Statements of this name."""
        return self._index[Statement].get(name, ())

    def demographics(self, name: str) -> Sequence[Demographic]:
        """What is said of age, birth date or sex."""
        return self._index[Demographic].get(name, ())

    @property
    def denials(self) -> Mapping[str, Sequence[Condition | Treatment | Procedure]]:
        """Denials by exactly what they deny (not by what is broader), oldest note first."""
        return self._index[_DENIAL]

    @cached_property
    def sex(self) -> Demographic | None:
        """The patient's sex, if the notes agree on it."""
        said = self.demographics("sex")
        return said[-1] if said and len({item.value for item in said}) == 1 else None

    @cached_property
    def last_written(self) -> date | None:
        """The date of the latest note."""
        days = [fact.written_on.latest for fact in self.facts if fact.written_on and fact.written_on.latest]
        return max(days, default=None)


@dataclass(frozen=True)
class Site:
    """What a site has fixed, each with who said so and when: readings, limits, half-lives, windows."""

    readings: Mapping[str, str] = field(default_factory=dict)
    upper_limits: Mapping[str, float] = field(default_factory=dict)
    half_lives: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    windows: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any] | None:
        """What is fixed, or nothing where nothing is."""
        fixed = {
            "readings": dict(self.readings),
            "upper_limits": dict(self.upper_limits),
            "half_lives": {name: list(days) for name, days in self.half_lives.items()},
            "windows": dict(self.windows),
        }
        return (
            {**fixed, "sources": {name: dict(said) for name, said in self.sources.items()}}
            if any(fixed.values())
            else None
        )

    @staticmethod
    def from_json(data: Mapping[str, Any] | None) -> Site:
        """The settings as ``to_json`` wrote them."""
        if data is None:
            return Site()
        half_lives = {name: (float(days[0]), float(days[1])) for name, days in data["half_lives"].items()}
        return Site(data["readings"], data["upper_limits"], half_lives, data["windows"], data["sources"])


FRESH_DAYS = 28
"""A denial of something current or recent holds for notes written at most this long before screening."""


@dataclass(frozen=True)
class Question:
    """Everything that a predicate may look at: one chart, the planned days, the site's settings."""

    chart: Chart
    dates: Dates
    site: Site = field(default_factory=Site)
    windows: Mapping[str, str] = field(default_factory=dict)
    """Named windows of the protocol (``screening_window: 28 days``)."""
    known: dict[Any, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was worked out for this question (its windows, the birth date): predicates need the same things again."""
    spans: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The spans of time that predicates name, as the site has set them."""

    def on(self, dates: Dates) -> Question:
        """The same question for other planned days."""
        return Question(self.chart, dates, self.site, self.windows)

    @cached_property
    def stale_before(self) -> date:
        """Notes of this day on are fresh: they can speak of the present at screening."""
        return self.dates.screening_day - timedelta(days=FRESH_DAYS)
