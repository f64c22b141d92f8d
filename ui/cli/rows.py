"""A report as one row of a table (CSV, Parquet) or one line (JSONL), and the tables read back. Screens nothing.

The rows of a Parquet table are kept as lines of JSON until all are there: it cannot be written row by row.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from ui.cli.inputs import shown

Row = dict[str, Any]

HEAD = ("patient", "trial", "overall", "outlook", "earliest", "earliest_possible", "earliest_certain", "because")
MIDDLE = (
    "screening",
    "lymphodepletion",
    "infusion",
    "assumed",
    "fail",
    "unknown",
    "needs_review",
    "safety_notes",
    "identity",
)
TAIL = ("error", "files", "extractor", "version", "fingerprint")
FORMS = (".csv", ".jsonl", ".parquet")
_DAYS = ("earliest_possible", "earliest_certain", "screening", "lymphodepletion", "infusion")
# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def form_of(target: Path) -> str:
    """``.csv``, ``.jsonl`` or ``.parquet``.

    Raises:
        InputError: the table's name has another ending.
    """
    suffix = target.suffix.lower()
    if suffix not in FORMS:
        raise InputError("output_ending", name=shown(target))
    return suffix


def table_row(row: Row) -> Row:
    """The row of a table: everything in short, and a column for each criterion's status."""
    return {key: cell_of(value) for key, value in _short(row).items()}


def _short(row: Row) -> Row:
    if row.get("error"):
        return {key: row.get(key) for key in (*HEAD, *MIDDLE, *TAIL)} | {"trial": row["trial"]["id"]}
    criteria = row["criteria"]
    earliest, dates = row.get("earliest_eligible") or {}, row.get("dates") or {}
    return {
        **{key: row.get(key) for key in ("patient", "overall", "outlook", "error", "files", "version", "fingerprint")},
        "trial": row["trial"]["id"],
        "earliest": earliest.get("status"),
        "earliest_possible": earliest.get("possible"),
        "earliest_certain": earliest.get("certain"),
        "because": earliest.get("because"),
        **{key: _day(dates.get(key)) for key in ("screening", "lymphodepletion", "infusion")},
        "assumed": dates.get("assumed"),
        **{status: [item["id"] for item in criteria if item["status"] == status] for status in ("fail", "unknown")},
        "needs_review": [item["id"] for item in criteria if item.get("needs_review")],
        "safety_notes": [note["code"] for note in row.get("safety_notes") or ()],
        "identity": len((row.get("identity") or {}).get("conflicts") or ()) or None,
        "extractor": (row.get("extraction") or {}).get("extractor"),
        **{item["id"]: item["status"] for item in criteria},
    }


def _day(value: Any) -> Any:
    return None if isinstance(value, Mapping) else value


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        value = " ".join(str(item) for item in value)
    return "" if value is None else str(value)


def cell_of(value: Any) -> str:
    """A value as the text of a cell, which no spreadsheet takes for a formula."""
    text = _plain(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def line_of(row: Row, form: str, columns: Sequence[str]) -> str:
    """The row as one line of the output."""
    if form == ".jsonl":
        return json.dumps(row, ensure_ascii=False) + "\n"
    if form == ".parquet":
        return json.dumps({key: _plain(value) for key, value in _short(row).items()}, ensure_ascii=False) + "\n"
    table = table_row(row)
    return csv_line([table.get(column, "") for column in columns])


def csv_line(cells: Iterable[str]) -> str:
    """Cells as one line of CSV."""
    stream = StringIO()
    csv.writer(stream, lineterminator="\n").writerow(cells)
    return stream.getvalue()


def columns_for(criteria: Iterable[str]) -> list[str]:
    """The table's columns: the criteria stand before the last ones."""
    return [*HEAD, *MIDDLE, *dict.fromkeys(criteria), *TAIL]


def finished(target: Path, form: str, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The fingerprint and line of each row of an earlier run, without errors and without a torn last line.

    Raises:
        InputError: the file is not a table of this form and of these columns.
    """
    try:
        if target.suffix.lower() == ".parquet":
            yield from _lines(_parquet_lines(target))
            return
        with target.open(encoding="utf-8-sig", newline="") as stream:
            yield from _rows(stream, columns, target) if form == ".csv" else _lines(stream)
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputError("output_unreadable", name=shown(target)) from None


def complete(part: Path, target: Path, form: str, columns: Sequence[str]) -> None:
    """Make the table of the rows that were written one by one, under its name."""
    if form != ".parquet":
        part.replace(target)
        return
    import pyarrow
    from pyarrow import parquet

    rows = [json.loads(line) for line in part.read_text(encoding="utf-8").splitlines()]
    fields = [(name, pyarrow.date32() if name in _DAYS else pyarrow.string()) for name in columns]
    made = {name: [_typed(row.get(name), name) for row in rows] for name in columns}
    whole = target.with_name(target.name + ".tmp")
    parquet.write_table(pyarrow.table(made, schema=pyarrow.schema(fields)), whole)
    whole.replace(target)
    part.unlink()


def _typed(value: str | None, name: str) -> Any:
    if not value:
        return None
    return date.fromisoformat(value) if name in _DAYS else value


def _parquet_lines(target: Path) -> Iterator[str]:
    if not target.exists():
        return
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(target)
    except pyarrow.ArrowException:
        raise InputError("output_unreadable", name=shown(target)) from None
    for row in table.to_pylist():
        yield json.dumps({name: "" if cell is None else str(cell) for name, cell in row.items()}, ensure_ascii=False)


def _lines(stream: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in stream:
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict) and not row.get("error") and row.get("fingerprint"):
            yield str(row["fingerprint"]), line.rstrip("\r\n") + "\n"


def _rows(stream: Iterable[str], columns: Sequence[str], target: Path) -> Iterator[tuple[str, str]]:
    rows = csv.reader(stream)
    header = next(rows, [])
    if header and header != list(columns):
        raise InputError("output_columns", name=shown(target))
    for cells in rows:
        row = dict(zip(columns, cells, strict=False))
        if len(cells) == len(columns) and not row["error"] and row["fingerprint"]:
            yield row["fingerprint"], csv_line(cells)
