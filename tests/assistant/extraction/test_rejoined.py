"""Chinese prose that a page's edge has broken: names are whole again, and quotes stand in the note as written."""

import pytest

from assistant.documents import read_chart
from assistant.extraction.embedded import EmbeddedExtractor
from assistant.extraction.rejoined import find_breaks
from assistant.grounding import ground
from eval.transforms import change

PARAGRAPH = (
    "患者女，三十四岁，因面部红斑、多关节肿痛三年就诊，无发热、咳嗽，既往史无特殊情况，家属陪同，从未用过"
    "贝利尤单抗等生物制剂，目前每日口服泼尼松十五毫克及吗替麦考酚酯，已经持续服用六个月，剂量没有变过，期间血小"
    "板 98×10^9/L，无出血表现，随访期间无感染，未住院治疗，家中无类似病史，无光疗史，未接种过疫苗，复查无异常。"
)
WRAPPED = "门诊病历 2026-03-10\n" + change("wraps", PARAGRAPH, "zh", seed="1")


def read(text: str) -> dict[str, list[str]]:
    documents = read_chart([("n.txt", text)])
    facts, rejected = ground(EmbeddedExtractor().extract(documents), documents)
    assert rejected == ()
    for fact in facts:
        for item in fact.evidence:
            assert text[item.start : item.end] == item.quote
    return {fact.name: [item.quote for item in fact.evidence if item.role == "value"] for fact in facts}


def test_a_name_that_goes_on_in_the_next_line_is_read_and_quoted_as_written() -> None:
    facts = read(WRAPPED)
    whole = read(f"门诊病历 2026-03-10\n{PARAGRAPH}")
    assert {"plt", "belimumab", "mycophenolate_mofetil"} <= facts.keys()
    assert facts.keys() == whole.keys()
    assert any("\n" in quote for quotes in facts.values() for quote in quotes)


def test_the_last_line_and_the_heading_are_no_broken_lines() -> None:
    assert len(find_breaks(WRAPPED)) == WRAPPED.count("\n") - 1
    assert find_breaks(WRAPPED)[0].start > WRAPPED.index("\n")


def test_what_is_not_prose_stays_as_it_is() -> None:
    row = "白细胞 4.1×10^9/L　　中性粒细胞 61%　　淋巴细胞 28%　　血红蛋白 84g/L　　血小板 118×10^9/L\n"
    items = "".join(
        f"{n}、患者自述无发热、咳嗽、咳痰、胸闷、胸痛、腹痛、腹泻等不适，食欲睡眠尚可，体重无变化\n"
        for n in range(1, 6)
    )
    told = "患者自述无发热、咳嗽、咳痰、胸闷、胸痛、腹痛、腹泻等不适，食欲睡眠尚可，体重无明显变化。\n" * 5
    for text in (row * 5, items, told, "短句\n" * 9):
        assert find_breaks(text) == ()


def test_two_latin_words_keep_a_blank_between_them() -> None:
    line = "患者自述近期无发热、咳嗽、咳痰、胸闷、胸痛、腹痛、腹泻等不适，食欲睡眠尚可，无变化 ALT\n"
    facts = read(line + "22 U/L，" + line[5:] + "24 U/L，" + line[5:] + "26 U/L，" + line[5:] + "28 U/L。\n")
    assert "alt" in facts


ANSWERS = "Clinic note 10 March 2026\nAllergies? Rash with cats\nCancer? No never\nStroke?\nno\nHIV negative 2 March\n"


@pytest.mark.parametrize("end", ["\r\n", " \n", "\t\r\n", "\u3000\n"])
def test_what_nobody_sees_before_a_lines_end_changes_nothing_that_is_read(end: str) -> None:
    written = ANSWERS.replace("\n", end)
    quoted = {name: [quote.replace(end, "\n") for quote in quotes] for name, quotes in read(written).items()}
    assert quoted == read(ANSWERS)
    assert "hiv" in quoted
