"""Many patients' notes at once, as `prescreen batch` takes them: a file or a subfolder is a patient. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from assistant.errors import InputError
from assistant.kept.cases import Case, Head, Listed
from assistant.kept.store import SqlStore
from ui.cli.inputs import parse_day
from ui.cli.patients import DATES_FILE, days_in
from ui.page import service, storing
from ui.page.charts import Chart, Entry, PlannedDates

Upload = tuple[str, bytes]
"""The path of a file inside what was dropped, and its content."""


@dataclass(frozen=True, slots=True)
class Read:
    """One patient of those that were dropped: a case that can be kept, or why there is none."""

    name: str
    case: Case | None
    reason: InputError | None = None
    asks: bool = False
    """The notes disagree on who the patient is."""
    alike: tuple[str, ...] = ()
    """What this patient may be already: labels of kept cases, or names in the same drop."""


@dataclass(frozen=True, slots=True)
class Group:
    """The files of one patient, with the days of ``dates.csv`` as written there."""

    name: str
    files: tuple[Upload, ...]
    days: Mapping[str, str]


def groups(uploads: Sequence[Upload]) -> list[Group]:
    """The patients of what was dropped, in the order of their names.

    Raises:
        InputError: ``dates.csv`` cannot be used.
    """
    inside = _without_shared_folder([(PurePosixPath(name.replace("\\", "/")), data) for name, data in uploads])
    table = next((data for path, data in inside if path.name.lower() == DATES_FILE and len(path.parts) == 1), None)
    days = days_in(table)[0] if table is not None else {}
    found: dict[str, list[Upload]] = {}
    for path, data in sorted(inside, key=lambda item: item[0].as_posix()):
        if path.name.lower() == DATES_FILE or any(part.startswith(".") for part in path.parts):
            continue
        found.setdefault(path.parts[0], []).append((path.as_posix(), data))
    return [
        Group(name, tuple(files), days.get(name) or days.get(PurePosixPath(name).stem) or {})
        for name, files in found.items()
    ]


def _without_shared_folder(files: list[tuple[PurePosixPath, bytes]]) -> list[tuple[PurePosixPath, bytes]]:
    """A dropped folder's own name is no patient."""
    first = {path.parts[0] for path, _ in files}
    if len(first) != 1 or any(len(path.parts) < 2 for path, _ in files):
        return files
    return [(PurePosixPath(*path.parts[1:]), data) for path, data in files]


def read(found: Sequence[Group], like: Chart, head: Head, store: SqlStore | None) -> Iterator[Read]:
    """Screen each patient with the trial and dates of ``like``; what cannot be read is a reason, never an error."""
    seen: list[tuple[str, frozenset[object]]] = []
    for group in found:
        one = _screened(group, like, head)
        if one.case is None:
            yield one
            continue
        marks = _marks(one.case)
        known: list[Listed] = store.alike(one.case.notes, one.case.people) if store else []
        alike = [row.head.label for row in known] + [name for name, others in seen if others & marks]
        seen.append((group.name, marks))
        yield Read(one.name, one.case, alike=tuple(dict.fromkeys(alike)))


def _screened(group: Group, like: Chart, head: Head) -> Read:
    entries = tuple(Entry(name, data, "file") for name, data in group.files)
    try:
        chart = Chart(dates=_dates(group, like.dates), trial=like.trial).adding(entries)
        answer = service.answer(chart)
        if answer.asks:
            return Read(group.name, None, asks=True)
        label = storing.suggested_label(chart)
        own = label if label not in {name for name, _ in group.files} else PurePosixPath(group.name).stem
        return Read(group.name, storing.case_of(chart, answer, head.model_copy(update={"label": own})))
    except service.Unusable as error:
        return Read(group.name, None, error.args[0] if isinstance(error.args[0], InputError) else None)
    except InputError as error:
        return Read(group.name, None, error)
    except Exception:  # a fault at one patient must not cost the others
        return Read(group.name, None)


def _dates(group: Group, usual: PlannedDates) -> PlannedDates:
    own = {name: parse_day(text, f"{DATES_FILE}, {group.name}") for name, text in group.days.items()}
    return PlannedDates(**own) if own else usual


def _marks(case: Case) -> frozenset[object]:
    texts = (note.data if isinstance(note.data, bytes) else note.data.encode() for note in case.notes)
    return frozenset(case.people) | {b" ".join(text.split()) for text in texts}
