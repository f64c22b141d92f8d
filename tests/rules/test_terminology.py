"""The terminology holds together, loads fast and knows the words that clinicians write."""

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.terminology import BUILT, NAME_GROUPS, Terminology, assemble, building, content_hash, load, table_files
from rules.terminology.building import TerminologyError

AMBIGUOUS = "RA DM MS SS AS PE CTX MP TB LA Ca AA CD UC MM HT ADA P T LN N L MPA AD HF CHB IS 心功能"


@pytest.fixture(scope="module")
def terms() -> Terminology:
    return load()


@pytest.fixture(scope="module")
def by_name(terms: Terminology) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for concept in terms.concepts.values():
        for group in NAME_GROUPS:
            for name in concept.names.get(group, ()):
                found[name if group == "abbrev" else name.casefold()].add(concept.id)
    return found


def known(by_name: dict[str, set[str]], name: str) -> set[str]:
    return by_name.get(name, set()) | by_name.get(name.casefold(), set())


def test_built_file_equals_the_tables() -> None:
    built = json.loads(BUILT.read_bytes())
    fresh = json.loads(json.dumps(building.read_tables(table_files())))
    advice = "run: python -m rules.terminology"
    assert built["made_from"] == content_hash(table_files()), advice
    assert {key: built[key] for key in fresh} == fresh, advice


def test_without_the_built_file_the_tables_are_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("rules.terminology.BUILT", tmp_path / "missing.json")
    slow = load.__wrapped__()
    assert slow.concepts.keys() == load().concepts.keys()


@pytest.mark.parametrize(
    ("concept", "names"),
    [
        ("belimumab", "Benlysta 倍力腾 贝利尤单抗 belimumab"),
        ("rituximab", "Rituxan MabThera 美罗华 利妥昔单抗 RTX"),
        ("anifrolumab", "Saphnelo 阿伏利尤单抗"),
        ("telitacicept", "泰爱 泰它西普 telitacicept"),
        ("tocilizumab", "Actemra 雅美罗 托珠单抗"),
        ("abatacept", "Orencia 恩瑞舒"),
        ("obinutuzumab", "Gazyva 佳罗华"),
        ("voclosporin", "Lupkynis"),
        ("mycophenolate_mofetil", "CellCept 骁悉 赛可平 MMF 吗替麦考酚酯 mycophenolate"),
        ("mycophenolate_sodium", "Myfortic 米芙"),
        ("azathioprine", "Imuran 依木兰 硫唑嘌呤 AZA"),
        ("methotrexate", "MTX 甲氨蝶呤"),
        ("leflunomide", "爱若华 来氟米特 Arava"),
        ("cyclophosphamide", "CTX CYC 环磷酰胺 Cytoxan"),
        ("tacrolimus", "Prograf 普乐可复 他克莫司 FK506"),
        ("ciclosporin", "环孢素 新山地明 Neoral cyclosporine CsA"),
        ("hydroxychloroquine", "Plaquenil HCQ 羟氯喹 纷乐"),
        ("prednisone", "强的松 泼尼松 prednisone"),
        ("methylprednisolone", "美卓乐 甲强龙 Medrol 甲泼尼龙 MP"),
        ("glucocorticoid", "steroids 激素 corticosteroid"),
        ("anti_infective", "antibiotics antimicrobials 抗生素 抗感染药物"),
        ("hb", "Hgb HGB Hb hemoglobin haemoglobin 血红蛋白 血色素"),
        ("plt", "PLT Plt platelets 血小板 thrombocytes"),
        ("anc", "ANC NEUT# neuts 中性粒细胞 中性粒细胞绝对值 中性粒细胞计数"),
        ("neutrophil_percent", "N% NEUT% 中性%"),
        ("wbc", "WBC WCC leukocytes 白细胞"),
        ("alc", "ALC LYMPH# lymphs"),
        ("creatinine", "Cr Creat CREA Scr 肌酐"),
        ("bilirubin_total", "TBIL Tbili 总胆红素"),
        ("ast", "AST SGOT 谷草"),
        ("alt", "ALT SGPT 谷丙"),
        ("hbsag", "HBsAg 乙肝表面抗原"),
        ("anti_hcv", "anti-HCV 丙肝抗体"),
        ("serum_hcg", "血HCG"),
        ("urine_hcg", "UPT 尿HCG"),
        ("sledai_2k", "SLEDAI SLEDAI-2K SLEDAI-2000 SLEDAI评分"),
        ("lvef", "LVEF EF 射血分数"),
        ("qtc", "QTc QTcF QTcB"),
        ("nyha", "NYHA 心功能"),
        ("sjogren_syndrome", "Sjogren's Sjögren's Sjögren’s 干燥综合征"),
        ("live_vaccine", "减毒活疫苗"),
        ("malignancy", "cancer 癌 恶性肿瘤"),
        ("surgery", "surgery operation 手术"),
        ("trauma", "trauma injury 外伤"),
    ],
)
def test_knows_the_words_of_the_clinic(by_name: dict[str, set[str]], concept: str, names: str) -> None:
    assert {name for name in names.split() if concept not in known(by_name, name)} == set()


