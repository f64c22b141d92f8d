"""Tables and lists of the screening evaluation as text, Markdown and JSON. Computes no figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.floors import Floor, breaches
from eval.scoring import Figures, Outcome, Ratio
from eval.stages import STAGES

Group = tuple[str, str]
"""A language and a part."""

COLUMNS: Mapping[str, str] = {
    "agreement": "agreement",
    "kappa": "kappa",
    "fails_found": "fails found",
    "fails_called_pass": "fail>pass",
    "unknowns_called_pass": "unknown>pass",
    "fails_right": "fails right",
    "left_unknown": "left unknown",
    "overall_right": "overall",
}
FIELDS = ("case", "part", "criterion", "gold", "got", "why", "reason", "stage")
CRASH = "crash"
GAP_AIM = 0.03
HELD_OUT = ("untuned", "fresh")


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as aligned columns, the first to the left and the others to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for first, *others in rows:
        cells = [cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True)]
        lines.append("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    return "\n".join(lines)


def show(value: object) -> str:
    """One figure: a share, a count or a dash where there was nothing to count."""
    if isinstance(value, Ratio):
        value = value.value
    if isinstance(value, tuple):
        return str(len(value))
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else str(value)


def figures_table(groups: Mapping[Group, Figures], floors: Mapping[str, Floor]) -> str:
    """One row for each language and part under a row of aims; a figure that misses its aim bears a star."""
    aims = ["aim", ""] + [str(floors[name]) if name in floors else "" for name in COLUMNS]
    rows = [["", "cases", *COLUMNS.values()], aims]
    for (language, part), figures in groups.items():
        missed = breaches(figures, floors)
        cells = [show(getattr(figures, name)) + ("*" if name in missed else " ") for name in COLUMNS]
        rows.append([f"{language} {part}", str(figures.cases), *cells])
    return table(rows)


def gaps(groups: Mapping[Group, Figures]) -> str:
    """By how much the agreement on the tuned cases exceeds that on each held-out part."""
    shown = []
    for (language, part), figures in groups.items():
        tuned = groups.get((language, "tuned"))
        if part in HELD_OUT and tuned is not None:
            gap = (tuned.agreement.value or 0) - (figures.agreement.value or 0)
            shown.append(f"{language} {part} {gap:+.3f}{'*' if gap > GAP_AIM else ''}")
    return f"Gap of the agreement, tuned less held out (aim <={GAP_AIM}): {', '.join(shown) or '-'}"


def criteria_table(outcomes: Sequence[Outcome], groups: Iterable[Group]) -> str:
    """How often each criterion was right, by group, with the gold fails found and the wrong passes."""
    columns = list(groups)
    rows = [["criterion", *(f"{language} {part}" for language, part in columns), "fails found", "wrong pass"]]
    for criterion in sorted({item.criterion for item in outcomes}, key=_order):
        mine = [item for item in outcomes if item.criterion == criterion]
        fails = [item for item in mine if item.gold == "fail"]
        wrong = sum(item.got == "pass" and item.gold != "pass" for item in mine)
        cells = [_fraction([item for item in mine if (item.language, item.part) == group]) for group in columns]
        found = f"{sum(item.right for item in fails)}/{len(fails)}" if fails else "-"
        rows.append([criterion, *cells, found, str(wrong or "")])
    return table(rows)


def _order(criterion: str) -> tuple[bool, str]:
    return not criterion.startswith("INC"), criterion.replace(".10", ".a")


def _fraction(items: Sequence[Outcome]) -> str:
    return f"{sum(item.right for item in items)}/{len(items)}" if items else "-"


def stages_table(misses: Sequence[Outcome], groups: Iterable[Group]) -> str:
    """How many verdicts each stage lost."""
    columns = list(groups)
    rows = [["lost by", *(f"{language} {part}" for language, part in columns)]]
    counts = Counter(((miss.language, miss.part), miss.stage.partition(":")[0]) for miss in misses)
    for stage in (*STAGES, CRASH):
        rows.append([stage, *(str(counts[group, stage] or "") for group in columns)])
    return table(rows)


def misses_list(misses: Sequence[Outcome]) -> str:
    """Every miss with the label's reason, the verdict's and the stage; held-out ones last, under a warning."""
    crashes = dict.fromkeys(f"** {miss.case}: {miss.reason}" for miss in misses if miss.stage == CRASH)
    read = [miss for miss in misses if miss.stage != CRASH]
    held = [miss for miss in read if miss.part in HELD_OUT]
    parts = [*crashes, *(_miss(miss) for miss in read if miss.part not in HELD_OUT)]
    if held:
        parts.append("-- held out: these measure, do not tune on them --")
        parts += [_miss(miss) for miss in held]
    return "\n".join(parts) or "none"


def _miss(miss: Outcome) -> str:
    mark = "!!" if (miss.gold, miss.got) == ("fail", "pass") else " !" if miss.got == "pass" else "  "
    lines = [f"{mark} {miss.case} {miss.criterion}: gold {miss.gold}, got {miss.got}"]
    lines += [f"      gold:  {miss.why}"] if miss.why else []
    lines += [f"      said:  {miss.reason}"] if miss.reason else []
    lines += [f"      stage: {miss.stage}"] if miss.stage else []
    return "\n".join(lines)


def misses_markdown(misses: Sequence[Outcome]) -> str:
    """The misses as a Markdown table."""
    head = ["| case | part | criterion | gold | got | why (label) | reason (verdict) | stage |", "| --- " * 8 + "|"]
    cells = ([str(getattr(miss, name)).replace("|", "\\|").replace("\n", " ") for name in FIELDS] for miss in misses)
    rows = [f"| {' | '.join(row)} |" for row in cells]
    return "\n".join(["# Misses", "", *head, *rows, ""])


def results_json(
    groups: Mapping[Group, Figures], outcomes: Sequence[Outcome], faults: Sequence[str], overall: Mapping[str, str]
) -> dict[str, Any]:
    """Everything that was found, for a later comparison."""
    verdicts: dict[str, dict[str, str]] = {}
    for item in outcomes:
        verdicts.setdefault(item.case, {})[item.criterion] = item.got
    return {
        "figures": {f"{language} {part}": figures.to_json() for (language, part), figures in groups.items()},
        "evidence_faults": list(faults),
        "overall": dict(overall),
        "verdicts": verdicts,
        "misses": [{name: getattr(item, name) for name in FIELDS} for item in outcomes if not item.right],
    }
