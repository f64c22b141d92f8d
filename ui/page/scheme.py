"""The button for light and dark. What the system prefers holds until a visitor chooses, in this browser."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.runtime import exists as served

from ui.page.wording import Words

SCRIPT = Path(__file__).with_name("scheme.js")


def draw(words: Words) -> None:
    if served():  # Streamlit's own test harness has no browser that could keep the choice
        _button()(key="scheme", data={"light": words("scheme.light"), "dark": words("scheme.dark")}, width="content")


def rule() -> str:
    """The scheme for what Streamlit hangs outside its own frame (what a button opens): it has none there."""
    return f":root{{color-scheme:{'dark' if st.context.theme.type == 'dark' else 'light'}}}"


@cache
def _button() -> Any:
    return st.components.v2.component("prescreen_scheme", js=SCRIPT.read_text(encoding="utf-8"), isolate_styles=False)
