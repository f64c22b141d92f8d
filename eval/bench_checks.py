"""How many charts the checker gets through, with and without its explanations, as patients and protocols grow.

``python -m eval.bench_checks [--patients 10000]``. Beside it, in the same run, six criteria by hand: the floor.
"""

from __future__ import annotations

import argparse
import resource
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import cycle, islice

from assistant import screening
from assistant.documents import Document, read_chart
from assistant.screening import Extraction, Settings
from eval.bench import seconds, six_criteria
from eval.cases import load_suite
from eval.report import table
from rules import terminology
from rules.chart import Dates
from rules.checker import check
from rules.loader import read_protocol
from rules.protocol import FOLDER, Protocol

TRIAL = "NCT07083349"
AIM = 2_000
"""Full checks of NCT07083349 with explanations a second on one core."""
MANY_PROTOCOLS, FEW_PATIENTS = 100, 200


@dataclass(frozen=True, slots=True)
class Patient:
    """What was read of one labelled case, and its days."""

    documents: tuple[Document, ...]
    reading: Extraction
    dates: Dates


def patients() -> list[Patient]:
    """The facts of the labelled cases, read once; a run takes them again and again."""
    found = []
    for case in load_suite("nk510"):
        documents = read_chart([(f"{case.id}.txt", case.text)], screening=case.screening_date)
        dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
        found.append(Patient(documents, screening.read(documents), dates))
    return found


def bare(protocol: Protocol, patient: Patient) -> object:
    """Every verdict, as the checker gives it."""
    return check(protocol, patient.reading.facts, patient.dates)


def explained(protocol: Protocol, patient: Patient) -> object:
    """Every verdict with its sentences, quotes and arithmetic, as a report shows them."""
    verdicts = check(protocol, patient.reading.facts, patient.dates)
    return [screening.verdict_to_json(verdict, "en", patient.dates) for verdict in verdicts]


def reported(protocol: Protocol, patient: Patient) -> object:
    """The whole report, with all that lies ahead."""
    return screening.decide(patient.documents, protocol, patient.dates, patient.reading, (), Settings()).to_json(
        "en", text=False
    )


def by_hand(_: Protocol, patient: Patient) -> object:
    """The floor."""
    return six_criteria(patient.reading.facts)


Work = Callable[[Protocol, Patient], object]


def run(work: Work, protocols: Sequence[Protocol], people: Iterable[Patient]) -> None:
    """Every patient against every protocol; results are dropped at once, as a batch writes them away."""
    for patient in people:
        for protocol in protocols:
            work(protocol, patient)


def rate(work: Work, protocols: Sequence[Protocol], known: Sequence[Patient], count: int) -> float:
    """Checks a second."""
    return len(protocols) * count / seconds(partial(run, work, protocols, islice(cycle(known), count)))


def megabytes() -> float:
    """The most memory that the process has held so far."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main(argv: Sequence[str] | None = None) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m eval.bench_checks", description=__doc__)
    parser.add_argument("--patients", type=int, default=10_000, help="of one protocol (default: 10000)")
    many = parser.parse_args(argv).patients
    known = patients()
    file = FOLDER / TRIAL / "protocol.yaml"
    one = [read_protocol(file, terminology.load())]
    hundred = [read_protocol(file, terminology.load()) for _ in range(MANY_PROTOCOLS)]
    for work in (bare, explained, reported, by_hand):
        rate(work, one, known, len(known))
    few = max(len(known), many // 10)
    floor = rate(by_hand, one, known, few * 10)
    rows = [["checks a second on one core", "patients", "protocols", "rate", "times the floor's time", "memory"]]
    figures: dict[str, float] = {}
    for name, work, protocols, count in (
        ("verdicts", bare, one, few),
        ("verdicts", bare, one, many),
        ("with explanations", explained, one, few),
        ("with explanations", explained, one, many),
        ("with explanations", explained, hundred, max(2, FEW_PATIENTS * many // 10_000)),
        ("whole reports", reported, one, few),
    ):
        figures[f"{name} {count} {len(protocols)}"] = speed = rate(work, protocols, known, count)
        rows.append(
            [
                name,
                f"{count:,}",
                str(len(protocols)),
                f"{speed:,.0f}/s",
                f"{floor / speed:,.0f}",
                f"{megabytes():.0f} MB",
            ]
        )
    rows.append(["six criteria by hand", f"{few * 10:,}", "-", f"{floor:,.0f}/s", "1", f"{megabytes():.0f} MB"])
    print(table(rows))
    facts = sum(len(patient.reading.facts) for patient in known) / len(known)
    best = figures[f"with explanations {many} 1"]
    verdict = "holds" if best >= AIM else "MISSED"
    print(f"{facts:.0f} facts a patient. Aim: {AIM:,} checks with explanations a second: {verdict}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
