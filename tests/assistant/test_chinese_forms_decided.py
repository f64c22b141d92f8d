"""What Chinese forms, keyed boxes and short entries of 10 March 2026 decide, from reading to verdict."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import Protocol, load_protocol

SCREENING = date(2026, 3, 12)
HEAD = "=== NOTE: 门诊 2026-03-10 ===\n女，34岁。SLE 8年，活动。"
KEYED = (
    "E 病史（■有 □无，逐条问）\n　1 狼疮肾炎 □　尿蛋白0.13g/d　　2 干燥综合征/APS/类风关/自免甲状腺/其他 □\n"
    "　3 室速、房室传导阻滞等心律失常 {rhythm}　4 心梗、心衰、夹层、卒中 □\n　6 恶性肿瘤 □\n"
    "　7 器官移植 □　造血干细胞移植 □　　8 先天/获得性免疫缺陷 □\n　10 近6周紫外线 □　　11 近4周手术 □　外伤 □\n"
)


@cache
def protocol() -> Protocol:
    return load_protocol("NCT07083349")


@cache
def statuses(text: str) -> dict[str, str]:
    documents = read_chart([("note", HEAD + text)], screening=SCREENING)
    report = screen(documents, protocol(), Dates.planned(SCREENING, date(2026, 3, 16), date(2026, 3, 20)))
    return {verdict.criterion.id: verdict.status.value for verdict in report.verdicts}


@pytest.mark.parametrize(
    "criterion",
    ["EXC-01", "EXC-03.1", "EXC-03.2", "EXC-03.4a", "EXC-04", "EXC-06b", "EXC-06c", "EXC-07a", "EXC-07c", "EXC-08",
     "EXC-09"],
)  # fmt: skip
def test_an_empty_box_under_a_key_says_no(criterion: str) -> None:
    assert statuses(KEYED.format(rhythm="□"))[criterion] == "pass"


CASES = [
    (KEYED.format(rhythm="■"), "EXC-07a", "fail"),
    # Without a key, or with boxes of its own for both answers, an empty box says nothing.
    ("既往史\n心梗□　卒中□　肿瘤□　移植□\n", "EXC-09", "unknown"),
    ("既往史（打√为有，空白为无）：\n心梗□　卒中□　肿瘤□　移植□\n", "EXC-09", "pass"),
    ("光疗　□有　□无\n", "EXC-03.2", "unknown"),
    ("活疫苗 □有 ☑无（乙肝疫苗 2026-02-10）　光疗 □有 □无\n", "EXC-03.2", "unknown"),
    ("光疗　□有　☑无\n", "EXC-03.2", "pass"),
    ("肿瘤史｜否｜\n移植｜否｜\n", "EXC-09", "pass"),
    ("12｜哺乳｜否｜避孕：本人答应用到治疗结束后3个月", "INC-08a", "pass"),
    ("12｜哺乳｜否｜避孕：本人答应用到治疗结束后3个月", "INC-08c", "pass"),
    ("12｜哺乳｜是｜", "INC-08a", "fail"),
    # A row for operations and injuries at once
    ("肿瘤 □有 ☑无　　手术外伤　☑有　□无（2019 甲状腺，愈合）近1年无\n", "EXC-03.4a", "pass"),
    ("肿瘤 □有 ☑无　　手术外伤　☑有　□无（2019 甲状腺，愈合）近1年无\n", "EXC-08", "pass"),
    ("手术：2019 甲状腺，愈合，近1年无\n", "EXC-08", "unknown"),
    # Signatures
    ("ICF 03-10签。", "INC-03", "pass"),
    ("知情同意书 3月9日签。", "INC-03", "pass"),
    ("A 知情：■已签 2026-03-10 10:05　版本 V3.0", "INC-03", "pass"),
    ("知情：□已签 ■未签", "INC-03", "unknown"),
    ("ICF 3月12日签。", "INC-03", "unknown"),
    ("ICF 拟03-10签。", "INC-03", "unknown"),
    ("手术同意书3月9日签。", "INC-03", "unknown"),
    # Contraception and visits
    ("避孕要求（入组起至治疗结束后3个月）已逐条讲，同意。", "INC-08c", "pass"),
    ("避孕要求已讲，未表态。", "INC-08c", "unknown"),
    ("避孕要求已讲，不同意。", "INC-08c", "fail"),
    ("避孕问题：女儿说妈妈这岁数不用问了。", "INC-08c", "unknown"),
    ("避孕：建议用到结束后3个月", "INC-08c", "unknown"),
    ("随访：愿意，轮椅也来。", "INC-09", "pass"),
    ("随访：不愿意，太远。", "INC-09", "fail"),
    ("女儿亦表示按要求随访。", "INC-09", "pass"),
    ("嘱按要求随访。", "INC-09", "unknown"),
    ("随访：能否按时待定。", "INC-09", "unknown"),
    # Light treatment that has ended, operations by their parts, vertebrae that are no days
    ("NB-UVB：2025-10停。", "EXC-03.2", "pass"),
    ("NB-UVB：2026-03-01停。", "EXC-03.2", "fail"),
    ("03-02全麻下行L3-5后路减压、椎弓根钉棒内固定融合术，术中出血350ml。", "EXC-03.4a", "fail"),
    ("去年5月行腰椎间盘髓核摘除术，此后无手术。", "EXC-03.4a", "pass"),
    ("移植（器官、骨髓）从无。光疗从无。", "EXC-06b", "pass"),
    ("移植（器官、骨髓）从无。光疗从无。", "EXC-03.2", "pass"),
    # The kidney: its short name, its state, and what an old record denied
    ("LN处于活动期，尿蛋白3g。", "EXC-01", "fail"),
    ("狼疮肾炎仍在活动。", "EXC-01", "fail"),
    ("LN缓解期，无活动。", "EXC-01", "pass"),
    ("狼疮肾炎是否活动待评估。", "EXC-01", "unknown"),
    ("2024-05病历记“无肾脏受累”。", "EXC-01", "unknown"),
    ("2018年起病以来无肾脏受累。", "EXC-01", "pass"),
    # Effort
    ("心：无胸闷、心悸，体育课不受限；", "EXC-07d", "pass"),
    ("爬三楼不喘。", "EXC-07d", "pass"),
    ("右膝活动不受限。", "EXC-07d", "unknown"),
    # Rows answered behind a leader, behind a bracket, or in the column that is ticked
    ("排除标准核对：\n1. 恶性肿瘤史……否\n2. 器官移植史……否\n", "EXC-09", "pass"),
    ("光疗（6周内） N", "EXC-03.2", "pass"),
    ("手术（4周内）N", "EXC-03.4a", "pass"),
    ("干细胞移植（3月内）N", "EXC-03.1", "pass"),
    ("干细胞移植（3月内）N", "EXC-06b", "unknown"),
    ("项目\t有\t无\n恶性肿瘤\t\t√\n器官移植\t√\t\n", "EXC-09", "pass"),
    ("项目\t有\t无\n恶性肿瘤\t\t√\n器官移植\t√\t\n", "EXC-06b", "fail"),
    ("项目\t有\t无\n恶性肿瘤\t\t\n器官移植\t\t√\n", "EXC-09", "unknown"),
    # Said as people say it
    ("夫妻商量好了，用避孕套到做完治疗再过三个月。", "INC-08c", "pass"),
    ("夫妻还没商量好，先用避孕套。", "INC-08c", "unknown"),
    ("问：以后每周要来一次，能来吗？\n答：能。\n", "INC-09", "pass"),
    ("2月28日单位组织打了麻腮风。", "EXC-03.4b", "fail"),
    ("去年打过麻腮风，今年没打过任何疫苗。", "EXC-03.4b", "pass"),
    ("2月底骑车摔断锁骨，锁骨带固定中。", "EXC-08", "fail"),
    ("NB-UVB每周2次，未停。", "EXC-03.2", "fail"),
    ("NB-UVB 2025年10月做过一疗程，泼尼松没停。", "EXC-03.2", "unknown"),
    ("LN-IV+V，UPCR 3.2，目前活动", "EXC-01", "fail"),
    ("非肾型狼疮。", "EXC-01", "pass"),
    ("患者去年十一月上旬突发左侧肢体无力，头颅磁共振示急性脑梗死；2014年前列腺癌。", "EXC-07c", "fail"),
    ("头颅磁共振示陈旧性脑梗死；2025年11月感冒。", "EXC-07c", "unknown"),
    ("EULAR/ACR 2019：ANA+，关节6+粘膜2+补体4=12。", "INC-02", "pass"),
    ("关节6、口腔溃疡2、补体双低4、抗Sm 6，计18分（2019版）。", "INC-02", "pass"),
    # What is agreed to, asked or signed is something else
    ("已讲避孕，同意抽血。", "INC-08c", "unknown"),
    ("避孕：已告知，同意与否待定。", "INC-08c", "unknown"),
    ("基因检测知情同意书3月9日签。", "INC-03", "unknown"),
    ("ICF家属3月9日签。", "INC-03", "unknown"),
    ("ICF 3月9日签，医患双方。", "INC-03", "pass"),
    ("育龄女性，哺乳情况未问。", "INC-08a", "unknown"),
    ("SLE，2019 EULAR/ACR评分表空白。", "INC-02", "unknown"),
    # Boxes of one question with a comment between, and circles for boxes
    ("其他自身免疫病 □有 □无", "EXC-04", "unknown"),
    ("其他自身免疫病 ☑有（桥本甲状腺炎） □无", "EXC-04", "fail"),
    ("其他自身免疫病 □有（如干燥综合征、APS） ☑无", "EXC-04", "pass"),
    ("其他自身免疫病 □有（如干燥综合征、APS） □无", "EXC-04", "unknown"),
    ("恶性肿瘤：☑有（乳腺癌2018） □无", "EXC-09", "fail"),
    ("肿瘤史 ☑有：乳腺癌2018 □无", "EXC-09", "fail"),
    ("恶性肿瘤：□有（部位____） ☑无", "EXC-09", "pass"),
    ("肿瘤 □有 ☑无（母亲乳腺癌） 移植 □有 □无", "EXC-09", "pass"),
    ("肿瘤 □有 ☑无（母亲乳腺癌） 移植 □有 □无", "EXC-06b", "unknown"),
    ("恶性肿瘤：○有 ●无", "EXC-09", "pass"),
    ("恶性肿瘤：○有 ○无", "EXC-09", "unknown"),
    ("移植：有□ 无√ 肿瘤：有□ 无□", "EXC-06b", "pass"),
    ("移植：有□ 无√ 肿瘤：有□ 无□", "EXC-09", "unknown"),
    ("丈夫爬三楼不喘。", "EXC-07d", "unknown"),
    ("女儿说她爬三楼不喘。", "EXC-07d", "pass"),
    ("既往依从性好。", "INC-09", "unknown"),
    ("\n8 避孕  ■同意至末次治疗后3个月 □不同意\n", "INC-08c", "pass"),
    ("\n8 避孕  □同意至末次治疗后3个月 ■不同意\n", "INC-08c", "fail"),
    ("女儿关节6、口腔溃疡2、抗Sm 6，计14分（2019版）。", "INC-02", "unknown"),
]


@pytest.mark.parametrize(("text", "criterion", "status"), CASES)
def test_short_entries(text: str, criterion: str, status: str) -> None:
    assert statuses(text)[criterion] == status
