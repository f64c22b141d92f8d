"""Keeps a visitor's cases in the memory of this program, so that a reload or a lost connection does not lose them.

What is kept comes back to the browser that has the random name of it in its address, for some time after the last step,
and to no other. Nothing is written to a disk. Draws nothing.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from ui.page.door import visitor_cookie
from ui.page.session import Session

HOURS = 2
MOST = 100
"""So many visitors' cases are kept at once; the one that was left longest ago goes first."""
PARAMETER = "case"


@dataclass(frozen=True, slots=True)
class Kept:
    """A visitor's cases as they were after a step."""

    session: Session
    browser: str
    seen: float
    lang: str


class Keeper:
    """The cases of all visitors of one program, by their random names. Safe for several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, hours: float = HOURS) -> None:
        self._clock, self._seconds = clock, hours * 3600
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}
        self._timer: threading.Timer | None = None

    def keep(self, name: str, session: Session, browser: str, lang: str = "") -> None:
        """Keep the cases as they are now."""
        with self._lock:
            self._kept.pop(name, None)
            self._kept[name] = Kept(copied(session), browser, self._clock(), lang)
            while len(self._kept) > MOST:
                del self._kept[next(iter(self._kept))]
            self._wake()

    def take(self, name: str, browser: str) -> Kept | None:
        """The cases of that name, copied: two tabs that show the same do not change each other's."""
        self.forget_old()
        with self._lock:
            found = self._kept.get(name)
            if found is None or not secrets.compare_digest(found.browser.encode(), browser.encode()):
                return None
            return replace(found, session=copied(found.session))

    def forget(self, name: str) -> None:
        with self._lock:
            self._kept.pop(name, None)

    def forget_old(self) -> None:
        with self._lock:
            oldest = self._clock() - self._seconds
            self._kept = {name: kept for name, kept in self._kept.items() if kept.seen > oldest}
            self._timer = None
            self._wake()

    def __len__(self) -> int:
        return len(self._kept)

    def _wake(self) -> None:
        """Forget in time even where nobody comes any more."""
        if self._kept and self._timer is None:
            self._timer = threading.Timer(self._seconds + 1, self.forget_old)
            self._timer.daemon = True
            self._timer.start()


def copied(session: Session) -> Session:
    """The same cases in lists of their own; all else never changes. A model is not asked again what it was asked."""
    patients = [
        replace(
            patient,
            past=list(patient.past),
            model=copy(patient.model),
            talk=replace(patient.talk, exchanges=list(patient.talk.exchanges), pending=""),
        )
        for patient in session.patients
    ]
    return replace(session, patients=patients)


@st.cache_resource(show_spinner=False)
def keeper() -> Keeper:
    """The one of this program."""
    return Keeper()


def opened() -> Session:
    """The visitor's session: the one of this connection, the one that was kept, or a new one."""
    state: Any = st.session_state
    if "session" not in state:
        name = str(st.query_params.get(PARAMETER, ""))
        kept = keeper().take(name, _browser()) if name else None
        state["session"] = kept.session if kept else Session()
        state["kept-as"] = name if kept else secrets.token_urlsafe(32)
        if kept and kept.lang:
            state.setdefault("lang", kept.lang)
    session: Session = state["session"]
    return session


def keep(session: Session) -> None:
    """Keep what the visitor has now, under a name in the address; nothing where there is no note."""
    state: Any = st.session_state
    name = str(state["kept-as"])
    if any(patient.chart.entries for patient in session.patients):
        keeper().keep(name, session, _browser(), str(state.get("lang") or ""))
        if st.query_params.get(PARAMETER) != name:
            st.query_params[PARAMETER] = name
    else:
        keeper().forget(name)
        if PARAMETER in st.query_params:
            del st.query_params[PARAMETER]


def forget() -> None:
    """Forget all cases of this visitor, at once."""
    state: Any = st.session_state
    keeper().forget(str(state.get("kept-as", "")))
    for key in list(state):
        if key != "lang":
            del state[key]


def _browser() -> str:
    """The random cookie that the door gave this browser: an address alone, copied elsewhere, opens nothing."""
    port = urlsplit(str(st.context.url or "")).port
    return str(st.context.cookies.get(visitor_cookie(port), ""))
