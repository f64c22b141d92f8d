"""One patient's facts, indexed for the checker. Joins nothing that the readers kept apart, and decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from rules.dates import DateInterval
from rules.facts import Condition, Demographic, FactBase, Measurement, Procedure, Statement, Treatment
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
    written = fact.written_on
    day = date.min if written is None or written.latest is None else written.latest
    first = fact.evidence[0] if fact.evidence else None
    if first is None:
        return day, 0, "", 0, fact.id
    return day, len(first.document), first.document, first.start, fact.id  # the length first: note 2 before note 10


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
    _index: Mapping[str, tuple[FactBase, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        gone = {item for fact in self.facts for item in fact.supersedes}
        live = [fact for fact in self.facts if fact.subject == "patient" and (not fact.id or fact.id not in gone)]
        live.sort(key=_order)
        index: dict[str, list[FactBase]] = {}
        for fact in live:
            for name in self._names(fact):
                index.setdefault(name, []).append(fact)
        object.__setattr__(self, "_index", {name: tuple(items) for name, items in index.items()})

    def _names(self, fact: FactBase) -> Iterable[str]:
        """What the fact is found under: its own name and everything broader."""
        kind = type(fact)  # compared, because pydantic's isinstance walks through Python for each fact of another kind
        if kind is Treatment:
            return _lineage(self.terminology, fact.name, getattr(fact, "drug_class", None))
        if kind is Condition or kind is Procedure:
            return _lineage(self.terminology, fact.name, None)
        return (fact.name,)

    def about(self, name: str) -> tuple[FactBase, ...]:
        """Facts about the concept or anything narrower, oldest note first."""
        return self._index.get(name, ())

    def conditions(self, name: str) -> list[Condition]:
        """Conditions of this kind, whatever their certainty."""
        return [fact for fact in self.about(name) if type(fact) is Condition]

    def treatments(self, name: str) -> list[Treatment]:
        """Treatments with this drug or class, whatever their certainty."""
        return [fact for fact in self.about(name) if type(fact) is Treatment]

    def procedures(self, name: str) -> list[Procedure]:
        """Procedures of this kind, whatever their certainty."""
        return [fact for fact in self.about(name) if type(fact) is Procedure]

    def measurements(self, name: str) -> list[Measurement]:
        """Results of this analyte, whatever their validity."""
        return [fact for fact in self.about(name) if type(fact) is Measurement]

    def statements(self, name: str) -> list[Statement]:
        """Statements of this name."""
        return [fact for fact in self.about(name) if type(fact) is Statement]

    def demographics(self, name: str) -> list[Demographic]:
        """What is said of age, birth date or sex."""
        return [fact for fact in self.about(name) if type(fact) is Demographic]

    def denials(self, name: str) -> Sequence[Condition | Treatment | Procedure]:
        """Denials of exactly this concept, oldest note first."""
        return self._denials.get(name, ())

    @cached_property
    def _denials(self) -> Mapping[str, list[Condition | Treatment | Procedure]]:
        found: dict[str, list[Condition | Treatment | Procedure]] = {}
        for name, facts in self._index.items():
            for fact in facts:
                if (
                    fact.name == name
                    and fact.certainty == "denied"
                    and isinstance(fact, Condition | Treatment | Procedure)
                ):
                    found.setdefault(name, []).append(fact)
        return found

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


@dataclass(frozen=True)
class Question:
    """Everything that a predicate may look at: one chart, the planned days, the site's settings."""

    chart: Chart
    dates: Dates
    site: Site = field(default_factory=Site)
    windows: Mapping[str, str] = field(default_factory=dict)
    """Named windows of the protocol (``screening_window: 28 days``)."""
