"""Works through the items on every core, shows progress and goes on after an interrupt. Judges nothing.

Finished records are kept line by line beside a fingerprint of the program, the reader and the items. A run that finds
the same fingerprint takes them and does the rest; any other begins anew. The order of the items is that of the
results, however many workers there are.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path

from eval.harness.items import CaseItem, Item
from eval.harness.judging import judge
from eval.harness.records import CaseRecord, NoteRecord, Record
from eval.readers import EvalReader

KEPT = "records.jsonl"
_CHUNK = 4
_SOURCES = ("assistant", "rules", "prompts", "eval")
_SUFFIXES = {".py", ".yaml", ".json", ".md", ".txt"}
_ROOT = Path(__file__).parents[2]


def run_items(
    items: Sequence[Item],
    reader: EvalReader,
    *,
    workers: int | None = None,
    kept: Path | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> tuple[Record, ...]:
    """The records of all items, in their order. With ``kept``, a folder, finished ones survive an interrupt."""
    done = _finished(kept, items, reader)
    todo = [item for item in items if item.key not in done]
    store = None if kept is None else _store(kept, items, reader, fresh=not done)
    count, total = len(done), len(items)
    try:
        for record in _worked(todo, reader, workers or os.cpu_count() or 1):
            done[record.key] = record
            count += 1
            if store is not None:
                store.write(record.model_dump_json() + "\n")
                store.flush()
            if tell is not None:
                tell(count, total)
    finally:
        if store is not None:
            store.close()
    return tuple(done[item.key] for item in items)


def progress(stream: object = None) -> Callable[[int, int], None]:
    """A line on standard error that counts, where that is a terminal; elsewhere a line at each tenth."""
    out = sys.stderr

    def tell(count: int, total: int) -> None:
        if out.isatty():
            print(f"\r{count}/{total}", end="\n" if count == total else "", file=out, flush=True)
        elif total >= 100 and count * 10 // total != (count - 1) * 10 // total:
            print(f"{count}/{total}", file=out, flush=True)

    return tell


def _worked(items: Sequence[Item], reader: EvalReader, workers: int) -> Iterator[Record]:
    if workers == 1 or len(items) <= _CHUNK:
        for item in items:
            yield judge(item, reader)
        return
    chunks = [items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK)]
    with ProcessPoolExecutor(max_workers=min(workers, len(chunks))) as pool:
        waiting = [pool.submit(_chunk, chunk, reader) for chunk in chunks]
        try:
            for finished in as_completed(waiting):
                yield from finished.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _chunk(items: Sequence[Item], reader: EvalReader) -> list[Record]:
    return [judge(item, reader) for item in items]


@cache
def program() -> str:
    """A digest of everything that the figures may depend on: the code, tables and prompts."""
    digest = hashlib.sha256()
    for folder in _SOURCES:
        for path in sorted((_ROOT / folder).rglob("*")):
            if path.suffix in _SUFFIXES and path.is_file() and "cases" not in path.parts:
                digest.update(str(path.relative_to(_ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _fingerprint(items: Sequence[Item], reader: EvalReader) -> str:
    digest = hashlib.sha256(f"{program()} {reader}".encode())
    for item in items:
        digest.update(item.key.encode())
        said = item.case.model_dump_json() if isinstance(item, CaseItem) else item.note.model_dump_json()
        digest.update(said.encode())
    return digest.hexdigest()


def _finished(kept: Path | None, items: Sequence[Item], reader: EvalReader) -> dict[str, Record]:
    path = None if kept is None else kept / KEPT
    if path is None or not path.is_file():
        return {}
    lines = path.read_text("utf-8").splitlines()
    try:
        if not lines or json.loads(lines[0]).get("fingerprint") != _fingerprint(items, reader):
            return {}
    except (ValueError, AttributeError):
        return {}
    wanted = {item.key for item in items}
    records = (parsed for line in lines[1:] if (parsed := _parsed(line)) is not None)
    return {record.key: record for record in records if record.key in wanted}


def _parsed(line: str) -> Record | None:
    """A stored record; a line that an interrupt cut short is none."""
    try:
        raw = json.loads(line)
        return NoteRecord.model_validate(raw) if raw["kind"] == "note" else CaseRecord.model_validate(raw)
    except (ValueError, KeyError, TypeError):
        return None


def _store(kept: Path, items: Sequence[Item], reader: EvalReader, *, fresh: bool):  # type: ignore[no-untyped-def]
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / KEPT
    if fresh:
        path.write_text(json.dumps({"fingerprint": _fingerprint(items, reader)}) + "\n", "utf-8")
    elif not path.read_text("utf-8").endswith("\n"):
        with path.open("a", encoding="utf-8") as cut:
            cut.write("\n")
    return path.open("a", encoding="utf-8")


def read_records(folder: Path) -> tuple[Record, ...]:
    """The stored records of an earlier run; none where the folder has none."""
    path = folder / KEPT
    if not path.is_file():
        return ()
    return tuple(parsed for line in path.read_text("utf-8").splitlines()[1:] if (parsed := _parsed(line)) is not None)
