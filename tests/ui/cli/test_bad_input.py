"""What cannot be used gets status 2 and one sentence: what was wrong, where, and how to mend it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import ExtractionError
from ui.cli.__main__ import run
from ui.cli.failures import fault, while_reading

Run = Callable[..., "subprocess.CompletedProcess[bytes]"]
Captured = pytest.CaptureFixture[str]


def refused(capsys: Captured, *arguments: str, status: int = 2) -> str:
    """The sentence on standard error; nothing is on standard output."""
    assert run(arguments) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("prescreen: ")
    assert captured.err.count("\n") == 1
    assert "Traceback" not in captured.err
    return captured.err


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(b" \n\t\n", "is empty", id="blank"),
        pytest.param(b"\xef\xbb\xbf", "is empty", id="a byte-order mark only"),
        pytest.param(bytes(range(256)) * 4, "not a text file", id="binary"),
        pytest.param(b"abc\x00def", "not a text file", id="a zero byte"),
        pytest.param("Hb 101 g/L".encode("utf-16"), "not a text file", id="UTF-16"),
        pytest.param(b"%PDF-1.7\nabc", "is a PDF file", id="a PDF file by another name"),
        pytest.param(b"PK\x03\x04abc", "is a Word file", id="a Word file by another name"),
        pytest.param(b"\x89PNG\r\n\x1a\nabc", "is a picture", id="a picture by another name"),
    ],
)
def test_a_file_that_is_no_note(folder: Path, capsys: Captured, content: bytes, words: str) -> None:
    (folder / "x.txt").write_bytes(content)
    sentence = refused(capsys, "screen", "x.txt")
    assert "x.txt" in sentence
    assert words in sentence
    assert words in refused(capsys, "facts", "x.txt")


def test_a_large_file_is_refused_before_it_is_read(folder: Path, capsys: Captured) -> None:
    with (folder / "big.txt").open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    assert "larger than 20 MB" in refused(capsys, "screen", "big.txt")


def test_a_large_standard_input_is_refused(prescreen: Run) -> None:
    done = prescreen("screen", "-", stdin=b"x" * (21 * 1024 * 1024))
    assert done.returncode == 2
    assert b"larger than 20 MB" in done.stderr


DATED = ("--screening-date", "2026-03-12")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("screen absent.txt", "no file absent.txt"),
        ("screen .", "is a folder"),
        ("screen note.txt note.txt", "named twice"),
        ("screen note.pdf", "no file note.pdf"),
        ("screen note.txt --trial NCT07083348", "Did you mean 'NCT07083349'?"),
        ("screen note.txt --screening-date 2026-02-30", "not a possible date"),
        ("screen note.txt --screening-date 12/03/2026", "not a date"),
        ("screen note.txt --screening-date 0026-03-12", "not a possible date"),
        ("screen note.txt --note-date 2026-13-01", "not a possible date"),
        ("screen note.txt --screening-date 2026-03-12 --infusion-date 2026-03-11", "order is screening"),
        ("screen note.txt --screening-date 2026-03-12 --lymphodepletion-date 2026-03-11", "order is screening"),
        ("screen note.txt --infusion-date 2020-01-01", "today, since no screening date is given"),
        ("screen note.txt --date infusion", "names no day"),
        ("screen note.txt --date infusoin=2026-03-12", "Did you mean 'infusion'?"),
        ("screen note.txt --screening-date 2026-03-12 --date screening=2026-03-13", "Two different days"),
        ("screen note.txt --site absent.yaml", "no site file absent.yaml"),
        ("screen note.txt -o absent/out.json", "no folder absent"),
        ("screen note.txt -o .", "is a folder"),
        ("screen note.txt -o note.txt", "is one of the notes"),
        ("screen note.txt --screning-date 2026-03-12", "Did you mean '--screening-date'?"),
        ("screen note.txt --format jsno", "Did you mean 'json'?"),
        ("screen", "required: NOTE"),
        ("sceen note.txt", "Did you mean 'screen'?"),
        ("", "No command is given"),
        ("facts absent.txt", "no file absent.txt"),
        ("batch absent -o out.csv", "does not exist"),
        ("batch note.txt -o out.csv", "is a file"),
        ("batch . -o out.xls", "use .csv, .jsonl or .parquet"),
        ("batch . -o absent/out.csv", "no folder absent"),
        ("batch . -o out.csv --workers 0", "whole number"),
        ("batch .", "required: -o"),
        ("protocol", "needs one of"),
        ("protocol show NCT1", "no protocol 'NCT1'"),
        ("protocol check absent.yaml", "no file absent.yaml"),
        ("protocol check note.txt", "no protocol file"),
        ("ui --port 70000", "whole number"),
    ],
)
def test_arguments_that_cannot_be_used(folder: Path, capsys: Captured, arguments: str, words: str) -> None:
    assert words in refused(capsys, *arguments.split())


@pytest.mark.parametrize(
    "arguments",
    [
        "batch . -o out.csv --engine ray",
    ],
)
def test_what_is_planned_says_that_it_is_not_built(folder: Path, capsys: Captured, arguments: str) -> None:
    assert "not built yet" in refused(capsys, *arguments.split())


@pytest.mark.parametrize("command", [[], ["screen"], ["batch"], ["eval"], ["protocol"]])
def test_help_names_nothing_that_is_not_built(capsys: Captured, command: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        run([*command, "--help"])
    assert left.value.code == 0
    shown = capsys.readouterr().out
    planned = {"ray", "engine"}
    assert not planned & set(re.findall("[a-z]+", shown))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ("screen absent.txt", "没有文件absent.txt：请检查路径。"),
        ("screen .", "是文件夹"),
        ("screen empty.txt", "empty.txt是空的"),
        ("screen binary.txt", "binary.txt不是文本文件：请另存为UTF-8文本。"),
        ("screen other.txt", "other.txt是PDF文件，与文件名不符：若确为要读取的文件，请将扩展名改为.pdf。"),
        ("screen chart.docx", "chart.docx并非Word文件或压缩包，与文件名不符"),
        ("screen note.txt note.txt", "给出了两次"),
        ("screen note.txt --trial NCT07083348", "您是否指'NCT07083349'？"),
        ("screen note.txt --trial bad.yaml", "方案或设定文件无法使用（英文说明）：bad.yaml, line 1"),
        ("screen note.txt --screening-date 2026-02-30", "不是可能的日期"),
        ("screen note.txt --screening-date 12/03/2026", "不是日期"),
        ("screen note.txt --infusion-date 2020-01-01", "回输日期2020-01-01早于筛选日期"),
        ("screen note.txt --date infusoin=2026-03-12", "您是否指'infusion'？"),
        ("screen note.txt --site absent.yaml", "没有中心设定文件absent.yaml"),
        ("screen note.txt -o absent/out.json", "没有文件夹absent"),
        ("screen note.txt --format pdf", "--format pdf 须写入文件：请用 -o 给出文件名。"),
        ("screen note.txt --summary", "--summary 须与 --format html 或 pdf 同用。"),
        ("screen note.txt --format jsno", "您是否指'json'？"),
        ("screen", "缺少必需的参数：NOTE。"),
        ("sceen note.txt", "您是否指'screen'？"),
        ("batch absent -o out.csv", "文件夹absent不存在"),
        ("batch . -o out.csv --workers 0", "不是1至256之间的整数"),
        ("protocol show NCT1", "没有试验方案'NCT1'"),
        ("protocol check absent.yaml", "没有文件absent.yaml"),
        ("replay note.txt", "这不是JSON"),
    ],
)
def test_an_error_is_said_in_the_language_asked_for(folder: Path, capsys: Captured, arguments: str, words: str) -> None:
    files = {
        "empty.txt": b"",
        "binary.txt": b"a\x00b",
        "other.txt": b"%PDF-1.7",
        "chart.docx": b"x",
        "bad.yaml": b"- 1",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    assert words in refused(capsys, *arguments.split(), "--lang", "zh")
    assert re.search("[一-鿿]", refused(capsys, *arguments.split())) is None


def test_an_error_row_of_a_batch_is_in_the_language_asked_for(folder: Path, capsys: Captured) -> None:
    (folder / "patients").mkdir()
    (folder / "patients" / "ann.txt").write_bytes(b"")
    run(["batch", "patients", "-o", "out.jsonl", "--lang", "zh"])
    capsys.readouterr()
    assert "ann.txt是空的" in (folder / "out.jsonl").read_text("utf-8")


def test_every_bad_protocol_file_is_told_with_its_line(folder: Path, capsys: Captured) -> None:
    protocol = Path(__file__).parents[3] / "rules" / "protocols" / "NCT07083349" / "protocol.yaml"
    text = protocol.read_text(encoding="utf-8")
    (folder / "typo.yaml").write_text(text.replace("settled_by:", "setled_by:", 1), encoding="utf-8")
    line = text[: text.index("settled_by:")].count("\n") + 1
    sentence = refused(capsys, "protocol", "check", "typo.yaml")
    assert f"typo.yaml, line {line}" in sentence
    assert "Did you mean 'settled_by'?" in sentence
    assert "typo.yaml" in refused(capsys, "screen", "note.txt", "--trial", "typo.yaml")


def test_the_process_leaves_with_the_same_status_and_sentence(prescreen: Run) -> None:
    done = prescreen("screen", "absent.txt")
    assert done.returncode == 2
    assert done.stderr == b"prescreen: There is no file absent.txt: check the path.\n"


SECRET = "belimumab for J.D."


def _raise(error: BaseException) -> Callable[..., None]:
    def failing(*_: object, **__: object) -> None:
        raise error

    return failing


@pytest.mark.parametrize(
    ("error", "status"),
    [
        pytest.param(ExtractionError("The model server does not answer."), 3, id="the extraction backend failed"),
        pytest.param(KeyError(SECRET), 1, id="a fault of the program"),
        pytest.param(ValueError(SECRET), 1, id="a fault that looks like bad input"),
        pytest.param(RecursionError(SECRET), 1, id="too deep"),
    ],
)
def test_a_failure_is_one_sentence_without_the_notes_words(
    folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int
) -> None:
    monkeypatch.setattr("assistant.screening.read", _raise(error))
    assert SECRET not in refused(capsys, "screen", "note.txt", status=status)


def test_an_interrupt_is_quiet(folder: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assistant.screening.read", _raise(KeyboardInterrupt()))
    assert run(["screen", "note.txt"]) == 130
    assert capsys.readouterr() == ("", "")


def test_a_fault_inside_the_reader_is_told_apart() -> None:
    space: dict[str, object] = {"__name__": "assistant.extraction.tables"}
    exec("def read():\n    return {}['" + SECRET + "']", space)
    reader = space["read"]
    assert callable(reader)
    with pytest.raises(KeyError) as caught:
        reader()
    assert while_reading(caught.value)
    assert fault(caught.value) == "KeyError in assistant.extraction.tables, line 2"
