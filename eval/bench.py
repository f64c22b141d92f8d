"""Times the program beside yardsticks of the same run: seconds alone say more of the machine. Checks no result."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from assistant import screening
from assistant.documents import NOTE_LINE, read_chart
from eval.cases import CASES, Case, load_suite
from eval.report import table
from eval.screened import protocol
from eval.tokens import CALLS, TRIALGPT, one_call
from rules.chart import Dates
from rules.checker import check
from rules.facts import Demographic, FactBase, Measurement

SHORT_NOTES = Path(__file__).parents[1] / "ui" / "page" / "examples"
RUNS = 7
NOTE_LENGTH = 4_000
COMMAND_AIM = 6.0
CHECK_AIM_MS = 2.0
READ_AIM = 40 / 150
"""Forty notes a second where the hundred expressions of the yardstick run over 150: machines differ, the ratio less."""

# The yardstick of reading: what a hundred plain expressions cost on the same notes. Twenty-five terms, four questions.
TERMS = (
    "prednis(?:ol)?one|泼尼松",
    "mycophenolate|吗替麦考酚酯",
    "hydroxychloroquine|羟氯喹",
    "cyclophosphamide|环磷酰胺",
    "azathioprine|硫唑嘌呤",
    "belimumab|贝利尤单抗",
    "rituximab|利妥昔单抗",
    "tacrolimus|他克莫司",
    "h(?:a)?emoglobin|血红蛋白",
    "platelets?|血小板",
    "creatinine|肌酐",
    "bilirubin|胆红素",
    "AST|谷草转氨酶",
    "ALT|谷丙转氨酶",
    "WBC|白细胞",
    "neutrophils?|中性粒细胞",
    "HIV|艾滋病",
    "HBsAg|乙肝表面抗原",
    "LVEF|射血分数",
    "QTc|QT间期",
    "SLEDAI(?:-2K)?",
    "nephritis|肾炎",
    "malignancy|肿瘤",
    "infection|感染",
    "surgery|手术",
)
QUESTIONS = (
    r"\b(?:{})\b[^\n.;。；]{{0,40}}?(\d+(?:\.\d+)?)",
    r"(?:no|denies|without|never|否认|无)\s[^\n.;。；]{{0,60}}?(?:{})",
    r"(\d{{1,4}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,4}})?)[^\n.;。；]{{0,40}}?(?:{})",
    r"(?:{})[^\n.;。；]{{0,60}}?(?:since|stopped|started|mg|起|停)",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table."""

    what: str
    figure: str
    beside: str
    ratio: str
    aim: str
    holds: bool


def seconds(work: Callable[[], object]) -> float:
    """How long it takes once."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def command_line(case: Path) -> Line:
    """The whole command against the bare import of pydantic, taking turns."""
    program = Path(sys.executable).with_name("prescreen")
    start = [str(program)] if program.exists() else [sys.executable, "-m", "ui.cli"]
    screen = [*start, "screen", str(case), "--screening-date", "2026-03-13", "--format", "json"]
    bare = [sys.executable, "-c", "from pydantic import BaseModel"]
    ours, theirs = [], []
    for turn in range(RUNS + 1):
        times = [seconds(partial(_run, command)) for command in (screen, bare)]
        if turn:  # the first turn only warms the disk
            ours.append(times[0])
            theirs.append(times[1])
    ratio = median(ours) / median(theirs)
    return Line(
        what="prescreen screen NOTE --format json",
        figure=f"{median(ours) * 1000:.0f} ms",
        beside=f"import pydantic {median(theirs) * 1000:.0f} ms",
        ratio=f"{ratio:.1f}",
        aim=f"ratio <= {COMMAND_AIM:g}",
        holds=ratio <= COMMAND_AIM,
    )


def _run(command: Sequence[str]) -> None:
    # Byte-code may be kept, as it is for the installed yardstick; else every run would compile the program anew.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)


def checking(case: Case) -> Line:
    """One patient's facts against the whole protocol, beside six criteria written out by hand."""
    documents = read_chart([(case.id, case.text)], screening=case.screening_date)
    facts = screening.read(documents).facts
    dates = Dates.planned(case.screening_date, case.lymphodepletion_date, case.infusion_date)
    trial = protocol()
    ours = _each(lambda: check(trial, facts, dates), 50)
    theirs = _each(lambda: six_criteria(facts), 2_000)
    return Line(
        what=f"check {len(facts)} facts against {len(trial.criteria)} criteria",
        figure=f"{ours * 1000:.2f} ms",
        beside=f"six by hand {theirs * 1000:.3f} ms",
        ratio=f"{ours / theirs:.0f}",
        aim=f"< {CHECK_AIM_MS:g} ms",
        holds=ours * 1000 < CHECK_AIM_MS,
    )


