"""What short notes of 12 March 2026 decide about operations, transplants, vaccines, light treatment and agreements.

Each line stands in a small note and is judged as a whole, from reading to verdict.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from assistant.documents import read_chart
from assistant.screening import screen
from rules.chart import Dates
from rules.protocol import Protocol, load_protocol

SCREENING, LYMPHODEPLETION, INFUSION = date(2026, 3, 12), date(2026, 3, 16), date(2026, 3, 20)
HEAD = {
    "en": "Clinic note, 12 March 2026\n34 year old woman with SLE. Prednisone 10 mg and mycophenolate since 2024.\n",
    "zh": "门诊记录 2026-03-12\n患者女,34岁,SLE 5年。泼尼松10mg/d、吗替麦考酚酯1g bid,2024年起未调整。\n",
}
ALIAS = {
    "hsct": "EXC-03.1", "uv": "EXC-03.2", "surgery": "EXC-03.4a", "vaccine": "EXC-03.4b", "organ": "EXC-06b",
    "recovery": "EXC-08", "consent": "INC-03", "nursing": "INC-08a", "contraception": "INC-08c",
    "attendance": "INC-09", "judgement": "EXC-11",
}  # fmt: skip


@cache
def protocol() -> Protocol:
    return load_protocol("NCT07083349")


@cache
def statuses(text: str) -> dict[str, str]:
    language = "zh" if max(text) >= "\u3400" else "en"
    documents = read_chart([("note", HEAD[language] + text + "\n")], screening=SCREENING)
    report = screen(documents, protocol(), Dates.planned(SCREENING, LYMPHODEPLETION, INFUSION))
    return {verdict.criterion.id: verdict.status.value for verdict in report.verdicts}


CASES = [
    # Forms and questionnaires
    ("1.造血干细胞移植:否\n2.紫外线治疗:否\n3.大手术(4周内):否\n4.活疫苗(4周内):否", "hsct uv surgery vaccine", "pass"),
    ("大手术 是□ 否☑\n活疫苗 是□ 否☑", "surgery vaccine", "pass"),
    ("大手术 是☑ 否□", "surgery", "unknown"),
    ("| HSCT | no |\n| Phototherapy (UV) | no |\n| Solid organ transplant | no |", "hsct uv organ", "pass"),
    ("Major surgery in last 4 weeks?  No    Trauma in last 4 weeks?  No", "surgery recovery", "pass"),
    ("Willing to use contraception to 3 months after the last treatment ... N (no, sorry)", "contraception", "fail"),
    ("Willing to use contraception to 3 months after the last treatment ... Y", "contraception", "pass"),
    ("Can you attend every visit for 12 months? ............. DK (moving)", "attendance", "unknown"),
    ("能遵守随访 ☑是 ☑否(待澄清)", "attendance", "unknown"),
    ("Lactation N", "nursing", "pass"),
    ("哺乳期:否;妊娠:否", "nursing", "pass"),
    ("非妊娠、非哺乳期。", "nursing", "pass"),
    ("知情同意 是☑ 否□ 签署日期:2026-03-10", "consent", "pass"),
    ("Informed consent: Yes ☐ No ☑", "consent", "unknown"),
    # Lists and answers
    ("Negatives: transplant (any), UV light treatment, operations, injuries, live vaccines.",
     "hsct organ uv surgery recovery vaccine", "pass"),
    ("Neg for: HSCT / organ tx, UV tx, op since 2009 chole, trauma, trial drugs.", "hsct organ uv recovery", "pass"),
    ("Stem cell or solid organ transplant, never.", "hsct organ", "pass"),
    ("FH: grandmother SLE. No hx of transplant, solid organ or bone marrow.", "hsct organ", "pass"),
    ("FH: no transplant in the family.", "hsct organ", "unknown"),
    ("Kidney transplant - her sister's, not hers.", "organ", "unknown"),
    ("HIV and HBsAg negative at transplant work-up May 2025.", "hsct organ", "unknown"),
    ("Live vaccine  nil - post-SCT schedule.", "vaccine", "pass"),
    ("No cytopenia post-transplant.", "hsct organ", "unknown"),
    ("Orthopaedic trauma clinic, 10 March 2026.", "recovery", "unknown"),
    ("没换过器官,没做过骨髓移植。", "hsct organ", "pass"),
    ("患者弟弟行肾移植,患者本人无移植史。", "hsct organ", "pass"),
    # Operations and injuries
    ("No surgery other than a C-section in 2019.", "surgery", "pass"),
    ("PSH wisdom teeth 2011, that's it.", "surgery", "pass"),
    ("Surgical: tonsils as a kid; otherwise neg. Injuries: none.", "surgery recovery", "pass"),
    ("Major surgery: none planned.", "surgery", "unknown"),
    ("Broke his left hip 21 Feb, plated 23 Feb; still on the frame.", "surgery recovery", "fail"),
    ("Her father broke his hip last week.", "recovery", "unknown"),
    ("Lap Nissen fundoplication 1 March 2026 under GA.", "surgery", "fail"),
    ("Lap Nissen fundoplication 2011 under GA.", "surgery", "unknown"),
    ("She is still limping after her bunionectomy on 16 Feb.", "recovery", "fail"),
    ("Hip osteonecrosis, walks with a walker.", "recovery", "unknown"),
    ("半月前崴脚,已好。无手术。", "surgery recovery", "pass"),
    ("10岁阑尾炎手术,除此以外没开过刀,也没受过伤。", "surgery recovery", "pass"),
    # Transplants and light treatment in time
    ("Autologous stem cell transplant February 2022.", "hsct", "pass"),
    ("Autologous HSCT done; stem cells were reinfused on 10 January 2026.", "hsct", "fail"),
    ("2026-01-10回输自体CD34+细胞。", "hsct", "fail"),
    ("NB-UVB course finished in November 2025.", "uv", "pass"),
    ("Phototherapy three times weekly since January, ongoing.", "uv", "fail"),
    ("Phototherapy three times weekly in 2024.", "uv", "unknown"),
    ("窄谱UVB共12次,末次2.26。", "uv", "fail"),
    ("去年夏天做过10次UVB,之后没再做。", "uv", "pass"),
    ("光疗每周2次,目前仍在做。", "uv", "fail"),
    # Vaccines
    ("Vaccines: flu shot only (Oct 2025), no live.", "vaccine", "pass"),
    ("Live vaccines, oral typhoid, the capsules, finished 1 February 2026.", "vaccine", "pass"),
    ("Her newborn received rotavirus vaccine last week.", "vaccine", "unknown"),
    ("Told to avoid live vaccines while on MMF; has not had any.", "vaccine", "pass"),
    ("Told to avoid live vaccines while on MMF.", "vaccine", "unknown"),
    ("疫苗:3-1单位组织鼻喷流感减毒活疫苗1剂。", "vaccine", "fail"),
    # Agreements
    ("She has put pen to paper on the study consent.", "consent", "pass"),
    ("He has not signed consent, said no thanks, he is declining.", "consent", "fail"),
    ("She refused to give consent.", "consent", "fail"),
    ("签不签到省里听医生讲完再说,知情同意书还没看。", "consent", "unknown"),
    ("患者表示考虑清楚了,不参加该研究,知情同意书未签。", "consent", "fail"),
    ("Has an implant; has agreed to keep it until three months past the last dose.", "contraception", "pass"),
    ("I asked about contraception, and she was quite clear that she will not use any.", "contraception", "fail"),
    ("避孕做不到,不愿意。", "contraception", "fail"),
    ("避孕他OK,治完再管3个月也OK。", "contraception", "pass"),
    ("避孕要求已告知。", "contraception", "unknown"),
    ("后面随访回不来。", "attendance", "fail"),
    ("方案要求的住院和复查都能来。", "attendance", "pass"),
    ("不能保证每次随访都来。", "attendance", "unknown"),
    ("She moves abroad in April and will not be available for follow-up.", "attendance", "fail"),
    ("Her husband will bring her for every visit.", "attendance", "pass"),
    ("Follow-up in clinic in 4 weeks.", "attendance", "unknown"),
    ("In the opinion of the investigator the patient is suitable for the study.", "judgement", "pass"),
    ("Her GP, Dr Lee, considers the patient suitable.", "judgement", "unknown"),
    # What is denied of an operation or transplant is not the thing itself
    ("No rejection of her kidney transplant.", "organ", "fail"),
    ("Any organ or stem cell transplant ..... neg", "organ hsct", "pass"),
    ("移植 未问", "organ hsct", "unknown"),
    ("无手术并发症。", "surgery", "unknown"),
    ("无疫苗过敏。", "vaccine", "unknown"),
    ("无光疗禁忌。", "uv", "unknown"),
    ("She is not due any vaccines.", "vaccine", "unknown"),
    ("Renal transplant candidate.", "organ", "unknown"),
    ("Doses: none missed or changed, incl. over op.", "surgery", "unknown"),
    ("ORIF R ankle 21 Feb, NWB x 6 weeks, backslab.", "recovery", "fail"),
    ("No surg since tonsils (age 7). No accidents.", "surgery recovery", "pass"),
    ("PSHx: wisdom teeth 2003, nothing since; no falls or other injuries lately.", "surgery recovery", "pass"),
    ("问卷(全否,除外注明):肿瘤□ 器官移植□ 干细胞移植□ 近1月感染□;手术:未问。", "organ hsct", "pass"),
    # Bookings and conditions are no agreement
    ("ICF待3.23签。", "consent", "unknown"),
    ("患者要求带回与家人商量,约3-15签署ICF。", "consent", "unknown"),
    ("知情同意书:今日不签,待感染控制后再议(患者未拒绝)。", "consent", "unknown"),
    ("知情同意书当由贵中心签署。", "consent", "unknown"),
    ("Denies having signed the consent form.", "consent", "unknown"),
    ("She did sign the consent form this morning.", "consent", "pass"),
    ("She said, I am not signing that, take my name off.", "consent", "fail"),
    ("□同意避孕 □不同意避孕(未勾)", "contraception", "unknown"),
    ("Agrees to stop contraception.", "contraception", "unknown"),
    ("Does not agree to contraception yet, wants to think.", "contraception", "unknown"),
    ("Uses condoms and will carry on with that for as long as you want.", "contraception", "pass"),
    ("狼疮肾炎不能完全排除,建议复查。", "attendance", "unknown"),
    ("随访:驻外地工地,看情况,尽量。", "attendance", "unknown"),
    ("随访:住省城女儿家,可按期来。", "attendance", "pass"),
    ("She is not able to confirm she can attend all visits.", "attendance", "unknown"),
    ("Happy to travel up for each visit.", "attendance", "pass"),
    ("【PI结论】风险过高,本人判断该受试者不适合参加本研究。", "judgement", "fail"),
    ("PI: Dr Wong. Good candidate for physiotherapy.", "judgement", "unknown"),
    # Of whom, by whom, and how long ago
    ("Consent was signed by the patient's husband on her behalf.", "consent", "unknown"),
    ("She changed her mind and no longer wants to be in the study.", "consent", "fail"),
    ("已获得书面知情同意。", "consent", "pass"),
    ("Rota and MMR given to her son on 1 March.", "vaccine", "unknown"),
    ("Typhoid capsules completed 24 Feb 2026.", "vaccine", "fail"),
    ("Received a liver from a deceased donor in 2015.", "organ", "fail"),
    ("换过一个肾,2011年。", "organ", "fail"),
    ("Had phototherapy as a neonate only.", "uv", "pass"),
    ("Skin biopsy 5 March, sutures still in. No surgery. No trauma.", "surgery recovery", "pass"),
    ("No operations, ever. Car crash 20 Feb, rib fractures. Ortho 10 Mar: not recovered.", "surgery", "pass"),
    ("No operations, ever. Car crash 20 Feb, rib fractures. Ortho 10 Mar: not recovered.", "recovery", "fail"),
    ("已停止母乳喂养1月。", "nursing", "pass"),
    ("Won't wear condoms, he says.", "contraception", "fail"),
    ("Contraception not agreed.", "contraception", "unknown"),
    ("He says weekly visits are out of the question.", "attendance", "fail"),
    ("复查血常规没问题。", "attendance", "unknown"),
    ("In the investigator's judgement no condition precludes participation.", "judgement", "pass"),
    ("经PI判定,患者不宜入组。", "judgement", "fail"),
    ("Cannot attend follow-up, moving overseas in April", "attendance", "fail"),
    ("Can't do the follow up visits: relocating to Canada in May.", "attendance", "fail"),
    ("Won't be able to attend follow-up - moving abroad.", "attendance", "fail"),
    ("Unable to attend follow up as emigrating in April.", "attendance", "fail"),
    ("Moving overseas in April.", "attendance", "unknown"),
    ("delighted to come for every visit, she is up the road from you", "attendance", "pass"),
    ("- thrilled to attend all visits", "attendance", "pass"),
    ("happy to travel for every appointment", "attendance", "pass"),
    ("17. Can you come to all visits?  Retired. Have car will travel!!  YES", "attendance", "pass"),
    ("17. Can you come to all visits?  Sure can!", "attendance", "pass"),
    ("17. Can you come to all visits?  No way, night shifts", "attendance", "fail"),
    ("17. Can you come to all visits?  depends on shifts", "attendance", "unknown"),
    ("Operations .......... C-section 2018 only\nInjury / trauma past year ...... None", "surgery recovery", "pass"),
    ("Operations: C-section 2018 only.", "surgery", "pass"),
    ("Surgeries - appendix 1999 only", "surgery", "pass"),
    ("operation: wisdom tooth under LA 9/1/26, gum healed. No other op", "surgery", "pass"),
    ("operation: wisdom tooth, LA 9/1/26, healed. No other op\n accident / injury N", "surgery recovery", "pass"),
    ("4. Operations?  Hysterectomy 2011 fibroids. Nothing since", "surgery", "pass"),
    ("No vaccines of any kind this yr (it was her son got FluMist).", "vaccine", "pass"),
    ("No vaccines since 2024 (her daughter had MMR last week).", "vaccine", "pass"),
    ("Surgery in last 4 weeks: (blank)", "surgery", "unknown"),
    ("No vaccines since 2024 (her daughter had MMR last week).", "vaccine", "pass"),
    ("Would you use condoms until 3 months after if asked?  Don't need it lol but yes I will", "contraception", "pass"),
    ("Would you use condoms until 3 months after if asked?  We want a baby, so no", "contraception", "fail"),
    ("Would you use condoms until 3 months after if asked?  maybe", "contraception", "unknown"),
    ("Would you use birth control until 3 months after? Yes", "contraception", "pass"),
    ("Ankle fracture 20 Feb, still in boot.", "recovery", "fail"),
    ("Fell 2 March, broke wrist, splinted.", "recovery", "fail"),
    ("Surgical history: tonsils aged 6, appendix 2004; none recent.", "surgery", "pass"),
    ("PSHx: appendicectomy 2004. Nil recent.", "surgery", "pass"),
    ("Q7. Any transplant (organ, bone marrow, stem cell)? Never", "hsct organ", "pass"),
    ("Q7. Any transplant? Kidney stones only", "organ", "unknown"),
    ("Live vaccines (MMR, chickenpox, yellow fever) in the last 3 months?  No", "vaccine", "pass"),
    ("Any vaccines in the last 2 months?  MMR on 2 March for work", "vaccine", "fail"),
    ("Sunbeds or UV treatment?  Nope", "uv", "pass"),
    ("Operations or injuries in last 6 months?  None", "recovery surgery", "pass"),
    ("Operations or injuries?  Broke my ankle 1 March, still in a cast", "recovery", "fail"),
    ("Breastfeeding?  no", "nursing", "pass"),
    ("Breastfeeding?  yes, twice a day", "nursing", "fail"),
    ("Can you attend all visits for a year?  I think so, yes", "attendance", "pass"),
    ("Can you attend all visits for a year?  Depends on my boss", "attendance", "unknown"),
    ("Can you attend all visits for a year?  Sorry no, we move to Spain in May", "attendance", "fail"),
    ("Willing to use contraception until 3 months after?  No - want to get pregnant", "contraception", "fail"),
    ("Consent signed?  Yes, 9 March 2026", "consent", "pass"),
    ("Consent signed?  Not yet", "consent", "unknown"),
    ("Consent?  She has decided not to take part", "consent", "fail"),
    ("My impression: a reasonable candidate, for PI to decide.", "judgement", "unknown"),
    ("PI Dr Lee: no other reason not to enrol, suitable.", "judgement", "pass"),
    ("PI comment: not suitable due to non-adherence.", "judgement", "fail"),
    ("Has consent been signed?", "consent", "unknown"),
    ("ICF signed?", "consent", "unknown"),
    ("ICF signed? yes (9 Mar)", "consent", "pass"),
    ("Able to attend all visits?", "attendance", "unknown"),
    ("Able to attend all visits? Yes.", "attendance", "pass"),
    ("Agrees to contraception until 3 months after treatment?", "contraception", "unknown"),
    ("Agrees to contraception until 3 months after treatment? Yes", "contraception", "pass"),
    ("ICF signed?     [x] yes  date 9 MAR 2026   version 2.1", "consent", "pass"),
    ("ICF signed?     [ ] yes [x] no", "consent", "unknown"),
    ("ICF signed?     [ ] yes  [ ] no", "consent", "unknown"),
    ("A2  Consent form read and signed before any procedure? ..... Y  (9 Mar, 09:10, v2.1)", "consent", "pass"),
    ("Willing to use contraception until 3 months after? ..... Y", "contraception", "pass"),
    ("Able to attend all visits? ..... Y", "attendance", "pass"),
    ("Able to attend all visits? ..... N", "attendance", "fail"),
    ("Consent signed? ..... N", "consent", "unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "questions", "status"), CASES)
def test_a_line_decides(text: str, questions: str, status: str) -> None:
    found = statuses(text)
    assert {name: found[ALIAS[name]] for name in questions.split()} == dict.fromkeys(questions.split(), status)


LATER = [
    ("ICF signed today.", "Correction: the ICF was not signed on 2 March; she took it home.", "consent", "unknown"),
    ("ICF signed today.", "Withdrew her consent today.", "consent", "fail"),
    ("MMR given 24 February 2026.", "Correction: the MMR of 24 February was given to her daughter, not to the patient."
     " She has had no live vaccine.", "vaccine", "pass"),
    ("MMR given 24 February 2026.", "Her daughter had MMR too.", "vaccine", "fail"),
    ("Kidney transplant 2014.", "Kidney transplant was entered in error; that is another patient. She has never had a"
     " transplant.", "organ", "pass"),
    ("2026-02-25接种水痘疫苗。", "更正:水痘疫苗系其女接种,患者本人未接种活疫苗。", "vaccine", "pass"),
    ("Breastfeeding.", "Has stopped breastfeeding since 5 March.", "nursing", "pass"),
    ("Wrist fracture 10 Feb, in a cast.", "Cast off, fully healed, full function. No surgery.", "recovery", "pass"),
    ("Able to attend all visits.", "New job, cannot make the study visits.", "attendance", "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "later", "question", "status"), LATER)
def test_a_later_note_decides(first: str, later: str, question: str, status: str) -> None:
    head = "=== NOTE: Clinic 2 March 2026 ===\n34 year old woman with SLE. "
    text = f"{head}{first}\n=== NOTE: Clinic 9 March 2026 ===\n{later}\n"
    documents = read_chart([("note", text)], screening=SCREENING)
    report = screen(documents, protocol(), Dates.planned(SCREENING, LYMPHODEPLETION, INFUSION))
    found = {verdict.criterion.id: verdict.status.value for verdict in report.verdicts}
    assert found[ALIAS[question]] == status


def test_pasted_criteria_state_nothing() -> None:
    found = statuses("Inclusion: signed ICF; agrees to contraception; able to comply.")
    assert {found[name] for name in ("INC-03", "INC-08c", "INC-09")} == {"unknown"}
