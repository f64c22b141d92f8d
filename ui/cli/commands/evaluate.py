"""`prescreen eval`: hands the suites to the evaluation harness, which is loaded only here."""

from __future__ import annotations

from argparse import Namespace
from importlib.util import find_spec

from assistant.errors import InputError
from ui.cli.inputs import shown

_COMPARE = "compare"
_FOLDERS = 2


def run(arguments: Namespace) -> int:
    """Run the suites, or hold two runs against each other; the harness prints its figures."""
    from pathlib import Path

    if arguments.output and Path(arguments.output).is_file():
        raise InputError("output_file", name=shown(arguments.output))
    if find_spec("scipy") is None or find_spec("jinja2") is None:
        raise InputError("not_installed", command="prescreen eval", extra="eval")
    from eval.harness import command

    first, *rest = arguments.suites
    if first == _COMPARE:
        if len(rest) != _FOLDERS:
            raise InputError("compare_two", command="prescreen eval compare")
        return command.compare_runs(*map(Path, rest))
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
