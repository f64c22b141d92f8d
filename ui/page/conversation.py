"""The conversation on the page: questions, their answers as they come, and what a model elsewhere may see."""

from __future__ import annotations

from typing import Any

import streamlit as st

from assistant.chat.replies import Looked, Reply, Sentence
from assistant.errors import ExtractionError, InputError
from ui.page import models, service, talkview
from ui.page.cards import Report, esc
from ui.page.charts import Entry
from ui.page.session import Session
from ui.page.talk import Talk, case_of, is_question, language
from ui.page.wording import Words

_SHOWN = 20_000
"""So many characters of a request are shown at once; a browser is slow with more."""


def hear(session: Session, entries: list[Entry], text: str, words: Words) -> None:
    """Take what came through the box at the foot: a question is answered, everything else goes into the chart."""
    talk, case = session.patient.talk, case_of(session.patient.answer, session.chart)
    if text.strip() and not entries and is_question(text, case, words.lang):
        steps = len(session.chart.steps)
        talk.ask(text.strip(), case, language(words.lang), steps, model=session.patient.model.asks)
        return
    if text.strip():
        entries = [*entries, Entry(service.TYPED_NAME, text, "typed")]
    talk.close()
    with _reading(session, words):
        session.add(entries)


def _reading(session: Session, words: Words) -> Any:
    """Words beside what takes its time: a model reads."""
    return st.spinner(words("model.reading") if session.patient.model.asks else words("talk.reading"))


def draw(session: Session, report: Report | None, words: Words) -> None:
    """The question asked last, above the box; the earlier ones folded."""
    talk, steps = session.patient.talk, len(session.chart.steps)
    if talk.pending:
        _answer(session, talk, words)
        return
    one = talk.last
    if one is None or not talk.open:
        return
    st.html(talkview.exchange(one, report, words, steps))
    if one.reply.requests:
        with st.expander(words("talk.requests", n=len(one.reply.requests)), key="sent"):
            for body in one.reply.requests:
                st.code(body.decode("utf-8", "replace")[:_SHOWN], language=None, wrap_lines=True)
    with st.container(horizontal=True, key="talk-buttons"):
        st.button(words("talk.as_note"), key="as-note", type="tertiary", on_click=_as_note, args=(session,))
        st.button(words("talk.close"), key="close-talk", type="tertiary", on_click=talk.close)
    if drawn := talkview.earlier(talk.exchanges[:-1], report, words, steps):
        st.html(drawn)


def _as_note(session: Session) -> None:
    text = session.patient.talk.take_back()
    if text:
        session.add([Entry(service.TYPED_NAME, text, "typed")])


def _answer(session: Session, talk: Talk, words: Words) -> None:
    """Let the model answer; a click on Stop ends this run of the page, and with it the model's connection."""
    case, lang, steps = (
        case_of(session.patient.answer, session.chart),
        language(words.lang),
        len(session.chart.steps),
    )
    box = st.empty()
    st.button(words("talk.stop"), key="stop", on_click=talk.stop, args=(case, lang, steps))
    sentences: list[str] = []
    looked: list[str] = []
    events = talk.events(case, lang)
    try:
        for event in events:
            if isinstance(event, Reply):
                talk.finish(event, steps)
                break
            if isinstance(event, Sentence):
                sentences.append(event.text)
            elif isinstance(event, Looked):
                looked.append(event.tool)
            # Drawn also while nothing comes: only then does the page notice a click on Stop.
            box.html(talkview.coming(talk.pending, sentences, looked, words))
    finally:
        events.close()  # type: ignore[attr-defined]
    st.rerun()


def draw_model(session: Session, words: Words) -> None:
    """Which model is set, what it would be sent, and for one elsewhere whether it may see this patient."""
    found, use = models.server(), session.patient.model
    if found is None or found.fault is not None:
        return
    with st.popover(words("model.button"), key="model"):
        st.html(f'<p class="fineprint">{esc(models.privacy(use, words))}</p>')
        if st.button(words("model.preview"), key="preview"):
            _preview(session, words)
        if found.local:
            return
        if use.allowed:
            st.button(words("model.stop", host=found.host), key="model-off", on_click=session.use_model, args=(False,))
        elif st.button(words("model.allow", host=found.host), key="model-on", type="primary"):
            with st.spinner(words("model.reading")):
                session.use_model(True)
            st.rerun()


def _preview(session: Session, words: Words) -> None:
    """The very requests, as they would be sent now. Nothing is sent."""
    patient = session.patient
    case = case_of(patient.answer, patient.chart)
    try:
        bodies = models.preview(case.screened.documents, case, words("model.question"), words.lang)
    except (InputError, ExtractionError) as error:
        st.html(f'<p class="held" role="alert">{esc(error.said(words.lang))}</p>')
        return
    st.html(f'<p class="fineprint">{esc(words("model.preview_is", n=len(bodies)))}</p>')
    for body in bodies:
        st.code(body[:_SHOWN], language=None, wrap_lines=True)
