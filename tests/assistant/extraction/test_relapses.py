"""A disease that came back after a remission is active, however the sentence praises the remission."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import conditions
from assistant.extraction.frame import build_frame
from rules import terminology


@pytest.mark.parametrize(
    ("text", "name", "status"),
    [
        (
            "LN class IV 2020, was in remission until January; now UPCR 2.1, red cell casts.",
            "lupus_nephritis",
            "active",
        ),
        ("LN in remission until January 2026, when it flared.", "lupus_nephritis", "active"),
        ("LN was in remission, flared in January.", "lupus_nephritis", "active"),
        ("LN in remission 2024; relapse Feb 2026 with proteinuria 2 g/d.", "lupus_nephritis", "active"),
        ("狼疮性肾炎2024年缓解，2026年2月复发。", "lupus_nephritis", "active"),
        ("狼疮性肾炎2024年缓解，至今无复发。", "lupus_nephritis", "remission"),
        ("SLE in remission until January 2026.", "sle", "active"),
        ("SLE in remission since 2024, no flare.", "sle", "remission"),
    ],
)
def test_a_relapse_outweighs_the_remission_before_it(text: str, name: str, status: str) -> None:
    (document,) = read_documents("Clinic 12 March 2026. " + text, "note", date(2026, 3, 12))
    found = conditions.read(build_frame(document, terminology.load()))
    assert {one.fields.get("status") for one in found if one.name == name} == {status}