@pytest.mark.parametrize("name", AMBIGUOUS.split())
def test_short_names_with_several_meanings_are_ambiguous(terms: Terminology, name: str) -> None:
    claimants = [c for c in terms.concepts.values() if any(name in c.names.get(group, ()) for group in NAME_GROUPS)]
    assert claimants
    assert all(concept.is_ambiguous(name) for concept in claimants)


@pytest.mark.parametrize(
    ("narrow", "wide", "expected"),
    [
        ("rituximab", "biologic", True),
        ("baricitinib", "biologic", False),
        ("tacrolimus", "biologic", False),
        ("tacrolimus", "immunosuppressant", True),
        ("hydroxychloroquine", "immunosuppressant", False),
        ("ivig", "biologic", False),
        ("denosumab", "biologic", False),
        ("entecavir", "antiviral", True),
        ("ceftriaxone", "anti_infective", True),
        ("itp", "autoimmune_disease", False),
        ("rhupus", "autoimmune_disease", True),
        ("antiphospholipid_syndrome", "autoimmune_disease", True),
        ("antiphospholipid_antibody", "autoimmune_disease", False),
        ("lupus_nephritis", "autoimmune_disease", False),
        ("sle", "autoimmune_disease", False),
        ("sicca", "autoimmune_disease", False),
        ("third_degree_av_block", "severe_arrhythmia", True),
        ("atrial_fibrillation", "severe_arrhythmia", False),
        ("atrial_fibrillation", "arrhythmia", True),
        ("sinus_rhythm_variant", "arrhythmia", False),
        ("myocardial_infarction", "cardiovascular_event", True),
        ("myocardial_infarction", "heart_disease", True),
        ("pulmonary_embolism", "cardiovascular_event", True),
        ("kidney_transplant", "organ_transplant", True),
        ("hsct", "organ_transplant", False),
        ("hsct", "transplant", True),
        ("kidney_biopsy", "surgery", False),
        ("carcinoma_in_situ", "malignancy", False),
        ("skin_carcinoma", "malignancy", True),
        ("benign_tumor", "malignancy", False),
        ("zoster_vaccine", "live_vaccine", False),
        ("bcg_vaccine", "live_vaccine", True),
        ("latent_tuberculosis", "infection", False),
        ("hepatitis_b", "infection", False),
        ("hiv_infection", "immunodeficiency", True),
        ("malar_rash", "lupus_manifestation", True),
        ("sle", "sle", True),
        ("no_such_concept", "sle", False),
    ],
)
def test_kinds_of_things(terms: Terminology, narrow: str, wide: str, expected: bool) -> None:
    assert terms.is_a(narrow, wide) is expected
    assert (narrow in terms.descendants(wide) or narrow == wide) is expected


@pytest.mark.parametrize(
    ("drug", "days"),
    [
        ("belimumab", (18.3, 19.8)),
        ("rituximab", (18, 32)),
        ("anifrolumab", (11, 23)),
        ("telitacicept", (10.9, 12.5)),
        ("tocilizumab", (6.3, 13)),
        ("abatacept", (8, 25)),
        ("obinutuzumab", (25.5, 36.8)),
    ],
)
def test_half_lives_of_the_screening_guide(terms: Terminology, drug: str, days: tuple[float, float]) -> None:
    assert tuple(terms.concepts[drug].data["half_life_days"]) == days


