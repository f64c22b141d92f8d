"""Keeping the case that is on the page: its button, cases that may be the same, what changed since. Decides nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import streamlit as st

from assistant.errors import InputError
from assistant.kept.cases import Head, Listed
from assistant.kept.places import MOST_DAYS, place
from ui.page import storing, views
from ui.page.cards import esc
from ui.page.charts import Chart, PlannedDates, Report, Step, changes
from ui.page.session import Kept, Session
from ui.page.wording import Words

DAYS = (30, 90, 180, 365)
PROBLEM, ALIKE, OWNER, SAID = "kept-problem", "kept-alike", "kept-owner", "kept-said"
VIEW = "view"


def switch(words: Words, in_list: bool) -> None:
    """Goes to the list, or back to the chart."""
    st.button(
        words("cases.back" if in_list else "cases.go"),
        key="switch",
        type="tertiary",
        on_click=go,
        args=("chart" if in_list else "cases",),
    )


def go(view: str) -> None:
    st.session_state[VIEW] = view
    for key in (PROBLEM, SAID, ALIKE):
        st.session_state.pop(key, None)


def button(session: Session, words: Words) -> None:
    """What keeps the case on the page, in the head."""
    patient = session.patient
    if patient.answer is None or patient.answer.asks:
        return
    kept, number = patient.kept, session.current
    with st.popover(words("cases.kept_button" if kept else "cases.keep_button"), key="keep", type="tertiary"):
        st.html(f'<p class="fineprint">{esc(words("cases.keep_why"))}</p>')
        try:
            usual = place().days
        except InputError as error:
            st.html(f'<p class="held" role="alert">{esc(error.said(words.lang))}</p>')
            return
        head = kept.head if kept else _fresh(session.chart, usual, words)
        fields(head, f"keep-{number}-{kept.id if kept else ''}", words)
        st.button(
            words("cases.save" if kept else "cases.keep"),
            key="keep-now",
            type="primary",
            on_click=keep,
            args=(session, f"keep-{number}-{kept.id if kept else ''}", head),
        )


def _fresh(chart: Chart, days: int, words: Words) -> Head:
    label = storing.suggested_label(chart) or words("cases.unnamed", day=words.day(storing.today()))
    return Head(label=label, owner=st.session_state.get(OWNER, ""), keep_days=days)


def fields(head: Head, key: str, words: Words) -> None:
    """Label, owner and days of a case, each with what is said of it now."""
    st.text_input(words("cases.label"), head.label, key=f"{key}-label", max_chars=storing.LONGEST)
    st.text_input(words("cases.owner"), head.owner, key=f"{key}-owner", max_chars=storing.LONGEST)
    days = sorted({*DAYS, head.keep_days})
    st.selectbox(
        words("cases.days"),
        days,
        days.index(head.keep_days),
        key=f"{key}-days",
        format_func=lambda n: words("cases.days_until", n=n, day=words.day(storing.today() + timedelta(n))),
    )


def taken(head: Head, key: str) -> Head:
    """The head with what was typed into its fields."""
    typed = st.session_state
    st.session_state[OWNER] = owner = str(typed[f"{key}-owner"] or "").strip()
    label = str(typed[f"{key}-label"] or "").strip() or head.label
    days = min(max(int(typed[f"{key}-days"]), 1), MOST_DAYS)
    return head.model_copy(update={"label": label, "owner": owner, "keep_days": days})


def keep(session: Session, key: str, head: Head) -> None:
    """Keep what is on the page, unless it may be kept already: then ask."""
    head = taken(head, key)
    kept = session.patient.kept
    try:
        with storing.telling():
            case = _case(session, head)
            found = storing.of_another(storing.made().alike(case.notes, case.people), kept.id if kept else None)
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    if found and not kept:
        st.session_state[ALIKE] = (session.current, head, found)
        return
    keep_as(session, head, kept.id if kept else None)


def _case(session: Session, head: Head) -> storing.Case:
    answer = session.patient.answer
    if answer is None:
        raise InputError("kept_gone")
    return storing.case_of(session.chart, answer, head)


def keep_as(session: Session, head: Head, case_id: str | None) -> None:
    """Keep what is on the page, as a new case or in the place of one."""
    st.session_state.pop(ALIKE, None)
    try:
        with storing.telling():
            case = _case(session, head)
            key = storing.made().keep(case, case_id)
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    session.patient.kept = Kept(key, case.head, dict(case.report), storing.today())
    st.session_state[SAID] = "cases.kept_now"
    st.session_state.pop(PROBLEM, None)


def top(session: Session, words: Words) -> None:
    """Above the answer: what went wrong, what may be the same case, that it is kept, what changed since."""
    trouble(words)
    asked = st.session_state.get(ALIKE)
    if asked and asked[0] == session.current:
        _ask(session, asked[1], asked[2], words)
        return
    kept, answer = session.patient.kept, session.patient.answer
    if kept and kept.opened and answer and not answer.asks:
        st.html(since(kept, answer.report(words.lang), words))


def trouble(words: Words) -> None:
    if error := st.session_state.get(PROBLEM):
        st.html(f'<section class="problem" role="alert"><p>{esc(error.said(words.lang))}</p></section>')
    elif said := st.session_state.pop(SAID, None):
        st.html(f'<p class="fineprint" role="status">{esc(words(said))}</p>')


def _ask(session: Session, head: Head, found: list[Listed], words: Words) -> None:
    names = words.listed([f"{row.head.label} ({words.day(row.changed_on)})" for row in found[:3]])
    st.html(f'<section class="problem" role="alert"><p>{esc(words("cases.alike", names=names))}</p></section>')
    with st.container(horizontal=True):
        for row in found[:3]:
            st.button(
                plain(words("cases.replace", label=row.head.label)),
                key=f"replace-{row.id}",
                on_click=keep_as,
                args=(session, head, row.id),
            )
        st.button(words("cases.keep_anew"), key="keep-anew", on_click=keep_as, args=(session, head, None))
        st.button(words("cases.cancel"), key="keep-cancel", on_click=st.session_state.pop, args=(ALIKE, None))


def since(kept: Kept, now: Report, words: Words) -> str:
    """What is otherwise than when it was last kept."""
    found = changes(kept.report, now) if kept.report["trial"]["id"] == now["trial"]["id"] else ()
    outcome = words.count("changes.head", len(found)) if found else words("changes.none")
    said = words("cases.since", day=words.day(kept.on), label=kept.head.label)
    return (
        f'<section class="step since" role="status"><p>{esc(said)} <b>{esc(outcome)}</b></p>'
        f"{views.change_lines(found, now, words) if found else ''}</section>"
    )


def with_head(kept: Kept, head: Head) -> Kept:
    return replace(kept, head=head)


def moved(chart: Chart, today: date) -> Chart:
    """The chart with its dates moved together, so that a screening that is over begins today."""
    first = chart.dates.screening
    if first is None or first >= today:
        return chart
    shift = today - first
    days = (chart.dates.screening, chart.dates.lymphodepletion, chart.dates.infusion)
    dates = PlannedDates(*(day + shift if day else None for day in days))
    step = Step("cases.moved", first.isoformat(), first=True)
    return replace(chart, dates=dates).noting(step)


def open_case(session: Session, case_id: str) -> None:
    """Show a kept case on the chat page, as it stands today."""
    try:
        with storing.telling():
            store = storing.store()
            if store is None:
                raise InputError("kept_gone")
            row = next((row for row in store.listed() if row.id == case_id), None)
            case = store.load(case_id)
            chart = moved(storing.chart_of(case), storing.today())
    except InputError as error:
        st.session_state[PROBLEM] = error
        return
    go("chart")
    changed = row.changed_on if row else storing.today()
    session.open_kept(chart, Kept(case_id, case.head, dict(case.report), changed, opened=True))


def plain(text: str) -> str:
    """Words of a person as the label of a button, where Streamlit would read them as Markdown."""
    return "".join(f"\\{mark}" if mark in "\\`*_{}[]()#+-.!|~$:<>&" else mark for mark in " ".join(text.split()))
