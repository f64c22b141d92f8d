"""`prescreen facts`: what is read from notes, before any trial is asked about."""

from __future__ import annotations

import sys
from argparse import Namespace
from functools import partial
from typing import Any, Literal

from ui.cli.charts import note_date, read, show_requests
from ui.cli.inputs import read_notes
from ui.cli.output import check_target, json_text, write


def run(arguments: Namespace) -> int:
    """Read the notes and show their facts."""
    written = note_date(arguments)
    check_target(arguments.output, *arguments.notes)
    if arguments.show_request:
        show_requests(arguments, None)
        return 0
    documents = read(read_notes(arguments.notes), written, None)
    data = _facts(documents, not arguments.no_text, arguments.extractor)
    if arguments.format == "json":
        text = json_text(data)
    else:
        from rules.catalogue import label
        from ui.cli.facts_report import facts_report
        from ui.cli.layout import Page, page_for
        from ui.cli.wording import words_in

        lang: Literal["en", "zh"] = "zh" if arguments.lang == "zh" else "en"
        page = Page() if arguments.output else page_for(sys.stdout)
        text = facts_report(data, words_in(lang), page, partial(label, lang))
    write(text, arguments.output)
    return 0


def _facts(documents: Any, text: bool, extractor: str) -> dict[str, Any]:
    from assistant.choosing import reader
    from assistant.screening import document_to_json, extract
    from rules.facts import fact_to_json

    facts, extraction = extract(documents, reader(extractor))
    return {
        "facts": [fact_to_json(fact) for fact in facts],
        "documents": [document_to_json(document, text) for document in documents],
        "extraction": extraction,
    }
