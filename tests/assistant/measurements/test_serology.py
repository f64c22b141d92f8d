"""Serology in numbers and panels: what makes them positive or negative, and what they never touch."""

from __future__ import annotations

import pytest

from tests.assistant.measurements.reading import results


def signs(text: str) -> str:
    """The results with their signs, as they are said; a number without a sign is shown as written."""
    return " ".join(f"{one.name}={one.fields.get('value') or one.fields['value_as_written']}" for one in results(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HBsAg 2381 COI", "hbsag=positive"),
        (
            "HBsAg 0.02 S/CO, anti-HCV 8.62 S/CO, HIV 0.1 COI",
            "hbsag=negative anti_hcv=positive hiv=negative",
        ),
        ("HBsAg 0.00 IU/mL", "hbsag=negative"),
        ("HBsAg <0.05 IU/mL", "hbsag=negative"),
        ("HBsAg >250 IU/mL", "hbsag=positive"),
        ("anti-HCV index 0.9 (ref <0.8)", "anti_hcv=positive"),
        ("抗HIV 0.15 S/CO (0-1) 阴性", "hiv=negative"),
        ("Anti-HCV 5.6 S/CO(＋)", "anti_hcv=positive"),
        ("HBsAg 0.00（阴）、抗HCV 0.06（阴）。", "hbsag=negative anti_hcv=negative"),
        ("HIV 1/2 Ag/Ab 4th gen: NR", "hiv=negative"),
        ("HBV DNA 2.6E+03 IU/mL", "hbv_dna=2.6E+03"),
        ("HBeAg neg", ""),
        ("HBsAg pos, HBeAg neg, anti-HBe pos", "hbsag=positive"),
        ("anti-HBs 150 mIU/mL", ""),
    ],
)
def test_numbers_take_the_sign_beside_them_else_that_of_the_cut_off(text: str, expected: str) -> None:
    assert signs(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("输血前四项均阴性", "hbsag=negative anti_hcv=negative hiv=negative"),
        ("乙肝、丙肝、梅毒、艾滋筛查均阴性", "hbsag=negative anti_hcv=negative hiv=negative"),
        ("Hepatitis B and C serologies negative; HIV negative", "hbsag=negative anti_hcv=negative hiv=negative"),
        ("乙肝两对半：HBsAg(+)、抗-HBs(-)、HBeAg(-)、抗-HBc(+)", "hbsag=positive anti_hbc=positive"),
        ("乙肝两对半：1、4、5阳性", "hbsag=positive anti_hbc=positive"),
        ("乙肝两对半：2、5阳性", "hbsag=negative anti_hbc=positive"),
        ("乙肝五项（- + - - +）", "hbsag=negative anti_hbc=positive"),
        ("乙肝小三阳", "hbsag=positive"),
        ("否认乙肝、结核、艾滋病史", ""),
        ("乙肝疫苗已接种，乙肝表面抗体阳性", ""),
        ("hepatitis panel negative", ""),
    ],
)
def test_panels_say_what_they_hold(text: str, expected: str) -> None:
    assert signs(text) == expected
