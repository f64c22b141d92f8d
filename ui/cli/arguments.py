"""What may be typed after `prescreen`: commands, options, and what is named but not built yet. Runs nothing.

An option that the documentation promises and that is not built yet is left out of the help and refused with a sentence.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from assistant.errors import InputError, Phrase
from ui.cli.inputs import did_you_mean

DEFAULT_TRIAL = "NCT07083349"
READERS = ("auto", "embedded", "llm", "consensus")
BASELINES = ("prompt-all", "prompt-each")
"""Prompts that decide by themselves; `prescreen eval` alone runs them."""


class _Parser(argparse.ArgumentParser):
    """A parser that says what is wrong in one sentence instead of printing its usage."""

    def error(self, message: str) -> NoReturn:
        raise InputError("argument", sentence=_sentence(message), command=self.prog)


# What argparse, and the types below, say in English; each with the words of the table that say it.
_SAID = (
    (r"the following arguments are required: (?P<names>.*)", "required"),
    (r"argument (?P<option>[^:]+): expected one argument", "expected_one"),
    (r"argument (?P<option>[^:]+): this option is not built yet", "option_not_built"),
    (r"argument (?P<option>[^:]+): (?P<word>'.*') is not built yet; use (?P<choices>.*)", "value_not_built"),
    (
        r"argument (?P<option>[^:]+): there is no (?P<word>'.*?')\.(?: Did you mean '(?P<hint>.*)'\?)?"
        r" Use (?P<choices>.*)",
        "no_such_value",
    ),
    (
        r"argument (?P<option>[^:]+): (?P<word>'.*') is no whole number from (?P<lowest>\d+) to (?P<highest>\d+)",
        "no_whole_number",
    ),
)


def _sentence(message: str) -> Phrase | str:
    choice = re.search(r"invalid choice: '(.*)' \(choose from (.*)\)", message)
    if choice:
        hint = did_you_mean(choice[1], re.findall(r"[a-z]+", choice[2]))
        return Phrase("unknown_choice", word=repr(choice[1]), hint=hint)
    for pattern, code in _SAID:
        if found := re.fullmatch(pattern, message.strip()):
            return Phrase(code, **_data(found.groupdict()))
    message = re.sub(r"^argument ([^:]+): ", r"\1: ", message.strip()).rstrip(".")
    return message[:1].upper() + message[1:] + "."


def _data(groups: dict[str, str | None]) -> dict[str, object]:
    data: dict[str, object] = {name: text or "" for name, text in groups.items()}
    first, between, last = str(groups.get("choices") or "").partition(" or ")
    if between:
        data["choices"] = Phrase("either", first=first, last=last)
    if groups.get("hint"):
        data["hint"] = Phrase("did_you_mean", word=repr(groups["hint"]))
    return data


def _choice(*built: str, planned: Sequence[str] = ()) -> Callable[[str], str]:
    """One of the words that are built; what is planned is refused with a sentence of its own."""

    def parse(text: str) -> str:
        if text in planned:
            raise argparse.ArgumentTypeError(f"{text!r} is not built yet; use {' or '.join(built)}")
        if text not in built:
            hint = did_you_mean(text, built)
            raise argparse.ArgumentTypeError(f"there is no {text!r}.{hint} Use {' or '.join(built)}")
        return text

    return parse


def _whole(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise argparse.ArgumentTypeError(f"{text!r} is no whole number from {lowest} to {highest}")
        return int(text)

    return parse


def _not_built(_: str) -> NoReturn:
    raise argparse.ArgumentTypeError("this option is not built yet")


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments understood; ``run`` names the module of ``ui.cli.commands`` that carries them out.

    Raises:
        InputError: a command or option is unknown, incomplete or not built yet.
    """
    parser = _parser()
    arguments, unknown = parser.parse_known_args(argv)
    if unknown:
        used = getattr(arguments, "parser", parser)
        word = unknown[0].partition("=")[0]
        known = [option for action in used._actions for option in action.option_strings]
        hint = did_you_mean(word, known) if word.startswith("-") else ""
        sentence = Phrase("unknown_argument", word=repr(word), hint=hint)
        raise InputError("argument", sentence=sentence, command=used.prog)
    return arguments


