"""A screening's report to take away: HTML, PDF, FHIR, and the one-page summary. Each from the report as JSON has it.

``html_report``, ``html_summary`` and ``fhir_bundle`` give text and data, ``pdf_report`` and ``pdf_summary`` bytes; each
form's module is loaded when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Report = Mapping[str, Any]


def html_report(reports: Sequence[Report], lang: str) -> str:
    """The reports as one page of HTML that needs no script, no network and no other file."""
    from ui.reports.html import page

    return page(reports, lang)


def html_summary(reports: Sequence[Report], lang: str) -> str:
    """The referral summary of each report as HTML that prints on one sheet each."""
    from ui.reports.html import summary_page

    return summary_page(reports, lang)


def pdf_report(reports: Sequence[Report], lang: str) -> bytes:
    """The reports as PDF, with the font for both languages in it."""
    from ui.reports.pdf import pdf

    return pdf(reports, lang)


def pdf_summary(reports: Sequence[Report], lang: str) -> bytes:
    """The referral summary of each report as a page of a PDF."""
    from ui.reports.pdf import summary_pdf

    return summary_pdf(reports, lang)


def fhir_bundle(reports: Sequence[Report], lang: str) -> dict[str, Any]:
    """The reports as one FHIR R4 Bundle."""
    from ui.reports.fhir import bundle

    return bundle(reports, lang)
