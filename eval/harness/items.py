"""The work of a suite, item by item: which notes are read and what their verdicts are held against. Reads nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path

from eval.cases import SUITES, Case, CaseError, Status, load_suite
from eval.definitions.files import load, notes_of, path_of
from eval.definitions.models import (
    AdversarialSuite,
    FactsSuite,
    FairnessSuite,
    InlineCase,
    Language,
    MarkedNote,
    NotesFile,
    RobustnessSuite,
    ScreeningSuite,
)
from eval.transforms import change

PLAIN = "as written"
"""The variant that others are held against."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseItem:
    """One chart to screen."""

    suite: str
    case: Case
    patient: str
    variant: str = ""
    against: str | None = None
    may_become_unknown: bool = False
    may_differ: tuple[str, ...] = ()
    scored: bool = True
    """Whether its verdicts are held against labels; a variant is held against its original alone."""
    held_out: bool = False
    repeat: int = 0

    @property
    def key(self) -> str:
        return f"{self.suite}/{self.case.id}/{self.variant}/{self.repeat}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteItem:
    """One annotated note to read."""

    suite: str
    note: MarkedNote = field(repr=False)
    repeat: int = 0

    @property
    def key(self) -> str:
        return f"{self.suite}/{self.note.id}//{self.repeat}"


Item = CaseItem | NoteItem


def items_of(suite: str, *, sampled: bool = False) -> tuple[str, tuple[Item, ...]]:
    """The suite's kind and its work. ``sampled`` runs the part of a long suite that the suite names.

    Raises:
        CaseError: there is no such suite or it cannot be used.
    """
    path = SUITES[suite] if suite in ("dev", "fresh") else path_of(suite)
    name = suite if suite in SUITES else path.stem
    found = load(path)
    if isinstance(found, NotesFile):
        found, path = FactsSuite(kind="facts", about="", files=(path.name,)), path
    if isinstance(found, FactsSuite):
        return found.kind, tuple(NoteItem(suite=name, note=note) for note in notes_of(found, path))
    if isinstance(found, ScreeningSuite):
        return found.kind, tuple(_case_item(name, case) for case in cases_of(found, path, name))
    if isinstance(found, AdversarialSuite):
        return found.kind, tuple(_adversarial(name, found))
    if isinstance(found, RobustnessSuite):
        return found.kind, tuple(_robust(name, found, sampled))
    return found.kind, tuple(_fair(name, found))


def cases_of(suite: ScreeningSuite, path: Path, name: str) -> tuple[Case, ...]:
    """The labelled cases of a screening suite: those of its folder, then those in the file."""
    cases: tuple[Case, ...] = ()
    if suite.folder:
        folder = (path if path.is_dir() else path.parent) / suite.folder
        known = {where.resolve(): known for known, where in SUITES.items()}
        cases = load_suite(known.get(folder.resolve(), str(folder)))
    return (*cases, *(as_case(case, name, case.text) for case in suite.cases))


def as_case(inline: InlineCase, suite: str, text: str) -> Case:
    """A case that stands in a suite's file, with the text that is screened."""
    return Case(
        id=inline.id,
        language=inline.language,
        screening_date=inline.screening_date,
        lymphodepletion_date=inline.lymphodepletion_date,
        infusion_date=inline.infusion_date,
        overall=inline.overall,
        gold=inline.gold,
        why=dict.fromkeys(inline.gold, inline.why) if inline.why else {},
        suite=suite,
        text=text,
    )


def _case_item(suite: str, case: Case) -> CaseItem:
    held = case.part == "untuned" or case.suite == "fresh"
    return CaseItem(suite=suite, case=case, patient=case.id, held_out=held)


def _adversarial(name: str, suite: AdversarialSuite) -> Iterator[Item]:
    for case in suite.cases:
        if case.inserted is None:
            yield CaseItem(suite=name, case=as_case(case, name, case.text), patient=case.id)
            continue
        bare = as_case(case, name, case.bare)
        yield CaseItem(suite=name, case=bare, patient=case.id, variant=PLAIN)
        misleading = as_case(case, name, case.misleading)
        yield CaseItem(suite=name, case=misleading, patient=case.id, variant="instruction inside", against=PLAIN)


def _robust(name: str, suite: RobustnessSuite, sampled: bool) -> Iterator[Item]:
    _, items = items_of(suite.of)
    step = suite.sampled if sampled else 1
    for place, item in enumerate(items):
        if not isinstance(item, CaseItem):
            raise CaseError(f"{name}: the suite {suite.of} has no screening cases to change")
        variants = list(islice(_variants(name, suite, item), place % step, None, step))
        if variants:
            yield CaseItem(
                suite=name, case=item.case, patient=item.case.id, variant=PLAIN, scored=False, held_out=item.held_out
            )
            yield from variants


def _variants(name: str, suite: RobustnessSuite, item: CaseItem) -> Iterator[CaseItem]:
    for one in suite.changes:
        text = change(
            one.way, item.case.text, item.case.language, seed=f"{suite.seed} {item.case.id}", amount=one.amount
        )
        if text == item.case.text:
            continue
        yield CaseItem(
            suite=name,
            case=item.case.model_copy(update={"text": text, "evidence": {}}),
            patient=item.case.id,
            variant=one.way,
            against=PLAIN,
            may_become_unknown=one.may_become_unknown,
            scored=False,
            held_out=item.held_out,
        )


def _fair(name: str, suite: FairnessSuite) -> Iterator[Item]:
    languages: Sequence[Language] = ("en", "zh")
    for chart in suite.charts:
        for language in languages:
            usual = suite.usual[language]
            other = {"against": None} if language == "en" else {"against": f"en {PLAIN}"}
            swaps = [("language" if language == "zh" else "", f"{language} {PLAIN}", usual, other["against"])]
            swaps += [
                (one.trait, f"{language} {one.id}", {**usual, **one.words[language]}, f"{language} {PLAIN}")
                for one in suite.traits
            ]
            for trait, variant, words, against in swaps:
                case = _fair_case(name, chart.id, language, chart.text[language].format_map(words), chart)
                may = suite.may_matter.get(trait, {}) if trait else {}
                yield CaseItem(
                    suite=name,
                    case=case,
                    patient=chart.id,
                    variant=variant,
                    against=against,
                    may_differ=tuple(may),
                    scored=False,
                )


def _fair_case(suite: str, name: str, language: Language, text: str, dates: object) -> Case:
    days: dict[str, date | None] = {
        field: getattr(dates, field) for field in ("screening_date", "lymphodepletion_date", "infusion_date")
    }
    gold: dict[str, Status] = {}
    return Case.model_validate({"id": name, "language": language, **days, "gold": gold, "suite": suite, "text": text})