def _parser() -> _Parser:
    parser = _Parser(
        prog="prescreen",
        description="Reads clinical notes and checks them, quote by quote, against the criteria of a clinical trial.",
        epilog="Notes stay on this machine unless a model server elsewhere is set. "
        "A reading and checking aid for clinicians; not assessed by any regulator.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    _screen(_command(commands, "screen", "screening", "check the notes of one patient against a trial"))
    _facts(_command(commands, "facts", "facts", "show what is read from notes, each fact with its quote"))
    _batch(_command(commands, "batch", "batch", "screen a folder of patients, one row a patient"))
    _replay(_command(commands, "replay", "replay", "derive stored reports anew from their facts"))
    _protocol(_command(commands, "protocol", "protocol", "list, show, check or compare the encoded criteria of trials"))
    _eval(_command(commands, "eval", "evaluate", "measure the program on labelled cases"))
    _ui(_command(commands, "ui", "page", "open the chat page on 127.0.0.1"))
    return parser


def _command(commands: Any, name: str, module: str, what: str) -> _Parser:
    parser: _Parser = commands.add_parser(name, help=what, description=f"{what.capitalize()}.", allow_abbrev=False)
    parser.set_defaults(run=module, parser=parser)
    return parser


def _screen(parser: _Parser) -> None:
    _notes(parser)
    _trials(parser)
    _days(parser)
    _reading(parser)
    parser.add_argument("--site", metavar="FILE", help="a hospital's own settings: limits, windows, readings")
    parser.add_argument("--same-patient", action="store_true", help="the notes are one patient's, though they differ")
    _show_request(parser)
    _language(parser)
    _format(parser, "text", "json", "html", "fhir", "pdf")
    parser.add_argument("--summary", action="store_true", help="the referral summary of one page (html or pdf)")
    _output(parser)


def _facts(parser: _Parser) -> None:
    _notes(parser)
    _reading(parser)
    _show_request(parser)
    _language(parser)
    _format(parser, "text", "json")
    _output(parser)


def _batch(parser: _Parser) -> None:
    parser.add_argument("folder", metavar="FOLDER", help="each file or subfolder in it is one patient")
    parser.add_argument(
        "-o", "--output", metavar="OUT", required=True, help="the table to write: .csv, .jsonl or .parquet"
    )
    _trials(parser)
    _days(parser)
    _reading(parser)
    parser.add_argument("--site", metavar="FILE", help="a hospital's own settings: limits, windows, readings")
    parser.add_argument("--same-patient", action="store_true", help="each patient's notes are one patient's")
    parser.add_argument("--engine", type=_choice("local", planned=("ray",)), default="local", help=argparse.SUPPRESS)
    parser.add_argument("--workers", metavar="N", type=_whole(1, 256), help="how many processes (default: as it pays)")
    parser.add_argument("--resume", action="store_true", help="keep the rows that an earlier run finished")
    _language(parser)


def _replay(parser: _Parser) -> None:
    parser.add_argument("reports", metavar="REPORT", nargs="+", help="a report as JSON, or the lines of a batch")
    parser.add_argument("--trial", metavar="FILE", help="a protocol file to derive them by (default: each one's trial)")
    _language(parser)
    _format(parser, "text", "json")
    _output(parser)


def _protocol(parser: _Parser) -> None:
    actions = parser.add_subparsers(
        dest="action", metavar="list | show ID | check FILE... | import RECORD | diff OLD NEW", parser_class=_Parser
    )
    listing = actions.add_parser("list", help="the trials that are encoded", allow_abbrev=False)
    showing = actions.add_parser("show", help="the criteria of one trial", allow_abbrev=False)
    showing.add_argument("trial", metavar="ID")
    checking = actions.add_parser("check", help="say what is wrong with a protocol file", allow_abbrev=False)
    checking.add_argument("files", metavar="FILE", nargs="+")
    comparing = actions.add_parser("diff", help="what an amendment changes", allow_abbrev=False)
    comparing.add_argument("old", metavar="OLD", help="a trial's id, a protocol file or a registry record (.json)")
    comparing.add_argument("new", metavar="NEW", help="the same, after the amendment")
    comparing.add_argument("--reports", metavar="FOLDER", help="stored reports: say which of them NEW would change")
    _format(comparing, "text", "json")
    _output(comparing)
    drafting = actions.add_parser("import", help="draft a protocol from a registry record", allow_abbrev=False)
    drafting.add_argument(
        "record", metavar="RECORD", help="a study as JSON, in the form of the ClinicalTrials.gov API v2"
    )
    drafting.add_argument("-o", "--output", metavar="FOLDER", help="where the draft is kept (default: the trial's id)")
    for action in (listing, showing, checking, drafting, comparing):
        action.set_defaults(parser=action)
        _language(action)
    comparing.set_defaults(run="amendment")
    drafting.set_defaults(run="drafting")


def _eval(parser: _Parser) -> None:
    parser.add_argument(
        "suites",
        metavar="SUITE",
        nargs="+",
        help="nk510, dev, fresh, facts, adversarial, robustness, fairness, a suite file or a folder of cases; "
        "or `compare A B` with the folders of two runs, `agree A B` with two reviewers' cases, "
        "`import REPORT... -o FOLDER` with reviewed reports",
    )
    parser.add_argument("--whole", action="store_true", help="import: the verdicts nobody changed are labels too")
    readers = (*READERS, *BASELINES)
    parser.add_argument(
        "--extractor", metavar="|".join(readers), default="auto", type=_choice(*readers),
        help="what reads the notes, or a prompt that decides by itself, for comparison (default: embedded)",
    )  # fmt: skip
    parser.add_argument("-o", "--output", metavar="FOLDER", help="where the results are kept; a run cut short goes on")
    parser.add_argument("--baseline", metavar="FOLDER", help="an earlier run: exit 1 if a guarded figure is worse")
    parser.add_argument("--workers", metavar="N", type=_whole(1, 256), help="how many processes (default: every core)")
    parser.add_argument("--repeat", metavar="N", type=_whole(1, 100), default=1, help="read everything N times")
    parser.add_argument("--sample", action="store_true", help="of the long suites the part that the tests run")
    parser.add_argument("--price-in", metavar="PRICE", type=_price, help="what a million tokens of input cost")
    parser.add_argument("--price-out", metavar="PRICE", type=_price, help="what a million tokens of output cost")


def _price(text: str) -> float:
    try:
        price = float(text)
    except ValueError:
        price = -1.0
    if not 0 <= price < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no price")
    return price


def _ui(parser: _Parser) -> None:
    parser.add_argument("--port", metavar="N", type=_whole(1, 65535), default=8501, help="the port (default: 8501)")
    parser.add_argument("--headless", action="store_true", help="open no browser")


def _notes(parser: _Parser) -> None:
    parser.add_argument(
        "notes",
        metavar="NOTE",
        nargs="+",
        help="a file of one patient's chart (text, PDF, .docx, FHIR), or - for stdin",
    )
    parser.add_argument("--note-date", metavar="D", help="the day on which the notes were written")


def _trials(parser: _Parser) -> None:
    parser.add_argument(
        "--trial", metavar="ID", action="append", default=[],
        help=f"a trial's registry id or protocol file (default: {DEFAULT_TRIAL}); may be given more than once",
    )  # fmt: skip


def _days(parser: _Parser) -> None:
    parser.add_argument("--screening-date", metavar="D", help="the day of screening, as 2026-03-12 (default: today)")
    parser.add_argument("--lymphodepletion-date", metavar="D", help="the day on which lymphodepletion is to begin")
    parser.add_argument("--infusion-date", metavar="D", help="the day of the planned infusion")
    parser.add_argument("--date", metavar="NAME=D", action="append", default=[], help="any of these dates by its name")


def _reading(parser: _Parser) -> None:
    _extractor(parser)
    parser.add_argument("--no-text", action="store_true", help="leave the full text of the notes out of JSON")


def _extractor(parser: _Parser) -> None:
    parser.add_argument(
        "--extractor", metavar="|".join(READERS), default="auto", type=_choice(*READERS),
        help="what reads the notes (default: auto, which is embedded unless a model server is set)",
    )  # fmt: skip


def _show_request(parser: _Parser) -> None:
    parser.add_argument(
        "--show-request", action="store_true",
        help="print what would be sent to the model server, byte by byte and masked, and send nothing",
    )  # fmt: skip


def _language(parser: _Parser) -> None:
    parser.add_argument("--lang", metavar="en|zh", type=_choice("en", "zh"), default="en", help="language of reports")


def _format(parser: _Parser, *built: str, planned: Sequence[str] = ()) -> None:
    parser.add_argument(
        "--format", metavar="|".join(built), default="text", type=_choice(*built, planned=planned),
        help="form of the report (default: text)",
    )  # fmt: skip


def _output(parser: _Parser) -> None:
    parser.add_argument("-o", "--output", metavar="FILE", help="write the report to this file")
