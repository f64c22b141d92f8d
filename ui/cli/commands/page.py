"""`prescreen ui`: serves the chat page on this machine."""

from __future__ import annotations

from argparse import Namespace
from importlib.util import find_spec

from assistant.errors import InputError


def run(arguments: Namespace) -> int:
    """Serve the page until it is interrupted."""
    if find_spec("ui.page.launch") is None:
        raise InputError("not_built", command="prescreen ui")
    from ui.page.launch import serve

    return int(serve(arguments.port, arguments.headless) or 0)
