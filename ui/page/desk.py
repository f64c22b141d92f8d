"""What a visitor can say against the reading: the table of facts, and a decision on a criterion. Decides nothing."""

from __future__ import annotations

import streamlit as st

from ui.page import decisions, facts
from ui.page.cards import esc
from ui.page.charts import Report
from ui.page.session import Session
from ui.page.wording import Words


def draw(session: Session, report: Report, words: Words) -> None:
    """Both, folded, under what is to settle."""
    refused = session.refused.said(words.lang) if session.refused else ""
    key = f"facts-{session.current}"
    count = sum(each["subject"] == "patient" for each in report["facts"] if not each["id"].startswith("c"))
    with st.expander(words("facts.heading", n=count), key="facts-open", expanded=bool(refused)):
        facts.draw(report, refused, words, key, lambda: _heard(session, key, words))
    with st.expander(words("decide.heading"), key="decide-open"):
        _decide(session, report, words)


def _heard(session: Session, key: str, words: Words) -> None:
    event = (st.session_state.get(key) or {}).get("said")
    if event:
        session.correct(event, words)


def _decide(session: Session, report: Report, words: Words) -> None:
    """A person's own decision: which criterion, what it is to be taken as, and why."""
    st.html(f'<p class="fineprint">{esc(words("decide.why"))}</p>')
    number = session.current
    names = {
        item["id"]: f"{item['id']} {item['title']} ({words('status.' + item['status'])})" for item in report["criteria"]
    }
    with st.form(key=f"decide-{number}", border=False):
        st.selectbox(
            words("decide.criterion"), list(names), format_func=names.__getitem__, key=f"decide-which-{number}"
        )
        st.radio(
            words("decide.status"),
            decisions.CHOICES,
            format_func=lambda status: words(f"status.{status}") if status else words("decide.take_back"),
            key=f"decide-status-{number}",
            horizontal=True,
        )
        st.text_input(words("decide.reason"), key=f"decide-reason-{number}", max_chars=400)
        st.form_submit_button(words("decide.apply"), on_click=_decided, args=(session, number, words))


def _decided(session: Session, number: int, words: Words) -> None:
    which, status, reason = (
        str(st.session_state[f"decide-{part}-{number}"] or "") for part in ("which", "status", "reason")
    )
    session.decide(which, status, reason, words)
    if not session.refused:
        st.session_state[f"decide-reason-{number}"] = ""
