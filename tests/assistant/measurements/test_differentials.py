"""White cell differentials in shorthand: shares, fractions and counts."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import results


def cells(text: str) -> list[str]:
    found = [one for one in results(text) if one.name != "wbc"]
    return [
        " ".join(
            filter(
                None,
                [one.name, one.fields["value_as_written"], one.fields.get("unit_as_written") or one.fields.get("unit")],
            )
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TLC 4,300/cumm   DLC N66 L24 M7 E3", ["neutrophil_percent 66 %", "lymphocyte_percent 24 %"]),
        ("TLC 13,600/cumm (P78 L18)", ["neutrophil_percent 78 %", "lymphocyte_percent 18 %"]),
        ("WBC 3.6 K/uL　Seg 68%　Lym 22%", ["neutrophil_percent 68 %", "lymphocyte_percent 22 %"]),
        (
            "WBC 4.05; seg 0.68, lympho 0.22, mono 0.07, eos 0.03",
            ["neutrophil_percent 0.68 fraction", "lymphocyte_percent 0.22 fraction"],
        ),
        ("WBC 6.9，N 5.1，L 1.0，Hb 126", ["anc 5.1 10*9/L", "alc 1.0 10*9/L", "hb 126 g/L"]),
        ("WBC2.9，L0.52", ["alc 0.52 10*9/L"]),
        ("Neu%     0.655            0.400-0.750", ["neutrophil_percent 0.655 fraction"]),
        ("中性粒细胞比例0.88", ["neutrophil_percent 0.88 fraction"]),
        ("WBC 0.9 N 0.5 L 0.3", ["anc 0.5 10*9/L", "alc 0.3 10*9/L"]),
        ("P 84 L 12 kg; R 22次/分", []),
    ],
)
def test_figures_are_shares_fractions_or_counts(text: str, expected: list[str]) -> None:
    assert cells(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ANA 1280 (titre, HEp-2)", ["1280"]),
        ("ANA 320 speckled", ["320"]),
        ("ANA一比一千", ["一比一千"]),
        ("ANA 1 in 640", ["1 in 640"]),
        ("ANA 100 U/mL, ANA 3.2", []),
        ("ANA 1:40胞浆颗粒型(2020-03 本院: 1:640)", ["1:40", "1:640"]),
    ],
)
def test_titres_without_a_colon_and_of_another_day(text: str, expected: list[str]) -> None:
    assert [one.fields["value_as_written"] for one in results(text, "ana_titre")] == expected
