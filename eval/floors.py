"""The figures that must hold, and which of them do not. Measures nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from eval.scoring import Figures, Ratio


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound on one figure."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float | None) -> bool:
        """Whether the figure keeps the bound; what could not be counted does not break it."""
        if value is None:
            return True
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def __str__(self) -> str:
        return f">={self.at_least:g}" if self.at_least is not None else f"<={self.at_most:g}"


def load_floors(path: Path | None = None) -> Mapping[str, Floor]:
    """The bounds of a file, by default ``floors.yaml``."""
    raw = yaml.safe_load((path or Path(__file__).with_suffix(".yaml")).read_text("utf-8"))
    return {name: Floor(**bounds) for name, bounds in raw.items()}


def breaches(figures: Figures, floors: Mapping[str, Floor]) -> tuple[str, ...]:
    """The names of the figures that break their bounds."""
    return tuple(name for name, floor in floors.items() if not floor.holds(_number(getattr(figures, name))))


def _number(figure: object) -> float | None:
    if isinstance(figure, Ratio):
        return figure.value
    if isinstance(figure, tuple):
        return float(len(figure))
    return figure if isinstance(figure, float) else None
