"""What nobody has encoded yet: always unknown, so that a half-written protocol decides only what it has in full."""

from __future__ import annotations

from typing import Literal

from rules.chart import Question
from rules.findings import Finding, Remark
from rules.predicates.base import Predicate
from rules.truth import Truth


class ToDo(Predicate):
    """A criterion without a rule yet, and why none was drafted. Says nothing on who judges it once it is encoded."""

    because: Literal["not_understood", "part_of_list", "has_parts", "alternatives", "several_groups", "no_section"] = (
        "not_understood"
    )

    def evaluate(self, question: Question) -> Finding:
        """Unknown, whatever the chart says."""
        missing = (Remark("left_to_encode"),)
        return Finding(truth=Truth.UNKNOWN, code=f"to_do_{self.because}", missing=missing, settled_by="site")
