"""Site files: what a site fixes, who said so, and what is said about a mistake."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from rules.catalogue import assumption
from rules.errors import ProtocolError
from rules.protocol import load_protocol
from rules.sites import load_site
from rules.truth import Truth
from tests.rules.builders import INFUSION, ask, fact, lab

GOOD = """
by: Dr Chen, principal investigator
on: 2026-03-01
readings: {exc03_anchor: infusion}
upper_limits: {alt: 40}
half_lives: {obexelimab: [5, 8]}
windows: {screening_window: 42 days}
"""


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "site.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_what_a_site_fixes_decides_and_is_shown_as_an_assumption(tmp_path: Path) -> None:
    site = load_site(_file(tmp_path, GOOD))
    node = {"measurement": {"of": "alt", "at_most": "3 ULN", "within": "screening_window"}}
    finding = ask(node, lab("alt", 121, INFUSION - timedelta(days=40)), site=site)
    assert finding.truth is Truth.FALSE
    said = assumption("en", finding.assumptions[0])
    assert said.endswith("fixed by the site (Dr Chen, principal investigator, 2026-03-01).")


def test_a_half_life_that_is_not_published_can_be_fixed(tmp_path: Path) -> None:
    last = fact("treatment", "obexelimab", last_given=INFUSION - timedelta(days=60))
    node = {
        "received": {"of": ["biologic"], "within": {"longest_of": ["4 weeks", "3 half_lives"]}, "before": "infusion"}
    }
    assert ask(node, last).truth is Truth.UNKNOWN
    assert ask(node, last, site=load_site(_file(tmp_path, GOOD))).truth is Truth.FALSE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("readings:", "reading:"), "line 4, reading: there is no field"),
        (("42 days", "six weeks"), "write e.g. 28 days"),
        (("on: 2026-03-01\n", ""), "on"),
    ],
)
def test_a_mistake_in_a_site_file_is_named(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        load_site(_file(tmp_path, GOOD.replace(*change)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("exc03_anchor", "exc03_anchr"), "did you mean 'exc03_anchor'"),
        (("infusion}", "infusoin}"), "did you mean 'infusion'"),
        (("{alt: 40}", "{allt: 40}"), "did you mean 'alt'"),
        (("{alt: 40}", "{alt: -40}"), "greater than 0"),
        (("{alt: 40}", "{alt: .nan}"), "finite"),
        (("obexelimab: [5, 8]", "obexelimabb: [5, 8]"), "did you mean 'obexelimab'"),
        (("[5, 8]", "[8, 5]"), "write the shorter first"),
        (("screening_window", "screening_windw"), "did you mean 'screening_window'"),
    ],
)
def test_a_setting_that_nothing_would_look_at_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(ProtocolError, match=message):
        load_site(_file(tmp_path, GOOD.replace(*change)), [load_protocol("NCT07083349")])
