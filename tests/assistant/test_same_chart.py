"""The same chart in other units, or in the other language, gives the same verdicts."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import load_protocol

DATES = Dates.planned(date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20))

ENGLISH = """Rheumatology clinic, 11 Mar 2026
34-year-old woman with SLE since 2018 (2019 EULAR/ACR criteria fulfilled). Active: arthritis, rash.
Prednisone 15 mg daily since 2019 and mycophenolate 1 g bid since May 2025, both unchanged for three months.
Last belimumab 25 Feb 2026. No lupus nephritis. No history of malignancy. Never transplanted.
No known drug allergies. No other autoimmune disease. No immunodeficiency. NYHA I.
SLEDAI-2K today 12. ANA 1:320. HBsAg negative, anti-HCV positive, HIV negative.
WBC 4.8 x10^9/L, neutrophils 62 %, lymphocytes 21 %, haemoglobin 78 g/L, platelets 131 x10^9/L.
AST 22 U/L (ULN 35), ALT 19 U/L (ULN 40), total bilirubin 9 umol/L (ULN 21), creatinine 66 umol/L (ULN 84).
ECG 10 Mar 2026: QTc 431 ms. Echocardiogram 20 Jan 2026: LVEF 60 %.
"""
CHINESE = """风湿免疫科门诊 2026年3月11日
女，34岁，2018年诊断系统性红斑狼疮（符合2019 EULAR/ACR标准）。目前活动：关节炎、皮疹。
2019年起泼尼松15mg qd，2025年5月起吗替麦考酚酯1g bid，两药三个月未调整。
末次贝利尤单抗2026年2月25日。无狼疮肾炎。否认恶性肿瘤史。从未接受移植。
否认药物过敏史。无其他自身免疫病。无免疫缺陷病。NYHA I级。
今日SLEDAI-2K 12分。ANA 1:320。HBsAg阴性，抗-HCV阳性，HIV阴性。
WBC 4.8×10^9/L，中性粒细胞62%，淋巴细胞21%，血红蛋白78g/L，血小板131×10^9/L。
AST 22U/L（上限35），ALT 19U/L（上限40），总胆红素9μmol/L（上限21），肌酐66μmol/L（上限84）。
心电图2026-03-10：QTc 431ms。超声心动图2026-01-20：LVEF 60%。
"""


def statuses(text: str) -> dict[str, str]:
    documents = read_chart([("note.txt", text)], screening=date(2026, 3, 12))
    report = screen(documents, load_protocol("NCT07083349"), DATES)
    return {verdict.id: verdict.status.value for verdict in report.verdicts}


def test_the_chinese_and_the_english_version_of_one_chart() -> None:
    english = statuses(ENGLISH)
    assert statuses(CHINESE) == english
    assert {english[name] for name in ("EXC-03.3", "EXC-10.2", "INC-07.3c", "INC-04d")} == {"fail"}
    assert sum(status != "unknown" for status in english.values()) >= 28


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("haemoglobin 78 g/L", "haemoglobin 7.8 g/dL", id="g/L and g/dL, below"),
        pytest.param("haemoglobin 80 g/L", "haemoglobin 8.0 g/dL", id="g/L and g/dL, on the limit"),
        pytest.param("platelets 50 x10^9/L", "platelets 50 K/uL", id="K/µL"),
        pytest.param("platelets 49 x10^9/L", "platelets 49,000 /mm3", id="per mm³"),
        pytest.param("血小板 49×10^9/L", "血小板 4.9万/μL", id="万/μL"),
        pytest.param("ANC 1.5 x10^9/L", "ANC 1500 /uL", id="per µL"),
        pytest.param("creatinine 126 umol/L (ULN 84)", "creatinine 1.425 mg/dL (ULN 0.95)", id="creatinine"),
        pytest.param(
            "total bilirubin 25.65 umol/L (ULN 17.1)",
            "total bilirubin 1.5 mg/dL (ULN 1.0)",
            id="bilirubin on the limit",
        ),
        pytest.param("LVEF 49 %", "LVEF 0.49", id="ejection fraction as a fraction"),
        pytest.param("QTc 481 ms", "QTc 0.481 s", id="seconds"),
    ],
)
def test_the_same_value_in_another_unit(one: str, other: str) -> None:
    head = "34-year-old woman with SLE, seen 11 Mar 2026. Results 11 Mar 2026: "
    assert statuses(f"{head}{one}.") == statuses(f"{head}{other}.")
    assert any(status in ("pass", "fail") for name, status in statuses(f"{head}{one}.").items() if name != "INC-01")
