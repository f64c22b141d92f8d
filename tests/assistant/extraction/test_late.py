"""A pattern made late finds what one made at once finds, and is compiled only when it is used."""

from __future__ import annotations

import re

import pytest

from assistant.extraction.late import late


def test_a_late_pattern_finds_what_a_pattern_finds() -> None:
    pattern = late(r"(\d+) ?mg", re.IGNORECASE)
    assert [match[1] for match in pattern.finditer("5 mg, 10MG")] == ["5", "10"]
    assert pattern.sub("x", "5 mg") == "x"
    assert pattern.groups == 1


def test_it_is_compiled_at_its_first_use() -> None:
    broken = late("(")
    with pytest.raises(re.error):
        broken.search("")
