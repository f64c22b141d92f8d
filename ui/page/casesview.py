"""The page of kept cases: the list, its filters, and what can be done with a case. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from assistant.errors import InputError
from assistant.files.kinds import READ
from assistant.kept.cases import Head, Listed
from ui.page import caselist, dropview, keepview, storing
from ui.page.cards import esc
from ui.page.caselist import Choice
from ui.page.charts import parse_day
from ui.page.keepview import PROBLEM, SAID
from ui.page.session import Session
from ui.page.wording import Words

PAGE = 20
FEW = 3
OPEN = "case-open"


def draw(session: Session, words: Words) -> None:
    """The whole page below the head."""
    with st.container(key="cases"):
        st.html(f"<h1>{esc(words('cases.heading'))}</h1><p class='fineprint'>{esc(words('cases.what'))}</p>")
        rows = _rows()
        keepview.trouble(words)
        dropview.draw(session, words, list(READ))
        if not rows:
            if rows is not None:
                st.html(f"<p>{esc(words('cases.none'))}</p>")
            return
        today = storing.today()
        found = caselist.chosen(rows, _choice(rows, words), today)
        _counts(rows, found, words, today)
        first = _page(len(found), words)
        for row in found[first : first + PAGE]:
            _draw_row(session, row, words, today)


def _rows() -> list[Listed] | None:
    """The cases that are kept, without those whose time is over; None where they cannot be read."""
    try:
        with storing.telling():
            store = storing.store()
            if store is None:
                return []
            store.expire(storing.today())
            return store.listed()
    except InputError as error:
        st.session_state[PROBLEM] = error
        return None


def _choice(rows: Sequence[Listed], words: Words) -> Choice:
    with st.container(key="case-filters", horizontal=True, vertical_alignment="bottom", gap="small"):
        view = st.segmented_control(
            words("cases.show"), caselist.VIEWS, format_func=lambda name: words(f"cases.views.{name}"), key="case-view",
            default="all", required=True,
        )  # fmt: skip
        text = st.text_input(words("cases.search"), key="case-search", max_chars=storing.LONGEST)
        outlooks = st.multiselect(
            words("cases.column.outlook"),
            caselist.OUTLOOKS,
            format_func=lambda name: words(f"cases.outlook.{name}"),
            key="case-outlooks",
            placeholder=words("cases.any"),
        )
        names = ["", *caselist.owners(rows)]
        owner = st.selectbox(
            words("cases.owner"), names, format_func=lambda name: name or words("cases.any"), key="case-owner"
        )
        sort = st.selectbox(
            words("cases.sort"), caselist.SORTS, format_func=lambda name: words(f"cases.sorts.{name}"), key="case-sort"
        )
    return Choice(view or "all", text or "", tuple(outlooks), owner or "", sort or "due")


def _counts(rows: Sequence[Listed], found: Sequence[Listed], words: Words, today: date) -> None:
    due = sum(caselist.due_state(row, today) in ("now", "week") for row in rows)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        said = words("cases.counts", shown=len(found), all=len(rows), due=due)
        st.html(f'<p class="fineprint" role="status">{esc(said)}</p>')
        st.download_button(
            words("cases.csv"), caselist.csv(found, words), "cases.csv", "text/csv", key="case-csv", on_click="ignore"
        )


def _page(count: int, words: Words) -> int:
    """The first of the rows that are shown."""
    pages = -(-count // PAGE)
    if pages < 2:
        return 0
    chosen = st.selectbox(
        words("cases.page"),
        range(pages),
        format_func=lambda page: f"{page * PAGE + 1}–{min((page + 1) * PAGE, count)}",
        key=f"case-page-{count}",
    )
    return (chosen or 0) * PAGE


def _draw_row(session: Session, row: Listed, words: Words, today: date) -> None:
    opened = st.session_state.get(OPEN) == row.id
    with st.container(key=f"case-{row.id}"):
        with st.container(key=f"caserow-{row.id}", horizontal=True, vertical_alignment="top", gap="small"):
            st.html(card(row, words, today))
            label = keepview.plain(row.head.label)
            st.button(
                words("cases.open"), key=f"open-{row.id}", help=label, on_click=keepview.open_case,
                args=(session, row.id), type="primary",
            )  # fmt: skip
            toggle = words("cases.close" if opened else "cases.change")
            st.button(toggle, key=f"change-{row.id}", help=label, on_click=_toggle, args=(row.id,))
        if opened:
            _change(session, row, words)


def card(row: Listed, words: Words, today: date) -> str:
    """A case as a row: who, the decision, from when to look again, what is missing, whose, and until when."""
    head = row.head
    state = caselist.due_state(row, today)
    due = words(f"cases.due.{state}", day=words.day(head.due)) if head.due else words("cases.due.never")
    outlook = words(f"cases.outlook.{head.outlook}") if head.outlook in caselist.OUTLOOKS else head.outlook
    lacks = head.missing.get(words.lang, ())
    more = words("cases.more", n=len(lacks) - FEW) if len(lacks) > FEW else ""
    facts = [
        (words("cases.column.missing"), words.listed([*lacks[:FEW], *([more] if more else [])])),
        (words("cases.column.near"), words.listed(list(head.near))),
        (words("cases.column.owner"), head.owner),
        (words("cases.column.contacted"), words.day(head.contacted) if head.contacted else words("cases.never")),
        (words("cases.column.trial"), head.trial),
        (words("cases.column.expires"), words.day(row.expires)),
    ]
    said = "".join(f"<div><dt>{esc(name)}</dt><dd>{esc(value)}</dd></div>" for name, value in facts if value)
    return (
        f'<article class="case" aria-label="{esc(head.label)}"><h2><bdi>{esc(head.label)}</bdi></h2>'
        f'<p><b class="due {state}">{esc(due)}</b> <span class="outlook">{esc(outlook)}</span> '
        f"{esc(head.headline.get(words.lang, ''))}</p><dl>{said}</dl></article>"
    )


def _toggle(case_id: str) -> None:
    st.session_state[OPEN] = None if st.session_state.get(OPEN) == case_id else case_id


def _change(session: Session, row: Listed, words: Words) -> None:
    """Label, owner, dates and days of a case, and its end."""
    key = f"amend-{row.id}"
    with st.container(key="case-change", border=True):
        with st.form(key=key, border=False):
            keepview.fields(row.head, key, words)
            for name in ("contacted", "look_on"):
                day = getattr(row.head, name)
                st.text_input(
                    words(f"cases.{name}"),
                    day.isoformat() if day else "",
                    key=f"{key}-{name}",
                    placeholder="2026-03-12",
                )
            with st.container(horizontal=True):
                st.form_submit_button(
                    words("cases.save"), type="primary", on_click=_amend, args=(session, row, key, words)
                )
                st.form_submit_button(
                    words("cases.contacted_today"), on_click=_contacted, args=(session, row, key, words)
                )
        sure = st.checkbox(words("cases.sure"), key=f"sure-{row.id}")
        st.button(
            words("cases.delete"), key=f"delete-{row.id}", disabled=not sure, on_click=_delete, args=(session, row.id)
        )


def _contacted(session: Session, row: Listed, key: str, words: Words) -> None:
    st.session_state[f"{key}-contacted"] = storing.today().isoformat()
    _amend(session, row, key, words)


def _amend(session: Session, row: Listed, key: str, words: Words) -> None:
    typed = {name: str(st.session_state[f"{key}-{name}"] or "").strip() for name in ("contacted", "look_on")}
    days = {name: parse_day(text) for name, text in typed.items()}
    try:
        for name, text in typed.items():
            if text and days[name] is None:
                raise InputError("not_a_date", what=words(f"cases.{name}"), text=repr(text))
        head: Head = keepview.taken(row.head, key).model_copy(update=days)
        with storing.telling():
            storing.made().amend(row.id, head)
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    for patient in session.patients:
        if patient.kept and patient.kept.id == row.id:
            patient.kept = keepview.with_head(patient.kept, head)
    st.session_state.pop(PROBLEM, None)
    st.session_state[SAID], st.session_state[OPEN] = "cases.saved", None


def _delete(session: Session, case_id: str) -> None:
    try:
        with storing.telling():
            storing.made().delete(case_id)
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    for patient in session.patients:  # what is on the page stays there until the page is closed, but is kept no more
        if patient.kept and patient.kept.id == case_id:
            patient.kept = None
    st.session_state.pop(PROBLEM, None)
    st.session_state[SAID], st.session_state[OPEN] = "cases.deleted", None
