"""The throughput benchmark runs whole: its figures are for people, its table for this test."""

from __future__ import annotations

import pytest

from eval import bench_checks


def test_every_row_is_measured(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench_checks.main(["--patients", "4"]) == 0
    shown = capsys.readouterr().out
    assert [shown.count(name) for name in ("verdicts", "with explanations  ", "whole reports", "by hand")] == [
        2,
        3,
        1,
        1,
    ]
    assert "/s" in shown
