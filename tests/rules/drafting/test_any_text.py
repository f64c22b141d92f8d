"""Whatever the eligibility text looks like: the draft loads, and nothing of the text is left out."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from rules import terminology
from rules.drafting.drafts import draft
from rules.drafting.writing import protocol_yaml
from rules.loader import read_protocol
from rules.records import parse

MARKS = ("", "* ", "- ", "1. ", "2) ", "10. ", "(a) ", "iv. ", "• ", "- - ", "o ", "*", "\\* ")
HEADINGS = (
    "Inclusion Criteria:",
    "EXCLUSION CRITERIA",
    "Exclusion criteria : ",
    "PATIENT CHARACTERISTICS:",
    "Renal",
    "Any of:",
)
WORDS = (
    "Age",
    "≥ 18",
    "years",
    "Stroke",
    "or",
    "and",
    "ANC",
    "1.5 x 10^9/L;",
    "no",
    "(a)",
    "the",
    "10",
    "1.",
    "A.",
    "following:",
)
_clause = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)
_line = st.one_of(
    st.sampled_from(HEADINGS),
    st.tuples(st.sampled_from(("", "  ", "     ")), st.sampled_from(MARKS), _clause).map("".join),
    st.just(""),
    st.text(max_size=30),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_line, min_size=1, max_size=12).map("\n".join).filter(str.strip))
@example("A.B\n\n.")
@example("* ")
@example("1. 2. 3.")
@example("Inclusion Criteria: 1. Age 2. Stroke 3. No")
def test_the_draft_covers_it(text: str) -> None:
    data = {"protocolSection": {"eligibilityModule": {"eligibilityCriteria": text}}}
    made = draft(parse(data))
    if not made.criteria:
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "record.json").write_text(json.dumps(data), "utf-8")
        (folder / "protocol.yaml").write_text(protocol_yaml(made), "utf-8")
        assert read_protocol(folder / "protocol.yaml", terminology.load()).draft
