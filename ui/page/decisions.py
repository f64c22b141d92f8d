"""Draws a person's own decisions beside the checker's verdicts, always as a person's. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.page.wording import Words

CHOICES = ("pass", "fail", "unknown", "not_applicable", "")


def lines(report: Mapping[str, Any], words: Words) -> list[str]:
    """What people decided, for the head of the report: each decision, then what would follow from all."""
    found = [
        words(
            "decide.line",
            criterion=item["id"],
            status=words(f"status.{item['override']['status']}"),
            was=words(f"status.{item['status']}"),
            by=item["override"]["by"],
            reason=item["override"]["reason"],
        )
        for item in report["criteria"]
        if item.get("override")
    ]
    taken = report.get("with_overrides")
    return [*found, words(f"decide.with.{taken['overall']}")] if taken else found


def on_card(item: Mapping[str, Any], words: Words) -> str:
    """A person's decision on one criterion, not yet escaped; empty where nobody decided."""
    said = item.get("override")
    if not said:
        return ""
    status = words(f"status.{said['status']}")
    return words("decide.card", status=status, by=said["by"], on=words.day(said["on"]), reason=said["reason"])
