"""The page is served on this machine alone and tells nobody."""

from __future__ import annotations

import socket
import subprocess
import sys

import pytest
from streamlit import config

from ui.page import launch


def test_the_page_stays_on_this_machine_and_sends_no_statistics() -> None:
    assert launch.OPTIONS["server_address"] == "127.0.0.1"
    assert launch.OPTIONS["browser_gatherUsageStats"] is False


@pytest.mark.parametrize("option", launch.OPTIONS)
def test_every_option_exists(option: str) -> None:
    config.get_option(option.replace("_", "."))  # raises what is not known


def test_a_port_in_use_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((launch.ADDRESS, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert launch.serve(port) == 2
    assert capsys.readouterr().err.strip() == (
        f"Port {port} of this machine is in use: give another one, such as --port {port + 1}."
    )


def test_streamlit_is_loaded_only_to_serve() -> None:
    code = "import sys, ui.page.launch; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
