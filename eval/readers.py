"""The readers that the harness can put to the test, by name. Loads only what is asked for.

Beside the program's own there are baselines, which give verdicts and no facts: ``prompt-all`` asks a model for all
criteria in one call, ``prompt-each`` for one at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.choosing import NAMES, reader
from assistant.readers import Extractor
from eval.cases import Case, CaseError
from eval.screened import Screened, screen_case

BASELINES = ("prompt-all", "prompt-each")


@dataclass(frozen=True, slots=True)
class EvalReader:
    """A reader by its name, which is all that a worker process is told."""

    name: str = "embedded"

    def __post_init__(self) -> None:
        if self.name not in (*NAMES, *BASELINES):
            known = ", ".join((*NAMES, *BASELINES))
            raise CaseError(f"there is no extractor {self.name!r}: use one of {known}")

    @property
    def is_baseline(self) -> bool:
        """Whether it gives verdicts without facts."""
        return self.name in BASELINES

    def extractor(self) -> Extractor:
        """The reader itself.

        Raises:
            CaseError: it reads no facts.
            InputError: a model server is needed and not set.
        """
        if self.is_baseline:
            raise CaseError(f"{self.name} gives verdicts and reads no facts: leave the facts suite out")
        return reader(self.name)

    def screen(self, case: Case) -> Screened:
        """One case screened; a crash is a result."""
        if self.is_baseline:
            from eval.baselines.prompting import PromptBaseline

            try:
                return PromptBaseline(each=self.name == "prompt-each").screen(case)
            except Exception as error:  # a server that fails is a result too
                return Screened(crash=f"{type(error).__name__}: {error}")
        return screen_case(case, self.name)
