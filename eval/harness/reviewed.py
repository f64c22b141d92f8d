"""Reports that a person reviewed become labelled cases without what identifies. Decides nothing.

A reviewed case is the JSON report of ``prescreen screen`` or of the page, in which a person decided criteria
(``override``). Only what a person decided is a label; ``whole`` takes the checker's other verdicts for confirmed. Notes
are masked and every date, of notes and case alike, is moved by the same secret number of weeks.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from assistant.documents import Document, read_chart
from assistant.errors import ExtractionError
from assistant.privacy.masking import Mask
from eval.cases import Case, CaseError, load_case

WRITTEN_DOWN = ("correction", "decision")
"""Documents that the program itself made of a person's words: no notes."""
_WEEKS = (-60, 60)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One report with what a person made of it."""

    name: str
    report: Mapping[str, Any]

    def labels(self, *, whole: bool = False) -> dict[str, str]:
        """The status of each criterion that a person decided; with ``whole`` of the others too."""
        said = {one["id"]: one.get("override", {}).get("status") for one in self.report["criteria"]}
        checked = {one["id"]: one["status"] for one in self.report["criteria"]}
        return {name: status or checked[name] for name, status in said.items() if status or whole}

    def notes(self) -> tuple[tuple[str, str], ...]:
        """The notes as they were read, without what the program wrote down itself."""
        documents = self.report["documents"]
        if any(not one.get("text") for one in documents):
            raise CaseError(f"{self.name}: the report was made with --no-text and holds no notes")
        return tuple((one["document"], one["text"]) for one in documents if one.get("source") not in WRITTEN_DOWN)


def read_reviewed(path: Path) -> Reviewed:
    """The report of a file.

    Raises:
        CaseError: it is no JSON report.
    """
    try:
        raw = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise CaseError(f"{path.name} cannot be read: {type(error).__name__}") from error
    if not isinstance(raw, Mapping) or not {"criteria", "documents", "dates"} <= set(raw):
        raise CaseError(f"{path.name} is no report of one trial as JSON (prescreen screen --format json)")
    return Reviewed(path.stem, raw)


def case_of(reviewed: Reviewed, number: int, *, whole: bool = False, weeks: int | None = None) -> Case:
    """The report as a labelled case without what identifies.

    Raises:
        CaseError: it has no label, or its notes cannot be masked for certain.
    """
    gold = reviewed.labels(whole=whole)
    if not gold:
        raise CaseError(f"{reviewed.name}: nobody decided a criterion (take all verdicts for reviewed with --whole)")
    moved = weeks if weeks is not None else secrets.choice([n for n in range(*_WEEKS) if abs(n) > 3])
    documents = _documents(reviewed)
    try:
        masked = Mask(documents, weeks=moved)
    except ExtractionError as error:
        raise CaseError(f"{reviewed.name}: {error}") from error
    text = "\n".join(note.text for note in masked.notes)
    dates = {
        f"{name}_date": _moved(reviewed.report["dates"].get(name), moved)
        for name in ("screening", "lymphodepletion", "infusion")
    }
    said: dict[str, Any] = {
        "id": f"use-{number:03}",
        "language": documents[0].language,
        **dates,
        "overall": None,
        "gold": gold,
        "evidence": _evidence(reviewed, documents, masked, gold, text),
        "tags": ["reviewed in use"],
    }
    return Case.model_validate({**said, "suite": "reviewed", "text": text})


def _documents(reviewed: Reviewed) -> tuple[Document, ...]:
    screening = date.fromisoformat(reviewed.report["dates"]["screening"])
    return read_chart([("chart.txt", "\n".join(text for _, text in reviewed.notes()))], screening=screening)


def _moved(day: str | None, weeks: int) -> str | None:
    return None if day is None else (date.fromisoformat(day) + timedelta(weeks=weeks)).isoformat()


def _evidence(
    reviewed: Reviewed, documents: Sequence[Document], masked: Mask, gold: Mapping[str, str], text: str
) -> dict[str, list[str]]:
    """The words of the notes that the verdicts rest on, as the masked notes have them."""
    found: dict[str, list[str]] = {}
    for criterion in reviewed.report["criteria"]:
        quotes = []
        for item in criterion["evidence"] if criterion["id"] in gold else ():
            for document, note in zip(documents, masked.notes, strict=True):
                start = document.text.find(item["quote"])
                if start >= 0:
                    first, last = note.at(start, start + len(item["quote"]))
                    quotes.append(note.text[first:last])
                    break
        if kept := [quote for quote in dict.fromkeys(quotes) if quote and quote in text]:
            found[criterion["id"]] = kept
    return found


def write_case(case: Case, folder: Path) -> None:
    """``ID.json`` and ``ID.txt``: ``prescreen eval FOLDER`` runs them."""
    folder.mkdir(parents=True, exist_ok=True)
    data = case.model_dump(mode="json", exclude={"suite", "text"}, exclude_none=True)
    (folder / f"{case.id}.json").write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / f"{case.id}.txt").write_bytes(case.text.encode("utf-8"))


def import_reviewed(paths: Sequence[Path], folder: Path, *, whole: bool = False) -> tuple[Case, ...]:
    """Every report as a case in the folder, numbered after those that are there.

    Raises:
        CaseError: one cannot be used; then none is written.
    """
    taken = [int(path.stem.rpartition("-")[2]) for path in folder.glob("use-*.json")]
    first = max(taken, default=0) + 1
    cases = tuple(case_of(read_reviewed(path), first + place, whole=whole) for place, path in enumerate(paths))
    for case in cases:
        write_case(case, folder)
    return cases


def labels_of(path: Path) -> dict[str, dict[str, str]]:
    """The labels of a reviewer by case: of a folder of cases, a folder of reports or one report.

    Raises:
        CaseError: there are none.
    """
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    found: dict[str, dict[str, str]] = {}
    for file in files:
        if file.with_suffix(".txt").is_file():
            found[file.stem] = dict(load_case(file, path.name).gold)
        else:
            found[file.stem] = read_reviewed(file).labels(whole=True)
    if not found:
        raise CaseError(f"{path} holds no reviewed cases")
    return found
