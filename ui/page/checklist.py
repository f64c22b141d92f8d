"""The one-minute checklist on the page: yes, no or don't know, and what the answers become. Decides nothing."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from assistant.checklist import NAME, Answer, Question, Reply, reply_of, to_ask, written
from assistant.errors import InputError
from ui.page.cards import esc
from ui.page.charts import Chart, Entry, Report, Step, parse_day
from ui.page.correcting import day_of
from ui.page.session import Session
from ui.page.wording import Words

REPLIES = ("yes", "no", "unknown")


def answered(chart: Chart) -> tuple[Answer, ...]:
    """The answers that are in the chart now: none where their document was removed."""
    return chart.answers if any(entry.name == NAME for entry in chart.entries) else ()


def with_answers(chart: Chart, answers: tuple[Answer, ...], on_text: str, words: Words) -> tuple[Chart, Step]:
    """The chart with the answers as a dated document, in the place of the earlier answers.

    Raises:
        InputError: the day of the answers is none, or a *yes* lacks its day.
    """
    on = parse_day(on_text) if on_text.strip() else day_of(chart)
    if on is None:
        raise InputError("correction_date", what=words("checklist.on"), text=on_text)
    text = written(answers, on, words.lang)
    entries = [entry for entry in chart.entries if entry.name != NAME]
    if text:
        places = [index for index, entry in enumerate(chart.entries) if entry.name == NAME]
        entries.insert(places[0] if places else len(entries), Entry(NAME, text, "typed"))
    step = Step("changes.answers", words.count("checklist.count", len(answers)))
    return replace(chart, entries=tuple(entries), answers=answers), step


def draw(session: Session, report: Report, words: Words) -> None:
    """The questions that are open, folded; nothing where there is none."""
    known = {answer.question: answer for answer in answered(session.chart)}
    asked = to_ask(report, known)
    if not asked:
        return
    number = session.current
    with (
        st.expander(words.count("checklist.heading", len(asked)), key="checklist-open"),
        st.form(key=f"checklist-{number}", border=False),
    ):
        st.html(f'<p class="fineprint">{esc(words("checklist.why"))}</p>')
        if session.refused:
            st.html(f'<p class="held" role="alert">{esc(session.refused.said(words.lang))}</p>')
        for question in asked:
            _question(question, known.get(question.id), number, words)
        st.text_input(words("checklist.on"), day_of(session.chart).isoformat(), key=f"checklist-on-{number}", width=220)
        st.form_submit_button(
            words("checklist.apply"),
            on_click=_apply,
            args=(session, tuple(question.id for question in asked), number, words),
            type="primary",
        )


def _question(question: Question, known: Answer | None, number: int, words: Words) -> None:
    ask = question.ask["zh" if words.lang == "zh" else "en"]
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"ask-{question.id}"):
        st.radio(
            ask,
            REPLIES,
            index=REPLIES.index(known.reply) if known else 2,
            format_func=lambda reply: words(f"checklist.{reply}"),
            key=f"reply-{question.id}-{number}",
            horizontal=True,
            width="stretch",
        )
        if question.wants == "day":
            day = known.day.isoformat() if known and known.day else ""
            st.text_input(
                words("checklist.when"), day, key=f"day-{question.id}-{number}", placeholder="2026-03-12", width=150,
            )  # fmt: skip
        elif question.wants == "which":
            st.html(f'<p class="fineprint">{esc(words("checklist.which"))}</p>', width="content")


def _apply(session: Session, asked: tuple[str, ...], number: int, words: Words) -> None:
    state = st.session_state
    given: list[Answer] = []
    days: dict[str, str] = {}
    for name in asked:
        reply: Reply | None = reply_of(state[f"reply-{name}-{number}"])
        if reply is not None:
            days[name] = str(state.get(f"day-{name}-{number}") or "") if reply == "yes" else ""
            given.append(Answer(name, reply, parse_day(days[name])))
    on = str(state[f"checklist-on-{number}"] or "")
    session.speak(lambda chart: with_answers(chart, tuple(given), on, words))
