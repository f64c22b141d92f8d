"""Offers the report to take away: as PDF, HTML, JSON, FHIR and plain text, and as the referral summary of one page.

Each is made only when its button is pressed, from the report as the page shows it: corrections and a person's decisions
are in it. File names hold the trial and the day, never a patient's name. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import streamlit as st

from ui.page.charts import Report
from ui.page.service import Answer
from ui.page.wording import Words

Reports = Sequence[Report]


class Form(NamedTuple):
    """A form of the report: its name among the words, the file's ending and type, and what makes it."""

    name: str
    ending: str
    mime: str
    make: Callable[[Reports, str], str | bytes]


def _pdf(reports: Reports, lang: str) -> bytes:
    from ui.reports import pdf_report

    return pdf_report(reports, lang)


def _html(reports: Reports, lang: str) -> str:
    from ui.reports import html_report

    return html_report(reports, lang)


def _summary_pdf(reports: Reports, lang: str) -> bytes:
    from ui.reports import pdf_summary

    return pdf_summary(reports, lang)


def _summary_html(reports: Reports, lang: str) -> str:
    from ui.reports import html_summary

    return html_summary(reports, lang)


def _json(reports: Reports, lang: str) -> str:
    from ui.cli.output import json_text

    return json_text(reports[0] if len(reports) == 1 else {"reports": list(reports)})


def _fhir(reports: Reports, lang: str) -> str:
    from ui.cli.output import json_text
    from ui.reports import fhir_bundle

    return json_text(fhir_bundle(reports, lang))


def _text(reports: Reports, lang: str) -> str:
    from ui.cli.layout import Page
    from ui.cli.text_report import text_report
    from ui.cli.wording import words_in

    page = Page()
    between = "\n" + "═" * page.width + "\n\n"
    return between.join(text_report(report, words_in(lang), page) for report in reports)


FORMS = (
    Form("summary_pdf", "summary.pdf", "application/pdf", _summary_pdf),
    Form("summary_html", "summary.html", "text/html", _summary_html),
    Form("pdf", "pdf", "application/pdf", _pdf),
    Form("html", "html", "text/html", _html),
    Form("text", "txt", "text/plain", _text),
    Form("json", "json", "application/json", _json),
    Form("fhir", "fhir.json", "application/fhir+json", _fhir),
)


def file_name(reports: Reports, form: Form) -> str:
    """What the file is called: the trials and the screening day."""
    trials = "+".join(str(report["trial"]["id"]) for report in reports[:3])
    day = reports[0]["dates"]["screening"]
    return f"prescreen-{trials}-{day}.{form.ending}"


def made(answer: Answer, form: Form, lang: str) -> str | bytes:
    """The report in this form, in this language."""
    return form.make(answer.whole(lang), lang)


def draw(answer: Answer, words: Words) -> None:
    """A fold with a button for each form."""
    reports = answer.reports(words.lang) or [answer.report(words.lang)]
    with st.expander(words("takeaway.label"), key="takeaway"):
        st.html(f'<p class="fineprint">{words("takeaway.why")}</p>')
        with st.container(horizontal=True, gap="small"):
            for form in FORMS:
                st.download_button(
                    words(f"takeaway.{form.name}"),
                    partial(made, answer, form, words.lang),
                    file_name(reports, form),
                    form.mime,
                    key=f"take-{form.name}",
                    on_click="ignore",
                )