def _each(work: Callable[[], object], times: int) -> float:
    """Median seconds of one call, over rounds of calls."""
    work()
    return median(seconds(lambda: [work() for _ in range(times)]) / times for _ in range(RUNS))


def six_criteria(facts: Sequence[FactBase]) -> list[bool | None]:
    """What a programmer would write on an afternoon: no units, dates, conflicts or reasons."""
    values: dict[str, object] = {}
    for fact in facts:
        if isinstance(fact, Measurement | Demographic) and fact.subject == "patient":
            values[fact.name] = fact.value
    bounds = (("age", 18, 70), ("hb", 80, None), ("plt", 50, None), ("anc", 1.5, None), ("ast", None, 120))
    answers: list[bool | None] = []
    for name, low, high in bounds:
        value = values.get(name)
        if not isinstance(value, int | float):
            answers.append(None)
        else:
            answers.append((low is None or value >= low) and (high is None or value <= high))
    return [*answers, None if "hiv" not in values else values["hiv"] == "negative"]


def joined(language: str) -> list[str]:
    """Notes of equal length, made by joining the case notes of one language."""
    cases = [case for case in load_suite("nk510") if case.language == language]
    text = "\n".join(NOTE_LINE.sub(r"\1", case.text) for case in cases)
    return [text[at : at + NOTE_LENGTH] for at in range(0, len(text) - NOTE_LENGTH + 1, NOTE_LENGTH)]


def reading(language: str) -> Line:
    """Notes read into grounded facts in a second, beside a hundred compiled expressions run over the same notes."""
    notes = joined(language)
    patterns = [re.compile(question.format(term), re.IGNORECASE) for term in TERMS for question in QUESTIONS]
    screening.read(read_chart([("warm", notes[0])]))
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(seconds(lambda: [screening.read(read_chart([("note", note)])) for note in notes]) / len(notes))
        theirs.append(seconds(lambda: [pattern.findall(note) for note in notes for pattern in patterns]) / len(notes))
    speed, yardstick = 1 / median(ours), 1 / median(theirs)
    return Line(
        what=f"read notes of {NOTE_LENGTH:,} characters, {language}",
        figure=f"{speed:.0f}/s",
        beside=f"{len(patterns)} expressions {yardstick:.0f}/s",
        ratio=f"{speed / yardstick:.2f}",
        aim=f"ratio >= {READ_AIM:.2f}",
        holds=speed / yardstick >= READ_AIM,
    )


def asking(note: Path, trials: int = 1) -> Line:
    """The tokens of one call about a short note, in and out, beside TrialGPT's prompts alone.

    TrialGPT asks about each trial anew, in three calls; one reading serves them all, without a further call.
    """
    text = note.read_text("utf-8")
    given, answered = one_call(note.name, text)
    total, theirs = given + answered, TRIALGPT * trials
    many = f", {trials} trials" if trials > 1 else ""
    return Line(
        what=f"1 model call for {note.stem} ({len(text):,} characters){many}",
        figure=f"{total:,} tokens",
        beside=f"TrialGPT's prompts {theirs:,} in {CALLS * trials} calls",
        ratio=f"{total / theirs:.2f}",
        aim=f"< {theirs:,}",
        holds=total < theirs,
    )


def main() -> int:
    """Print the table."""
    case = next(case for case in load_suite("nk510") if case.id == "en-01")
    lines = [command_line(CASES / "nk510" / "en-01.txt"), checking(case), reading("en"), reading("zh")]
    lines += [asking(file) for file in sorted(SHORT_NOTES.glob("*.??.txt"))]
    lines += [asking(file, trials=10) for file in sorted(SHORT_NOTES.glob("wait.*.txt"))]
    rows = [["", "prescreen", "beside", "ratio", "aim", ""]]
    rows += [
        [line.what, line.figure, line.beside, line.ratio, line.aim, "holds" if line.holds else "MISSED"]
        for line in lines
    ]
    print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
