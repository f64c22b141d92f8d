"""The chat page: wires what the visitor does to the session and draws its report. Decides nothing and reads no note."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import streamlit as st

from assistant.files.kinds import READ
from ui.page import (
    casesview,
    checklist,
    conversation,
    desk,
    door,
    examples,
    keeping,
    keepview,
    models,
    quotes,
    scheme,
    service,
    takeaway,
    timepicture,
    trials,
    views,
)
from ui.page.cards import esc
from ui.page.charts import DATE_NAMES, Entry, Report
from ui.page.session import Problem, Session, brief
from ui.page.wording import LANGUAGES, Words

STYLES = sorted(Path(__file__).parent.glob("*.css"))
BUTTON = 132  # pixels: the three examples' buttons are of one width, whatever their words
LANGUAGE_NAMES = {"en": "EN", "zh": "中文"}


def main() -> None:
    """Draw the page once."""
    st.set_page_config(page_title="prescreen", layout="wide", initial_sidebar_state="collapsed")
    st.html(f"<style>{styles()}{scheme.rule()}</style>")
    session = keeping.opened()
    st.session_state.setdefault("lang", "zh" if (st.context.locale or "").lower().startswith("zh") else "en")

    head = st.container(key="head")
    with head:
        title, tools = st.columns([10, 10], vertical_alignment="center", gap="small")
    with tools, st.container(key="tools", horizontal=True, horizontal_alignment="right", gap="small"):
        choose_dates = st.container(width="content")
        choose_patient = st.container(width="content")
        choose_trial = st.container(width="content")
        choose_model = st.container(width="content")
        lang = st.segmented_control(
            "Language / 语言", LANGUAGES, format_func=LANGUAGE_NAMES.__getitem__, key="lang", required=True,
            label_visibility="collapsed",
        )  # fmt: skip
        words = Words(lang or "en")
        scheme.draw(words)
    listing = st.session_state.get(keepview.VIEW) == "cases"
    with head, st.container(key="headline", horizontal=True, vertical_alignment="center", gap="small"):
        st.html(views.fineprint(words, models.privacy(session.patient.model, words)))
        choose_keep = st.container(width="content")
        keepview.switch(words, listing)
    if listing:
        with title:
            st.html(views.masthead(service.trial(words.lang, session.chart.trial), words))
        casesview.draw(session, words)
        keeping.keep(session)
        return

    left, right = st.columns([14, 11], gap="medium")
    with left, st.container(key="column"):
        answer = st.container(key="answer")
        talk = st.container(key="talk")
        listen(session, words)
    with choose_dates:
        draw_dates(session, words)
    with choose_patient:
        draw_patients(session, words)
    with choose_trial:
        trials.choose(session, words)
    with choose_model:
        conversation.draw_model(session, words)
    with choose_keep:
        keepview.button(session, words)

    found = session.patient.answer
    report = found.report(words.lang) if found else None
    with title:
        st.html(views.masthead(report["trial"] if report else service.trial(words.lang, session.chart.trial), words))
    with answer:
        keepview.top(session, words)
        if session.problem:
            draw_problem(session, session.problem, words)
        if report is None:
            draw_welcome(session, words)
        elif found and found.asks:
            draw_question(session, report, words)
        else:
            draw_report(session, report, words)
    with right, st.container(key="notes"):
        if session.chart.entries:
            draw_removal(session, words)
        st.html(quotes.notes_pane(report, words))
    if drawn := timepicture.timeline(report if found and not found.asks else None, words):
        with right, st.container(key="time"):
            st.html(drawn)
    keeping.keep(session)
    with talk:  # last: a model may take its time, and all else is on the page by then
        conversation.draw(session, report, words)
    keeping.keep(session)


@cache
def styles() -> str:
    return "".join(path.read_text(encoding="utf-8") for path in STYLES)


def listen(session: Session, words: Words) -> None:
    """The box at the foot: a note, a fact, a question or files."""
    said = st.chat_input(
        words("chat.placeholder"), key="chat", accept_file="multiple", file_type=list(READ), max_upload_size=20
    )
    if said:
        entries = [Entry(file.name, file.getvalue(), "file") for file in said.files]
        conversation.hear(session, entries, said.text, words)


def draw_dates(session: Session, words: Words) -> None:
    """The three days, each taken over as soon as it is set."""
    dates, number = session.chart.dates, session.current
    shown = {
        "screening": words.day(dates.screening) if dates.screening else words("dates.today"),
        "lymphodepletion": words.short_day(dates.lymphodepletion) if dates.lymphodepletion else words("dates.unset"),
        "infusion": words.short_day(dates.infusion) if dates.infusion else words("dates.unset"),
    }
    held = session.held
    with st.popover(words("dates.button", **shown), key="dates"):
        st.html(f'<p class="fineprint">{esc(words("dates.why"))}</p>')
        for name in DATE_NAMES:
            key, day = date_key(name, number), getattr(dates, name)
            text = held.texts[name] if held else day.isoformat() if day else ""
            # Set only where it differs: what is being typed into another field would be lost.
            if st.session_state.get(key) != text:
                st.session_state[key] = text
            st.text_input(
                words(f"dates.{name}"),
                key=key,
                placeholder="2026-03-12" if name != "screening" else words("dates.today"),
                on_change=take_dates,
                args=(session, number),
            )
        if held:
            sentence = words("problem.day", text=held.unread) if held.unread else words("problem.order")
            st.html(f'<p class="held" role="alert">{esc(sentence)}</p>')


def date_key(name: str, patient: int) -> str:
    return f"{name}-{patient}"


def take_dates(session: Session, patient: int) -> None:
    session.type_dates({name: str(st.session_state[date_key(name, patient)] or "") for name in DATE_NAMES})


def draw_patients(session: Session, words: Words) -> None:
    if len(session.patients) == 1 and not session.chart.entries:
        return
    label = words("patients.button", number=session.current + 1, total=len(session.patients))
    with st.popover(label, key="patients"):
        for index, patient in enumerate(session.patients):
            count = len(patient.chart.entries)
            notes = words.count("patients.notes", count) if count else words("patients.none")
            st.button(
                words("patients.open", number=index + 1, notes=notes),
                key=f"patient-{index}",
                disabled=index == session.current,
                on_click=session.show,
                args=(index,),
                width="stretch",
            )
        st.button(words("patients.new"), key="new-patient", on_click=session.new_patient, type="primary")
        st.button(words("patients.forget"), key="forget", on_click=keeping.forget, help=words("patients.forget_why"))


def draw_problem(session: Session, problem: Problem, words: Words) -> None:
    """One clear sentence; the text stays, ready to be mended."""
    sentence = problem.reason.said(words.lang) if problem.reason else words("problem.unexpected")
    if problem.about_dates:
        sentence = words("problem.dates", why=sentence)
    kept = words("problem.kept") if problem.text else words("problem.kept_files")
    st.html(views.problem(sentence, kept, words))
    if problem.text:
        st.text_area(words("notes.untitled"), problem.text, height=140, key="draft", label_visibility="collapsed")
    with st.container(horizontal=True):
        if problem.text or (problem.entries and problem.reason is None):
            st.button(words("problem.retry"), key="retry", type="primary", on_click=retry, args=(session,))
        st.button(words("problem.discard"), key="discard", on_click=session.discard)


def retry(session: Session) -> None:
    session.retry(str(st.session_state.get("draft", "")))


def draw_welcome(session: Session, words: Words) -> None:
    st.html(views.welcome(words))
    with st.container(key="examples"):
        for name in examples.NAMES:
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.button(
                    words(f"first.{name}"),
                    key=f"example-{name}",
                    on_click=try_example,
                    args=(session, name, words.lang),
                    width=BUTTON,
                )
                st.html(views.example_line(name, words))
    st.html(views.foretaste(words))


def try_example(session: Session, name: str, lang: str) -> None:
    example = examples.load(name, lang)
    session.set_dates(example.dates)
    session.add([example.entry])


def draw_question(session: Session, report: Report, words: Words) -> None:
    st.html(views.identity(report, words))
    with st.container(horizontal=True):
        st.button(words("identity.same"), key="same-patient", on_click=session.same_patient)
        if len(session.chart.entries) > 1:
            st.button(words("identity.new"), key="split", on_click=session.split_last)
        st.button(
            words("identity.remove"), key="remove-last", on_click=session.remove, args=(len(session.chart.entries) - 1,)
        )


def draw_report(session: Session, report: Report, words: Words) -> None:
    steps = session.chart.steps
    changed = frozenset(change.criterion for change in steps[-1].changes) if steps else frozenset()
    if session.chart.compared and session.patient.answer:
        draw(trials.comparison(session.patient.answer.reports(words.lang), session.chart.trial, words))
    st.html(views.decision(report, words))
    draw(models.outcome(report, words))
    draw(views.last_step(steps, report, words))
    if len(session.patient.past) > 1:
        st.button(words("changes.undo"), key="undo", on_click=session.undo, type="tertiary")
    draw(views.blockers(report, words, changed))
    draw(views.settling(report, words, changed))
    checklist.draw(session, report, words)
    with st.expander(words("message.label"), key="message"):
        st.code(views.message(report, words), language=None, wrap_lines=True)
    if session.patient.answer:
        takeaway.draw(session.patient.answer, words)
    draw(views.safety(report, words))
    desk.draw(session, report, words)
    draw(views.folded(report, words, "pass", changed))
    draw(views.folded(report, words, "not_applicable", changed))
    draw(views.history(steps, report, words))


def draw(drawn: str) -> None:
    if drawn:
        st.html(drawn)


def draw_removal(session: Session, words: Words) -> None:
    with st.popover(words("notes.manage"), key="manage", type="tertiary"):
        for index, entry in enumerate(session.chart.entries):
            with st.container(horizontal=True, vertical_alignment="center"):
                st.html(f"<p>{esc(brief(entry))}</p>")
                st.button(words("notes.remove"), key=f"remove-{index}", on_click=session.remove, args=(index,))


if __name__ == "__main__":
    if door.is_built():
        main()
    else:  # as `streamlit run` does, which asks for no token and may serve other machines
        st.text(Words("en")("door.past"))