def test_half_lives_are_ranges_or_said_to_be_unknown(terms: Terminology) -> None:
    for drug in terms.descendants("biologic"):
        span = terms.concepts[drug].data.get("half_life_days")
        assert span is None or 0 < span[0] <= span[1], drug


@pytest.mark.parametrize(
    ("analyte", "unit", "value", "canonical"),
    [
        ("creatinine", "mg/dL", "1", Decimal("88.4016973125884")),
        ("bilirubin_total", "mg/dL", "1", Decimal("17.1039578558478")),
        ("hb", "g/dL", "8", Decimal(80)),
        ("plt", "lakhs/cumm", "1.2", Decimal(120)),
        ("anc", "/uL", "1500", Decimal("1.5")),
        ("ast", "ukat/L", "1", Decimal(60)),
        ("upcr", "mg/mmol", "100", Decimal("0.884016973125884")),
        ("weight", "lb", "100", Decimal("45.359237")),
    ],
)
def test_unit_factors(terms: Terminology, analyte: str, unit: str, value: str, canonical: Decimal) -> None:
    factor = next(item["factor"] for item in terms.concepts[analyte].data["units"] if item["text"] == unit)
    assert isinstance(factor, str)
    assert abs(Decimal(value) * Decimal(factor) - canonical) < Decimal("1e-12")


def test_every_source_says_how_far_it_was_checked(terms: Terminology) -> None:
    for concept in terms.concepts.values():
        assert concept.data["source"]["verification"] in building.VERIFICATIONS, concept.id


def test_scoring_tables(terms: Terminology) -> None:
    sledai = terms.tables["sledai2k"]["items"]
    assert (len(sledai), sum(item["weight"] for item in sledai)) == (24, 105)
    domains: dict[str, int] = {}
    for item in terms.tables["eular_acr_2019"]["items"]:
        domains[item["domain"]] = max(domains.get(item["domain"], 0), item["weight"])
    assert sum(domains.values()) == 51
    for table, field in (("sledai2k", "sledai_2k"), ("eular_acr_2019", "eular_acr")):
        items = {item["id"]: item for item in terms.tables[table]["items"]}
        assert {name for item in items.values() for name in item["concepts"]} <= terms.concepts.keys()
        for concept in terms.concepts.values():
            assert concept.data.get(field, next(iter(items))) in items, concept.id


def concept(concept_id: str, *parents: str, **names: Any) -> dict[str, Any]:
    head = {"id": concept_id, "kind": "condition", "is_a": list(parents), "data": {}, "file": "x.yaml"}
    return {**head, "names": names}


@pytest.mark.parametrize(
    ("concepts", "message"),
    [
        ([concept("a"), concept("a")], "x.yaml: a: the id is also in x.yaml"),
        ([concept("a", "b")], "its parent 'b' does not exist"),
        ([concept("a", "b"), concept("b", "a")], "is a kind of itself"),
        ([concept("a", en=["Lupus"]), concept("b", en=["lupus"])], "'lupus' is also claimed by x.yaml: a"),
        ([concept("a", abbrev=["TB"]), concept("b", en=["tb"])], "is also claimed by"),
        ([concept("a", abbrev=["TB"], ambiguous=["TB"]), concept("b", abbrev=["TB"])], "is also claimed by"),
        ([concept("a", en=[False])], "put it in quotes"),
        ([concept("a", en=["x", "x"])], "has a name twice"),
        ([concept("a", de=["x"])], "name group 'de' does not exist"),
        ([concept("a", ambiguous=["x"])], "is none of its names"),
    ],
)
def test_what_does_not_hold_together_is_named(concepts: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(TerminologyError, match=r"x\.yaml") as error:
        building.check(concepts)
    assert message in str(error.value)


def test_names_shared_openly_and_other_capitals_are_fine() -> None:
    shared = {"abbrev": ["RA"], "ambiguous": ["RA"]}
    building.check([concept("a", **shared), concept("b", **shared), concept("c", abbrev=["Ra"])])


def test_relations_of_a_small_tree() -> None:
    tree = assemble({"concepts": [concept("a"), concept("b", "a"), concept("c", "b", "a")], "tables": {}})
    assert tree.ancestors("c") == {"a", "b"}
    assert tree.descendants("a") == {"b", "c"}
    assert tree.of_kind("condition") == tuple(tree.concepts.values())
