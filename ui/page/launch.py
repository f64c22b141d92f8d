"""Serves the chat page on this machine alone. Draws nothing."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

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


def port_is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        return probe.connect_ex((ADDRESS, port)) != 0


def serve(port: int = 8501, headless: bool = False, app: Path = APP) -> int:
    """Serve the page until it is interrupted; 2 if it cannot be served."""
    if not port_is_free(port):
        print(f"Port {port} of this machine is in use: give another one, such as --port {port + 1}.", file=sys.stderr)
        return 2
    from streamlit.web import bootstrap

    flags = {**OPTIONS, "server_port": port, "server_headless": headless}
    bootstrap.load_config_options(flag_options=flags)
    bootstrap.run(str(app), False, [], flags)
    return 0
