"""The `prescreen` command: runs what is asked for, and turns every failure into one sentence and an exit status.

Does no work of its own and imports nothing heavy: what a command needs is loaded when it runs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from assistant.errors import ExtractionError, InputError
from ui.cli.arguments import parse
from ui.cli.failures import fault, while_reading
from ui.cli.output import silence_stdout, use_utf8, write

# Pydantic would look through all installed distributions for plugins; the program uses none.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

REPORT_MADE, PROGRAM_FAILED, UNUSABLE, READER_FAILED, INTERRUPTED = 0, 1, 2, 3, 130
_SHORT = (["screen"], ["facts"])


def main() -> int:
    """Run the command that was typed, and leave."""
    status = run(sys.argv[1:])
    if sys.argv[1:2] in _SHORT:
        # Their output is written and they hold nothing open. Taking the program apart piece by piece, as Python does at
        # its end, would cost a tenth of their time.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    return status


def run(argv: Sequence[str]) -> int:
    """Run one command; the result is the exit status. Never a traceback, never a note's words on standard error."""
    use_utf8()
    lang = _language(argv)
    try:
        return _run(argv)
    except InputError as error:
        return _fail(error.said(lang), UNUSABLE)
    except ExtractionError as error:
        return _fail(error.said(lang), READER_FAILED)
    except BrokenPipeError:  # whoever read the output has gone, as `head` does: nothing is wrong
        silence_stdout()
        return REPORT_MADE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        if while_reading(error):
            return _fail(ExtractionError("reading_failed", fault=fault(error)).said(lang), READER_FAILED)
        return _fail(ExtractionError("program_failed", fault=fault(error)).said(lang), PROGRAM_FAILED)


def _language(argv: Sequence[str]) -> str:
    """The language that is asked for, also where the arguments cannot be understood."""
    for word, following in zip(argv, [*argv[1:], ""], strict=False):
        if word == "--lang=zh" or (word == "--lang" and following == "zh"):
            return "zh"
    return "en"


def _run(argv: Sequence[str]) -> int:
    arguments = parse(argv)
    if arguments.version:
        from importlib.metadata import version

        write(f"prescreen {version('prescreen')}\n", None)
        return REPORT_MADE
    if arguments.command is None:
        raise InputError("no_command")
    status: int = import_module(f"ui.cli.commands.{arguments.run}").run(arguments)
    return status


def _fail(sentence: str, status: int) -> int:
    print(f"prescreen: {' '.join(sentence.split())}", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
