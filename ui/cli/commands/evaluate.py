"""`prescreen eval`: hands the suites to the evaluation harness, which is loaded only here."""

from __future__ import annotations

from argparse import Namespace
from importlib.util import find_spec

from assistant.errors import InputError
from ui.cli.inputs import shown


def run(arguments: Namespace) -> int:
    """Run the suites; the harness prints its figures."""
    from pathlib import Path

    if arguments.output and Path(arguments.output).is_file():
        raise InputError("output_file", name=shown(arguments.output))
    if find_spec("eval.run") is None:
        raise InputError("not_built", command="prescreen eval")
    from eval.run import main

    extractor = "embedded" if arguments.extractor == "auto" else arguments.extractor
    status = main(arguments.suites, extractor=extractor, out=arguments.output)
    return int(status or 0)
