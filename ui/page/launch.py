"""Serves the chat page on this machine alone, to those who have the launch token. Draws nothing."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from datetime import date
from pathlib import Path
from typing import Any

from ui.page.door import TOKEN, Door

ADDRESS = "127.0.0.1"
APP = Path(__file__).with_name("app.py")
FONTS = (
    '"Source Sans", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif'
)

# Flags win over any configuration file that the user has for other programs.
OPTIONS: dict[str, object] = {
    "server_address": ADDRESS,
    "server_fileWatcherType": "none",
    "server_runOnSave": False,
    "server_maxUploadSize": 20,
    "server_showEmailPrompt": False,
    "server_enableStaticServing": False,
    "browser_gatherUsageStats": False,
    "client_toolbarMode": "minimal",
    "client_showErrorDetails": "none",
    "client_showErrorLinks": False,
    "client_showSidebarNavigation": False,
    "runner_magicEnabled": False,
    "logger_level": "warning",
    "theme_font": FONTS,
    "theme_baseFontSize": 15,
    "theme_light_primaryColor": "#1f5a96",
    "theme_light_backgroundColor": "#ffffff",
    "theme_light_secondaryBackgroundColor": "#f4f6f8",
    "theme_light_textColor": "#1b2430",
    "theme_dark_primaryColor": "#8fbcee",
    "theme_dark_backgroundColor": "#12171d",
    "theme_dark_secondaryBackgroundColor": "#1c242d",
    "theme_dark_textColor": "#e6eaf0",
}


BACKLOG = 128
MESSAGE = 64 * 1024 * 1024
"""Bytes of the longest message that the browser may send: a pasted note is one, an uploaded file is not."""


def port_is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex((ADDRESS, port)) != 0


def serve(port: int = 8501, headless: bool = False, app: Path = APP) -> int:
    """Serve the page behind its door until it is interrupted; 2 if it cannot be served."""
    try:
        listening = listen(port)
    except OSError:
        print(f"Port {port} of this machine is in use: give another one, such as --port {port + 1}.", file=sys.stderr)
        return 2
    expire()
    token, ticket = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    port = listening.getsockname()[1]
    with listening:
        server = _server(app, port, token, ticket)
        print(f"The page is at {address(port, token)}", flush=True)
        print("Whoever has this address can use the page. Ctrl+C ends it.", flush=True)
        if not headless:
            # It waits in the queue of the socket until the server takes it.
            threading.Thread(target=webbrowser.open, args=(address(port, ticket),), daemon=True).start()
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with contextlib.suppress(KeyboardInterrupt):  # the server has ended in order and hands the signal on
            server.run(sockets=[listening])
    return 0 if server.started else 2


def expire() -> None:
    """Remove the kept cases whose time is over. Where that cannot be done the page itself says why."""
    from assistant.errors import InputError
    from assistant.kept.places import place

    try:
        where = place()
        if where.exists:
            from assistant.kept.store import expire_now

            expire_now(where, date.today())  # noqa: DTZ011 (the day on the user's own machine is meant)
    except InputError as error:
        print(f"prescreen: {error}", file=sys.stderr)


def address(port: int, token: str) -> str:
    return f"http://{ADDRESS}:{port}/?{TOKEN}={token}"


def listen(port: int) -> socket.socket:
    """A socket that is this program's alone.

    Raises:
        OSError: the port is in use.
    """
    if port and not port_is_free(port):
        raise OSError(errno.EADDRINUSE, "in use")
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        if os.name != "nt":  # there it would share a port that is in use
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((ADDRESS, port))
        made.listen(BACKLOG)
        made.setblocking(False)
    except OSError:
        made.close()
        raise
    return made


def _server(app: Path, port: int, token: str, ticket: str) -> Any:
    import uvicorn
    from streamlit import App
    from streamlit.web import bootstrap

    bootstrap.load_config_options(flag_options={**OPTIONS, "server_port": port, "server_headless": True})
    guarded = Door(App(app), token, port, ticket)
    config = uvicorn.Config(guarded, ADDRESS, port, log_level="warning", access_log=False, ws_max_size=MESSAGE)
    return uvicorn.Server(config)
