"""`prescreen screen`: one patient's notes against one trial or several."""

from __future__ import annotations

import gc
from argparse import Namespace

from assistant.errors import InputError
from ui.cli.charts import Report, dates_of, plan_from, reports, show_requests
from ui.cli.inputs import read_notes
from ui.cli.output import check_target, json_text, write, write_bytes


def run(arguments: Namespace) -> int:
    """Make the report, whatever the verdict."""
    gc.disable()  # the process ends with its report, and looking for rubbish while modules load takes time
    plan = plan_from(arguments)
    _check_form(arguments)
    check_target(arguments.output, *arguments.notes)
    if arguments.show_request:
        show_requests(arguments, dates_of(plan.days).screening_day)
        return 0
    made = reports(read_notes(arguments.notes), plan)
    if arguments.format == "pdf":
        from ui.reports import pdf_report, pdf_summary

        write_bytes((pdf_summary if arguments.summary else pdf_report)(made, plan.lang), arguments.output)
    else:
        write(_as(arguments.format, made, plan.lang, arguments), arguments.output)
    return 0


def _check_form(arguments: Namespace) -> None:
    """See before the work that the form and the place of the report go together.

    Raises:
        InputError: a PDF has no file to go to, or another form than HTML and PDF is asked for the summary.
    """
    if arguments.format == "pdf" and arguments.output is None:
        raise InputError("pdf_needs_file")
    if arguments.summary and arguments.format not in ("html", "pdf"):
        raise InputError("summary_form")


def _as(form: str, made: list[Report], lang: str, arguments: Namespace) -> str:
    if form == "json":
        return json_text(made[0] if len(made) == 1 else {"reports": made})
    if form == "html":
        from ui.reports import html_report, html_summary

        return (html_summary if arguments.summary else html_report)(made, lang)
    if form == "fhir":
        from ui.reports import fhir_bundle

        return json_text(fhir_bundle(made, lang))
    return _as_text(made, lang, arguments.output)


def _as_text(made: list[Report], lang: str, target: str | None) -> str:
    import sys

    from ui.cli.layout import Page, page_for
    from ui.cli.text_report import text_report
    from ui.cli.wording import words_in

    page = Page() if target else page_for(sys.stdout)
    between = "\n" + "═" * page.width + "\n\n"
    return between.join(text_report(report, words_in(lang), page) for report in made)
