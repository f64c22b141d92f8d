"""The planned days of one candidate: in their order, and moved together."""

from __future__ import annotations

import pytest

from rules.chart import Dates
from tests.rules.builders import DATES, SCREENING, ago


def test_dates_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before screening"):
        Dates.planned(SCREENING, ago(1))
    assert Dates.planned(SCREENING).infusion.latest is None
    assert DATES.moved(8).screening == DATES.infusion
