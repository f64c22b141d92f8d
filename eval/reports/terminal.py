"""A run's results for a terminal. Computes no figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.metrics.agreement import Disagreement
from eval.metrics.comparing import Comparison
from eval.metrics.intervals import Figure
from eval.report import table

NAMES: Mapping[str, str] = {
    "agreement": "verdicts right",
    "fail_sensitivity": "ineligible: sensitivity",
    "fail_specificity": "ineligible: specificity",
    "fail_precision": "ineligible: precision",
    "fail_called_pass": "labelled fail, called pass",
    "unknown_called_pass": "labelled unknown, called pass",
    "wrongly_certain": "labelled unknown, decided",
    "needlessly_unknown": "decided in the label, left unknown",
    "kappa": "Cohen's kappa",
    "macro_f1": "F1, macro",
    "micro_f1": "F1, micro",
    "overall_accuracy": "overall result right",
    "strict_case_accuracy": "every verdict of a case right",
    "recall": "facts: recall",
    "precision": "facts: precision",
    "f1": "facts: F1",
    "value_accuracy": "facts: values right",
    "unit_accuracy": "facts: units right",
    "date_accuracy": "facts: dates right",
    "status_accuracy": "facts: statuses right",
    "grounding_valid": "quotes where they say",
    "stability": "verdicts that stayed the same",
    "run_to_run": "same verdict in every repeat",
}

_GROUPS = (
    ("group", "by", ("agreement", "fail_sensitivity", "fail_precision", "recall", "precision", "date_accuracy")),
    ("kind of fact", "kinds", ("recall", "precision", "status_accuracy", "date_accuracy")),
    (
        "criterion",
        "criteria",
        ("agreement", "fail_sensitivity", "fail_precision", "wrongly_certain", "needlessly_unknown"),
    ),
    ("change", "stability_by", ("stability",)),
)
"""Each table: its title, the part of the results that it shows, and the figures in it."""


def shown(figure: Mapping[str, Any]) -> list[str]:
    """Value, interval, so many of so many, and the bound, each as a cell."""
    if figure.get("value") is None:
        return ["-", "", "", ""]
    ends = f"{figure['low']:.3f} to {figure['high']:.3f}" if "low" in figure else ""
    share = f"{figure['hits']}/{figure['of']}" if "of" in figure else ""
    bound = ""
    if "bound" in figure:
        bound = f"{'at most' if figure['value'] == 0 else 'at least'} {figure['bound']:.3f}"
    return [f"{figure['value']:.3f}", ends, share, bound]


def summary(results: Mapping[str, Any]) -> str:
    """Every suite's figures with their intervals, the criteria, the stages and what changed."""
    return "\n\n".join(_suite(name, said) for name, said in results["suites"].items())


def _suite(name: str, said: Mapping[str, Any]) -> str:
    head = f"{name}: {said['patients']} {'notes' if said['kind'] == 'facts' else 'patients'}, {said['items']} readings"
    head += f", {said['crashes']} crashed" if said["crashes"] else ""
    rows = [["", "value", "95 % interval", "", "rule of three"]]
    rows += [[NAMES[key], *shown(figure)] for key, figure in said["figures"].items() if key in NAMES]
    parts = [head, table(rows)]
    for title, part, keys in _GROUPS:
        if said.get(part):
            parts.append(_grouped(title, said[part], keys))
    if said.get("funnel"):
        lost = [f"{stage} {count}" for stage, count in said["funnel"]["lost"].items() if count]
        parts.append(f"verdicts lost by: {', '.join(lost) or 'none'}")
    if said.get("changed") is not None:
        parts.append(_changed(said["changed"]))
    parts.append(_effort(said["effort"]))
    return "\n\n".join(parts)


def _grouped(title: str, groups: Mapping[str, Mapping[str, Any]], keys: tuple[str, ...]) -> str:
    used = [key for key in keys if any(group.get(key, {}).get("of") for group in groups.values())]
    rows = [[title, *(NAMES[key] for key in used)]]
    for name, group in groups.items():
        cells = [group.get(key, {}) for key in used]
        rows.append([name, *(f"{cell['hits']}/{cell['of']}" if cell.get("of") else "-" for cell in cells)])
    return table(rows)


def _changed(changes: list[Mapping[str, str]]) -> str:
    if not changes:
        return "no verdict changed"
    lines = [f"  {one['case']} {one['variant']} {one['criterion']}: {one['was']} -> {one['became']}" for one in changes]
    return "\n".join([f"verdicts that changed ({len(changes)}):", *lines])


def _effort(effort: Mapping[str, Any]) -> str:
    parts = [f"{effort['seconds_per_item']:.2f} s a reading"]
    if effort["calls"]:
        parts += [f"{effort['calls']} calls", f"{effort['input_tokens']} tokens in", f"{effort['output_tokens']} out"]
    if "cost" in effort:
        parts.append(f"cost {effort['cost']:.4f}")
    return ", ".join(parts)


def comparison(suite: str, found: Comparison) -> str:
    """Two runs of one suite: how many verdicts were won and lost, the tests, and each one that changed."""
    value, low, high = found.difference.value or 0.0, found.difference.low, found.difference.high
    ends = f" (95 % interval {low:+.4f} to {high:+.4f})" if low is not None and high is not None else ""
    chance = "-" if found.p_value is None else f"{found.p_value:.3g}"
    lines = [
        f"{suite}: {found.pairs} verdicts in both runs, {found.same:.4f} the same",
        f"won {len(found.won)}, lost {len(found.lost)}; McNemar's exact p {chance}; agreement {value:+.4f}{ends}",
        f"cases won {len(found.cases_won)}: {', '.join(found.cases_won) or '-'}",
        f"cases lost {len(found.cases_lost)}: {', '.join(found.cases_lost) or '-'}",
    ]
    for title, changed in (("won", found.won), ("lost", found.lost)):
        lines += [f"  {title}: {case} {criterion}: {how}" for case, criterion, how in changed]
    return "\n".join(lines)


def agreement_text(figures: Mapping[str, Figure], differing: Sequence[Disagreement]) -> str:
    """Two reviewers: agreement and kappa with their intervals, then each criterion on which they differ."""
    names = {"agreement": "labels the same", "kappa": "Cohen's kappa"}
    rows = [["", "value", "95 % interval", "", "rule of three"]]
    rows += [[names[name], *shown(figure.to_json())] for name, figure in figures.items()]
    lines = [f"  {one.case} {one.criterion}: {one.first} / {one.second}" for one in differing]
    return "\n".join([table(rows), f"disagreements: {len(differing)}", *lines])
