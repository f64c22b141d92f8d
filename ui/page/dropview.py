"""Takes many patients' notes on the page of cases, and keeps those that are asked to be kept. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import streamlit as st

from assistant.errors import InputError
from assistant.kept.cases import Head
from assistant.kept.places import place
from ui.page import manynotes, storing
from ui.page.cards import esc
from ui.page.keepview import OWNER, PROBLEM, SAID, plain
from ui.page.manynotes import Read
from ui.page.session import Session
from ui.page.wording import Words

READ, ROUND = "many-read", "many-round"


def draw(session: Session, words: Words, endings: Sequence[str]) -> None:
    """Where files or a folder are dropped, and what was read of them."""
    found: list[Read] = st.session_state.get(READ, [])
    with st.expander(words("many.heading"), key="many", expanded=bool(found)):
        dates = session.chart.dates
        screening = words.day(dates.screening) if dates.screening else words("dates.today")
        st.html(f'<p class="fineprint">{esc(words("many.how", trial=session.chart.trial, screening=screening))}</p>')
        turn = st.session_state.setdefault(ROUND, 0)
        folder = st.toggle(words("many.folder"), key="many-folder")
        files = st.file_uploader(
            words("many.files"),
            type=[*endings, "csv"],
            accept_multiple_files="directory" if folder else True,
            key=f"many-files-{turn}-{folder}",
        )
        if st.button(words("many.read"), key="many-now", disabled=not files):
            _read(session, [(file.name, file.getvalue()) for file in files or ()], words)
            st.rerun()
        if found:
            _found(found, words)


def _read(session: Session, uploads: list[tuple[str, bytes]], words: Words) -> None:
    st.session_state[READ] = []
    st.session_state.pop(PROBLEM, None)
    bar = st.progress(0.0, words("many.begin"))
    try:
        with storing.telling():
            groups = manynotes.groups(uploads)
            head = Head(label="", owner=st.session_state.get(OWNER, ""), keep_days=place().days)
            made: list[Read] = []
            for number, one in enumerate(manynotes.read(groups, session.chart, head, storing.store()), 1):
                made.append(one)
                bar.progress(
                    number / len(groups), plain(words("many.progress", n=number, all=len(groups), name=one.name))
                )
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    st.session_state[READ] = made
    st.session_state[ROUND] += 1


def _found(found: list[Read], words: Words) -> None:
    """What was read, patient by patient, and what of it is to be kept."""
    st.html(f'<ul class="many">{"".join(_line(one, words) for one in found)}</ul>')
    new = [one for one in found if one.case and not one.alike]
    doubtful = [one for one in found if one.case and one.alike]
    with st.container(horizontal=True):
        st.button(
            words.count("many.keep", len(new)), key="many-keep", disabled=not new, on_click=_keep, args=(new,),
            type="primary",
        )  # fmt: skip
        if doubtful:
            st.button(
                words.count("many.keep_too", len(doubtful)), key="many-keep-all", on_click=_keep, args=(new + doubtful,)
            )
        st.button(words("many.forget"), key="many-forget", on_click=st.session_state.pop, args=(READ, None))


def _line(one: Read, words: Words) -> str:
    if one.case is None:
        why = words("many.asks") if one.asks else one.reason.said(words.lang) if one.reason else words("many.fault")
        return f"<li><b><bdi>{esc(one.name)}</bdi></b> <em>{esc(why)}</em></li>"
    head = one.case.head
    alike = f" <em>{esc(words('many.alike', names=words.listed(list(one.alike))))}</em>" if one.alike else ""
    label = "" if head.label in (one.name, PurePosixPath(one.name).stem) else f" <bdi>{esc(head.label)}</bdi>"
    return f"<li><b><bdi>{esc(one.name)}</bdi></b>{label}: {esc(head.headline[words.lang])}{alike}</li>"


def _keep(found: list[Read]) -> None:
    try:
        with storing.telling():
            store = storing.made()
            for one in found:
                if one.case:
                    store.keep(one.case)
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    st.session_state.pop(READ, None)
    st.session_state[SAID] = "cases.kept_now"
