"""`prescreen screen`: one patient's notes against one trial or several."""

from __future__ import annotations

import gc
from argparse import Namespace

from ui.cli.charts import Report, dates_of, plan_from, reports, show_requests
from ui.cli.inputs import read_notes
from ui.cli.output import check_target, json_text, write


def run(arguments: Namespace) -> int:
    """Make the report, whatever the verdict."""
    gc.disable()  # the process ends with its report, and looking for rubbish while modules load takes time
    plan = plan_from(arguments)
    check_target(arguments.output, *arguments.notes)
    if arguments.show_request:
        show_requests(arguments, dates_of(plan.days).screening_day)
        return 0
    made = reports(read_notes(arguments.notes), plan)
    if arguments.format == "json":
        text = json_text(made[0] if len(made) == 1 else {"reports": made})
    else:
        text = _as_text(made, plan.lang, arguments.output)
    write(text, arguments.output)
    return 0


def _as_text(made: list[Report], lang: str, target: str | None) -> str:
    import sys

    from ui.cli.layout import Page, page_for
    from ui.cli.text_report import text_report
    from ui.cli.wording import words_in

    page = Page() if target else page_for(sys.stdout)
    between = "\n" + "═" * page.width + "\n\n"
    return between.join(text_report(report, words_in(lang), page) for report in made)
