"""The readers that the harness can put to the test, by name. Loads only what is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.choosing import NAMES, reader
from assistant.readers import Extractor
from eval.cases import Case, CaseError
from eval.screened import Screened, screen_case


@dataclass(frozen=True, slots=True)
class EvalReader:
    """A reader by its name, which is all that a worker process is told."""

    name: str = "embedded"

    def __post_init__(self) -> None:
        if self.name not in NAMES:
            raise CaseError(f"there is no extractor {self.name!r}: use one of {', '.join(NAMES)}")

    def extractor(self) -> Extractor:
        """The reader itself.

        Raises:
            InputError: a model server is needed and not set.
        """
        return reader(self.name)

    def screen(self, case: Case) -> Screened:
        """One case screened; a crash is a result."""
        return screen_case(case, self.name)
