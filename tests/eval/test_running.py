"""Working through a suite: the same records whatever the workers, and going on after an interrupt."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.definitions.files import load
from eval.harness import running
from eval.harness.items import Item, items_of
from eval.harness.records import Record
from eval.harness.running import KEPT, read_records, run_items
from eval.readers import EvalReader

READER = EvalReader()
CASES = "\n".join(
    f"  - {{id: c-{n}, language: en, screening_date: 2026-03-12, gold: {{INC-01: pass, EXC-06a: pass}}, "
    f"text: 'Clinic note 2026-03-10. A {17 + n}-year-old man. HIV negative 2026-03-0{1 + n}.'}}"
    for n in range(6)
)


@pytest.fixture
def items(tmp_path: Path) -> Sequence[Item]:
    path = tmp_path / "six.yaml"
    path.write_text(f"kind: screening\nabout: six\ncases:\n{CASES}\n", "utf-8")
    load.cache_clear()
    return items_of(str(path))[1]


def without_clock(records: Sequence[Record]) -> list[dict[str, object]]:
    return [record.model_dump(exclude={"effort": {"seconds"}}) for record in records]


def test_one_worker_and_two_give_the_same_records_in_the_same_order(items: Sequence[Item]) -> None:
    alone, together = run_items(items, READER, workers=1), run_items(items, READER, workers=2)
    assert without_clock(alone) == without_clock(together)
    assert [record.case for record in alone] == [f"c-{n}" for n in range(6)]


def test_a_run_that_was_cut_short_goes_on(
    items: Sequence[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(count: int, total: int) -> None:
        if count == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_items(items, READER, workers=1, kept=tmp_path, tell=stop)
    with (tmp_path / KEPT).open("a", encoding="utf-8") as kept:
        kept.write('{"kind": "case", "suite": "six", "ca')  # a line that the interrupt cut in two
    judged: list[str] = []
    real = running.judge
    monkeypatch.setattr(running, "judge", lambda item, reader: (judged.append(item.key), real(item, reader))[1])
    records = run_items(items, READER, workers=1, kept=tmp_path)
    assert judged == [item.key for item in items[3:]]
    assert without_clock(records) == without_clock(run_items(items, READER, workers=1))
    assert [record.key for record in read_records(tmp_path)] == [item.key for item in items]


@pytest.mark.parametrize("change", ["program", "items"])
def test_records_of_another_program_or_suite_are_not_taken(
    items: Sequence[Item], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    run_items(items[:2], READER, workers=1, kept=tmp_path)
    if change == "program":
        monkeypatch.setattr(running, "program", lambda: "another")
    told: list[int] = []
    run_items(
        items[: 2 if change == "program" else 3], READER, workers=1, kept=tmp_path, tell=lambda n, _: told.append(n)
    )
    assert told[0] == 1
    assert json.loads((tmp_path / KEPT).read_text("utf-8").splitlines()[0]).keys() == {"fingerprint"}
