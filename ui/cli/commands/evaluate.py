"""`prescreen eval`: hands the suites to the evaluation harness, which is loaded only here."""

from __future__ import annotations

from argparse import Namespace
from importlib.util import find_spec

from assistant.errors import InputError
from ui.cli.inputs import shown

_COMPARE, _AGREE, _IMPORT = "compare", "agree", "import"
_FOLDERS = 2


def run(arguments: Namespace) -> int:
    """Run suites, compare two runs or reviewers, or import reviewed cases; the harness prints what it finds."""
    from pathlib import Path

    if arguments.output and Path(arguments.output).is_file():
        raise InputError("output_file", name=shown(arguments.output))
    if find_spec("scipy") is None or find_spec("jinja2") is None:
        raise InputError("not_installed", command="prescreen eval", extra="eval")
    from eval.harness import command

    first, *rest = arguments.suites
    if first in (_COMPARE, _AGREE):
        if len(rest) != _FOLDERS:
            raise InputError("compare_two", command=f"prescreen eval {first}")
        return (command.compare_runs if first == _COMPARE else command.agree)(*map(Path, rest))
    if first == _IMPORT:
        if not rest or not arguments.output:
            raise InputError("import_reviewed", command=f"prescreen eval {first}")
        return command.import_cases([Path(one) for one in rest], Path(arguments.output), whole=arguments.whole)
    prices = None
    if arguments.price_in is not None or arguments.price_out is not None:
        prices = (arguments.price_in or 0.0, arguments.price_out or 0.0)
    return command.run(
        arguments.suites,
        command.Options(
            extractor="embedded" if arguments.extractor == "auto" else arguments.extractor,
            out=Path(arguments.output) if arguments.output else None,
            baseline=Path(arguments.baseline) if arguments.baseline else None,
            workers=arguments.workers,
            repeats=arguments.repeat,
            sampled=arguments.sample,
            prices=prices,
        ),
    )
