"""Answers to a topic, mixed lists, shared head words, replies and forms: what a note denies, and what stands."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.documents import read_documents
from assistant.extraction import conditions, procedures, treatments
from assistant.extraction.drafts import DraftFact
from assistant.extraction.frame import build_frame
from rules import terminology


def facts(text: str) -> list[DraftFact]:
    (document,) = read_documents(text, "note", date(2026, 3, 12))
    frame = build_frame(document, terminology.load())
    return [draft for reader in (conditions, procedures, treatments) for draft in reader.read(frame)]


def denied(found: list[DraftFact], concept: str) -> bool:
    """Whether the concept, or a broader one, is denied of the patient and nothing of it stated."""
    terms = terminology.load()
    mine = [one for one in found if one.subject == "patient" and one.name in terms.concepts]
    return any(one.certainty == "denied" and terms.is_a(concept, one.name) for one in mine) and not stated(
        found, concept
    )


def stated(found: list[DraftFact], concept: str) -> bool:
    terms = terminology.load()
    return any(
        one.certainty != "denied"
        and one.subject == "patient"
        and one.name in terms.concepts
        and terms.is_a(one.name, concept)
        and one.fields.get("status") not in ("planned", "refused")
        for one in found
    )


DENIED = [
    ("Organ grafts, marrow or stem-cell grafts: none in her life.", "organ_transplant hsct"),
    ("Organ transplant, bone marrow transplant: never.", "organ_transplant hsct"),
    ("Transplantation, organ or hematopoietic: none.", "organ_transplant hsct"),
    ("Transplant (organ, stem cell): no", "organ_transplant hsct"),
    ("Has not had a transplant of any description, be it marrow, stem cell or solid organ.", "organ_transplant hsct"),
    ("Neither marrow nor organ ever transplanted.", "organ_transplant hsct"),
    ("Neither organ nor stem cell transplantation.", "organ_transplant hsct"),
    ("No bone marrow, stem cell or organ transplant.", "organ_transplant hsct"),
    ("No transplant of either organ or bone marrow.", "organ_transplant hsct"),
    ("- no transplant of either organ or bone marrow", "organ_transplant hsct"),
    ("Never had a kidney, liver or bone marrow transplant.", "kidney_transplant liver_transplant hsct"),
    ("Never a recipient of an organ or of stem cells.", "organ_transplant hsct"),
    ("No solid organ or hematopoietic stem cell transplantation.", "organ_transplant hsct"),
    ("Denies organ/bone marrow/stem cell transplant.", "organ_transplant hsct"),
    (
        "Negative for: bone marrow or organ transplantation, UV therapy, cancer in self, immune deficiency whether "
        "inborn or acquired, second autoimmune disorder (APS work-up and SSA/SSB negative, thyroid normal).",
        "organ_transplant hsct uv_therapy malignancy immunodeficiency autoimmune_disease",
    ),
    (
        "None of the following: stroke, MI, heart failure, arrhythmia, cancer.",
        "stroke myocardial_infarction heart_failure arrhythmia malignancy",
    ),
    (
        "No history of any of: transplant, cancer, phototherapy, trial participation.",
        "transplant malignancy uv_therapy experimental_treatment",
    ),
    (
        "Denies all of the following: cancer, transplant, arrhythmia, stroke",
        "malignancy transplant arrhythmia stroke",
    ),
    (
        "Angina, coronary event, cardiac failure, dissection, cerebrovascular accident: none. Rhythm disorders: none.",
        "coronary_artery_disease heart_failure aortic_dissection stroke arrhythmia",
    ),
    ("Surgical: none ever. Trauma: none.", "surgery trauma"),
    ("Malignancy: none. Other trials: none. Phototherapy: none.", "malignancy experimental_treatment uv_therapy"),
    ("Congenital or acquired immune deficiency: none.", "immunodeficiency"),
    ("Immune deficiency (inherited/acquired): denied", "immunodeficiency"),
    (
        "Overlap, secondary Sjogren, APS, thyroiditis, myositis: considered, not present. Nothing else autoimmune.",
        "sjogren_syndrome antiphospholipid_syndrome myositis autoimmune_disease",
    ),
    ("Cancer: never. (Husband died of colon cancer.)", "malignancy"),
    ("Cancer - none. Stroke - nil. Transplant - no.", "malignancy stroke transplant"),
    ("Ca: nil / Transplant: nil / Surgery: nil / Trauma: nil", "transplant surgery trauma"),
    ("Surgery / trauma: none in past 3 months", "surgery trauma"),
    (
        "Cardiac: no MI, CHF, arrhythmia, or dissection. CNS: no stroke.",
        "myocardial_infarction heart_failure arrhythmia aortic_dissection stroke",
    ),
    (
        "No coronary disease, heart failure, aortic dissection, stroke or TIA. No abnormal heart rhythm or AV block.",
        "heart_failure aortic_dissection stroke arrhythmia conduction_abnormality",
    ),
    (
        "Cardiovascular: denies MI, heart failure, aortic disease, CVA; no dysrhythmia, no conduction disease; NYHA I.",
        "myocardial_infarction heart_failure stroke arrhythmia conduction_abnormality",
    ),
    (
        "Heart and brain: no rhythm problem ever recorded, no infarct, no heart failure, no stroke or TIA.",
        "arrhythmia myocardial_infarction heart_failure stroke",
    ),
    (
        "nothing cardiac on the record: no angina, infarct, heart failure or stroke, no arrhythmia",
        "heart_disease heart_failure stroke arrhythmia",
    ),
    (
        "Cardiac anamnesis empty: no infarction, no decompensation, no stroke, no rhythm disturbances",
        "myocardial_infarction stroke arrhythmia",
    ),
    ("No cardiac history whatsoever, no arrhythmia, never a stroke.", "heart_disease arrhythmia stroke"),
    ("Never diagnosed with an immune deficiency, inherited or otherwise.", "immunodeficiency"),
    ("No immunodeficiency known, inherited or acquired.", "immunodeficiency"),
    ("No malignoma.", "malignancy"),
    ("Nil malignancy; cervical screening up to date.", "malignancy"),
    ("No personal cancer, sister thyroid ca.", "malignancy"),
    ("never had cancer. Breast lump 2024 = fibroadenoma on core bx.", "malignancy"),
    ("Breast lump 2024 = fibroadenoma on core bx, never had cancer.", "malignancy"),
    (
        "No features of Sjogren's, APS, thyroid or any other autoimmune disease (mum has coeliac).",
        "sjogren_syndrome antiphospholipid_syndrome autoimmune_disease",
    ),
    ("He has not been told of any other autoimmune condition.", "autoimmune_disease"),
    ("Other rheumatic or autoimmune diagnoses: none, Sjogren's serology negative.", "autoimmune_disease"),
    (
        "Sjogren's syndrome and dermatomyositis were looked for and excluded, there is no further autoimmune disease.",
        "sjogren_syndrome dermatomyositis autoimmune_disease",
    ),
    ("No other autoimmune or connective tissue disease.", "autoimmune_disease"),
    ("No second autoimmune disease identified.", "autoimmune_disease"),
    ("APS, RA and SjS were all ruled out.", "antiphospholipid_syndrome rheumatoid_arthritis sjogren_syndrome"),
    (
        "No evidence to suggest overlap with RA, scleroderma or myositis.",
        "rheumatoid_arthritis systemic_sclerosis myositis",
    ),
    ("Autoimmune disease other than lupus: none.", "autoimmune_disease"),
    ("Has she any other autoimmune disease? No.", "autoimmune_disease"),
    ("Any cancer? No.", "malignancy"),
    ("Stroke/TIA? - no", "stroke"),
    ("Transplant? None.", "transplant"),
    ("Q: Any operations? A: none.", "surgery"),
    ("Has at no stage been given PUVA or narrow-band UVB.", "uv_therapy"),
    ("Phototherapy or sunbed: no.", "uv_therapy"),
    ("Has not taken part in any interventional study.", "experimental_treatment"),
    ("Investigational products: never.", "experimental_treatment"),
    ("Biologic-naive.", "biologic"),
    ("Biologic naive", "biologic"),
    ("bDMARD-naïve", "biologic"),
    ("Naive to biologics.", "biologic"),
    ("Tx-naive to biologics.", "biologic"),
    ("Biologics were discussed more than once, but to date none has been used.", "biologic"),
    ("She has had no biologicals.", "biologic"),
    ("No biologic to date.", "biologic"),
    ("No vaccine of the live kind.", "live_vaccine"),
    ("No live vaccination since childhood.", "live_vaccine"),
    ("Live immunisation in the last two months: no.", "live_vaccine"),
    ("Live vaccines none since childhood.", "live_vaccine"),
    ("No surgery, no trauma, no transfusion.", "surgery trauma"),
    ("Free of infection.", "infection"),
    ("No infection, no antimicrobial by any route.", "infection anti_infective"),
    ("No current infectious complaint.", "infection"),
    ("Infections: none at present.", "infection"),
    ("No h/o tuberculosis, DM, HTN, heart disease.", "heart_disease diabetes hypertension"),
    ("Pt denies hx of Ca, CVA, MI, CHF, arrhythmia, DVT.", "stroke myocardial_infarction heart_failure arrhythmia"),
    (
        "ROS negative for palpitations, syncope. PMH negative for cancer and heart disease.",
        "malignancy heart_disease",
    ),
    ("Transplants, malignancy, immunodeficiency: all denied.", "transplant malignancy immunodeficiency"),
    ("Transplants, malignancy, immunodeficiency - denied.", "transplant malignancy immunodeficiency"),
    ("Transplant/malignancy/immunodeficiency (-)", "transplant malignancy immunodeficiency"),
    ("Malignancy (-), stroke (-), transplant (-)", "malignancy stroke transplant"),
    ("Stroke, MI, CHF and arrhythmia are absent.", "stroke myocardial_infarction heart_failure arrhythmia"),
    (
        "Stroke, heart failure, arrhythmia and dissection have all been denied by the patient.",
        "stroke heart_failure arrhythmia aortic_dissection",
    ),
    ("There is neither a history of cancer nor of transplantation.", "malignancy transplant"),
    ("There has never been any cancer, transplant or stroke.", "malignancy transplant stroke"),
    ("At no time did she suffer a stroke, MI or heart failure.", "stroke myocardial_infarction heart_failure"),
    ("Not known to have any immunodeficiency or malignancy.", "immunodeficiency malignancy"),
    ("No known malignancy, immunodeficiency, or transplant", "malignancy immunodeficiency transplant"),
    ("without any history of cancer or organ transplantation", "malignancy organ_transplant"),
    ("Nil: surgery, trauma, transplant, transfusion.", "surgery trauma transplant"),
    ("Nil h/o surgery / trauma / blood transfusion.", "surgery trauma"),
    ("N/H/O HTN, DM, IHD, CVA, malignancy.", "stroke malignancy hypertension"),
    ("not a k/c/o DM, HTN, IHD, CVA", "diabetes hypertension stroke"),
    ("Lupus nephritis absent.", "lupus_nephritis"),
    ("Kidneys never involved.", "lupus_nephritis"),
    ("The kidneys have been spared throughout, she has not had lupus nephritis.", "lupus_nephritis"),
    ("Kidneys: no lupus nephritis to date.", "lupus_nephritis"),
    ("Renal: never nephritis.", "lupus_nephritis"),
    ("no kidney disease with his lupus", "lupus_nephritis"),
    ("no kidney involvement, urine repeatedly inconspicuous.", "lupus_nephritis"),
    ("Kidney involvement from lupus, now or ever: no", "lupus_nephritis"),
    ("Her lupus has never touched the kidneys.", "lupus_nephritis"),
    ("has not had LN.", "lupus_nephritis"),
    ("移植：器官、造血干细胞均无。", "organ_transplant hsct"),
    ("移植（器官/骨髓/干细胞）：没有。", "organ_transplant hsct"),
    ("器官、骨髓及造血干细胞移植：无", "organ_transplant hsct"),
    ("造血干细胞移植、肾肝心等移植——均未有过", "organ_transplant hsct"),
    ("无器官、干细胞移植史。", "organ_transplant hsct"),
    ("未行骨髓或造血干细胞移植，无脏器移植。", "organ_transplant hsct"),
    ("无异体器官及造血细胞移植经历。", "organ_transplant hsct"),
    ("没有接受过干细胞或任何实体器官的移植。", "organ_transplant hsct"),
    ("没有做过移植 不管是器官的还是骨髓的", "organ_transplant hsct"),
    ("移植啥的从来没做过", "transplant"),
    ("未做过骨髓或外周血干细胞移植；皮肤科照光治疗没有做过。", "hsct uv_therapy"),
    ("未曾移植任何器官或干细胞。", "organ_transplant hsct"),
    ("从未接受过器官移植、骨髓移植及干细胞移植。", "organ_transplant hsct"),
    (
        "手术/外伤/移植/光疗均(-)；疫苗：近3月(-)；肿瘤(-)；药敏史(-)；LN(-)。",
        "surgery trauma transplant uv_therapy vaccine malignancy lupus_nephritis",
    ),
    ("手术、外伤、输血、移植史均否认。", "surgery trauma transplant"),
    ("无手术、外伤、输血史。", "surgery trauma"),
    ("否认手术、外伤、输血史，否认肿瘤、移植史。", "surgery trauma malignancy transplant"),
    ("手术外伤史：无。输血史：无。", "surgery trauma"),
    ("手术：无　外伤：无　输血：无", "surgery trauma"),
    ("外科手术——无；外伤骨折——无；输血——无", "surgery trauma"),
    ("光疗（UVA/UVB/PUVA）——未有过", "uv_therapy"),
    ("紫外线／PUVA治疗：未做过。", "uv_therapy"),
    ("紫外线照射治疗：没有。", "uv_therapy"),
    ("没照过紫外线灯", "uv_therapy"),
    ("未接受光疗。", "uv_therapy"),
    ("恶性肿瘤（包括血液肿瘤）——未有过", "malignancy"),
    ("肿瘤：良、恶性肿瘤均无。", "malignancy"),
    ("肿瘤：胃镜、肠镜去年均查过，没有恶性肿瘤病史。", "malignancy"),
    ("肿瘤病史没有 家里爷爷肺癌", "malignancy"),
    ("肿瘤没得", "malignancy"),
    ("未患过癌症及其他恶性疾病。", "malignancy"),
    ("无肿瘤及放化疗经历", "malignancy"),
    (
        "无心绞痛、心梗、心衰、主动脉夹层、卒中；无早搏、心动过速、传导阻滞等心律失常史",
        "myocardial_infarction heart_failure aortic_dissection stroke arrhythmia conduction_abnormality",
    ),
    ("无冠心病、脑梗死、脑出血、心功能不全、主动脉疾患；未曾发现心律失常。", "stroke heart_failure arrhythmia"),
    (
        "从无心慌、晕厥，没有查出过心律不齐；无心肌梗塞、心力衰竭、中风及主动脉夹层",
        "arrhythmia myocardial_infarction heart_failure stroke aortic_dissection",
    ),
    ("心脏方面 没得过心脏病 没有心律不齐 打球爬楼都没事 脑梗脑出血没有过", "heart_disease arrhythmia stroke"),
    ("未患过心脏疾病或中风，无晕厥、心悸", "heart_disease stroke"),
    ("没有心律失常，没有心衰，没有卒中。", "arrhythmia heart_failure stroke"),
    ("心脏病（－）脑血管病（－）结核（－）", "heart_disease"),
    ("免疫缺陷：先天性、获得性均否认。", "immunodeficiency"),
    ("免疫缺陷病：没有。", "immunodeficiency"),
    ("免疫缺陷的病没有", "immunodeficiency"),
    ("原发性/继发性免疫缺陷——未有过", "immunodeficiency"),
    ("无遗传性或获得性免疫缺陷。", "immunodeficiency"),
    ("无先天或后天免疫缺陷。", "immunodeficiency"),
    ("家族及本人均无免疫缺陷病。", "immunodeficiency"),
    ("免疫缺陷：除服用抗排异药外，没有免疫缺陷病。", "immunodeficiency"),
    (
        "合并自身免疫病：无干燥综合征、抗磷脂综合征、类风湿关节炎、甲状腺炎及其他。",
        "sjogren_syndrome antiphospholipid_syndrome rheumatoid_arthritis autoimmune_disease",
    ),
    (
        "其他自身免疫病：干燥、类风湿、抗磷脂、甲状腺、血管炎、肌炎——逐一排除",
        "sjogren_syndrome rheumatoid_arthritis antiphospholipid_syndrome autoimmune_disease",
    ),
    ("合并其他自身免疫病：没有。", "autoimmune_disease"),
    ("干燥综合征 类风湿 甲状腺 血管炎 这些合并的免疫病都没有", "sjogren_syndrome rheumatoid_arthritis"),
    (
        "重叠病排查：无RA、SS、APS、系统性硬化、炎性肌病、自身免疫性肝病及甲状腺炎。",
        "rheumatoid_arthritis sjogren_syndrome antiphospholipid_syndrome systemic_sclerosis",
    ),
    (
        "除狼疮外无其他风湿免疫病，甲状腺功能及抗体正常，无干燥、无APS。",
        "autoimmune_disease antiphospholipid_syndrome",
    ),
    ("未见重叠其他自身免疫疾病。", "autoimmune_disease"),
    ("不考虑合并其他自身免疫性疾病。", "autoimmune_disease"),
    ("未合并其他结缔组织病及自身免疫病。", "autoimmune_disease"),
    ("狼疮肾炎：没有，尿蛋白/肌酐比0.09。", "lupus_nephritis"),
    ("狼疮累及肾脏——未有过，24小时尿蛋白定量66 mg", "lupus_nephritis"),
    ("肾脏没有受累 不是狼疮肾", "lupus_nephritis"),
    ("无活动性狼疮肾炎证据。", "lupus_nephritis"),
    ("既往也没有过狼疮肾炎。", "lupus_nephritis"),
    ("生物制剂：从未使用（逐一询问贝利尤单抗、泰它西普、利妥昔单抗、阿尼鲁单抗，均答没用过）。", "biologic"),
    ("生物药：一支没打过。别的新药试验：没参加。", "biologic experimental_treatment"),
    ("从没用过单抗或融合蛋白类生物制剂。", "biologic"),
    ("从未用过任何生物制剂", "biologic"),
    ("没参加别的课题 没吃试验药", "experimental_treatment"),
    ("临床试验：首次参加，此前未入过其他研究。", "experimental_treatment"),
    ("近3个月内任何疫苗——未接种", "vaccine"),
    ("疫苗：一年之内什么疫苗都没打。", "vaccine"),
    ("最近半年一针疫苗没打", "vaccine"),
    ("近半年未动过手术，未受过伤。", "surgery trauma"),
    ("动刀子的事一次都没有", "surgery"),
    ("最近一个月没开刀没磕没碰没摔伤", "surgery trauma"),
    ("手术：自幼至今未做过任何手术。外伤：无骨折、车祸伤等。", "surgery trauma"),
    ("近1年无手术、无外伤", "surgery trauma"),
    ("感染 最近没有 没挂过消炎水", "infection"),
    ("近来无感染，未用任何抗生素", "infection"),
    ("近两周无发热，无需要输液治疗的感染，无静脉抗微生物用药。", "infection"),
    ("无肝炎、结核、艾滋病、梅毒等传染病史，无肿瘤史，无移植史。", "malignancy transplant"),
    ("问：得过癌症吗？答：没有。", "malignancy"),
    ("有无心脏病？无。", "heart_disease"),
    ("心脏病：否；脑卒中：否；肿瘤：否", "heart_disease stroke malignancy"),
    ("Sister with Sjogren's; patient has no RA.", "rheumatoid_arthritis"),
    ("Sister: lupus, stroke. Malignancy: none.", "malignancy"),
    ("HSCT ever                 N\nSolid organ tx ever       N\nWASHOUT  Y/N", "hsct organ_transplant"),
    (
        "C. HISTORY        Y    N\n Transplant, organ   [ ]  [x]\n Malignancy          [ ]  [x]",
        "organ_transplant malignancy",
    ),
    ("(x=无)\n15 | 造血干细胞移植 | × |\n28 | 恶性肿瘤史 | × |", "hsct malignancy"),
    ("無癌症。無免疫缺陷病。骨髓或器官移植：從來無", "malignancy immunodeficiency hsct organ_transplant"),
    ("PATIENT: hello\nDR N: Cancer?\nPATIENT: No.", "malignancy"),
    ("医生：移植做过吗，骨髓啊，肾啊？\n患者：没有，都没有。", "transplant"),
]


@pytest.mark.parametrize(("text", "concepts"), DENIED)
def test_what_a_list_or_an_answer_denies(text: str, concepts: str) -> None:
    found = facts(text)
    assert [concept for concept in concepts.split() if not denied(found, concept)] == []


# + is there, ~ is neither there nor denied, the others are denied.
MIXED = [
    (
        "Operations: two cesareans (2018, 2021) with tubal ligation at the second. None later. No accident or injury.",
        "+cesarean_section trauma",
    ),
    ("Surgery: appendectomy 2009. Trauma: none.", "+appendectomy trauma"),
    ("Malignancy: breast cancer 2012, excised.", "+breast_cancer"),
    ("Stroke: 2019, no residual deficit.", "+stroke"),
    ("肿瘤：2012年乳腺癌，术后无复发。", "+breast_cancer"),
    ("Cancer, none in family; she herself had melanoma 2010.", "+melanoma"),
    ("No surgery other than cholecystectomy in 2020.", "+cholecystectomy"),
    ("Prior trials: none. Kidney transplant 2014, no rejection.", "experimental_treatment +kidney_transplant"),
    ("Kidney transplant: 2014, stable, no rejection.", "+kidney_transplant"),
    ("2014年接受亲属活体肾移植，移植肾功能稳定，无复发。", "+kidney_transplant"),
    ("No stroke. MI in 2019.", "stroke +myocardial_infarction"),
    ("No stroke but MI in 2019.", "stroke +myocardial_infarction"),
    ("Atrial fibrillation, no stroke, no heart failure", "+atrial_fibrillation stroke heart_failure"),
    ("Heart failure - no recent admission.", "+heart_failure"),
    ("冠心病，无心绞痛发作。", "+coronary_artery_disease"),
    ("Infection: UTI, on oral nitrofurantoin, no fever", "+urinary_tract_infection"),
    ("否认肿瘤病史，2019年甲状腺癌术后。", "+thyroid_cancer"),
    ("手术：2025-12-20剖宫产，恢复良好，其余无　　外伤：无　　输血：无", "+cesarean_section trauma"),
    ("Sjogren's syndrome: Schirmer abnormal, no treatment.", "+sjogren_syndrome"),
    ("MI 2019, CHF since, no arrhythmia.", "+myocardial_infarction +heart_failure arrhythmia"),
    ("Hx: stroke; cancer: none", "+stroke malignancy"),
    ("Stroke 2019, malignancy: none", "+stroke malignancy"),
    ("脑梗死2019年，肿瘤：无", "+stroke malignancy"),
    ("高血压、脑梗死病史，肿瘤史：无", "+stroke malignancy"),
    ("房颤、脑卒中病史，无肿瘤。", "+stroke malignancy"),
    ("Cholecystectomy 2015, otherwise none.", "+cholecystectomy"),
    ("系统性红斑狼疮、狼疮肾炎Ⅳ型，否认其他自身免疫病。", "+lupus_nephritis autoimmune_disease"),
    ("History of kidney stones, melanoma, stroke; transplant: none.", "+melanoma +stroke transplant"),
    ("The olumiant is a pill not a shot.", "~vaccine"),
]


@pytest.mark.parametrize(("text", "concepts"), MIXED)
def test_a_denial_covers_only_what_it_names(text: str, concepts: str) -> None:
    found = facts(text)
    for concept in concepts.split():
        name = concept.strip("+~")
        assert stated(found, name) == concept.startswith("+"), name
        assert denied(found, name) == (concept[0] not in "+~"), name
