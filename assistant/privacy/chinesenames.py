"""Finds the names of persons in Chinese characters, by surname and what stands beside: label, title, kinship, sex."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from assistant.extraction.resources import any_of
from assistant.privacy.medicine import Medicine
from assistant.privacy.stretches import CJK, Person, Stretch, words

_LAST_LINES = 4
"""A line that is a name alone is a signature only at the end of a note."""


def persons(text: str, medicine: Medicine) -> Iterator[Person]:
    """The persons named in the text."""
    if not re.search(f"[{CJK}]", text):
        return
    for key, pattern in _patterns().items():
        for match in pattern.finditer(text):
            start, end = match.span("other" if match.groupdict().get("other") else "name")
            start = _without_lead(text, start, end)
            if _is_name(text[start:end], key) and (key == "label" or medicine.at(start, end) is None):
                yield Person(start, end, True)
    yield from _lists(text)
    yield from _signatures(text, medicine)


def parts(name: str) -> list[str]:
    """The names that are looked for again: the whole one; a mere 王某 or one character tells nothing elsewhere."""
    whole = re.sub(r"\s", "", name)
    return [whole] if len(whole) > 1 and not re.search(r"[某xX×*＊]", whole) else []


def again(text: str, names: Iterable[str]) -> Iterator[Stretch]:
    """Every further place of these names."""
    listed = list(names)
    if listed:
        for match in re.finditer(any_of(listed), text):
            yield Stretch(*match.span(), "person")


@cache
def _surname() -> str:
    known = words()
    return f"(?:{any_of(known['double_surnames_zh'])}|[{known['surnames_zh']}])"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    known = words()
    name = f"{_surname()}[{CJK}]{{1,2}}"
    labels, titles, kin = (any_of(known[key]) for key in ("person_labels_zh", "titles_zh", "kin_zh"))
    sure = any_of(known["sure_labels_zh"])
    ends = r"(?=[\s,，.。;；:：()（）、/|+]|$|[男女]|\d|于|诉|因|自|系|已|的|为|陪|代|签|与|和|同意|知情|有|也|曾)"
    closes = r"(?=[\s,，.。;；()（）、/|:：]|$|于|20\d\d)"
    return {
        "label": re.compile(
            rf"(?:{sure})(?:[ \t]*[(（][^)）\n]{{1,8}}[)）])?[ \t]*[:：|][ \t|]*"
            rf"(?P<name>[{CJK}·•]{{2,5}}?|[{CJK}][ \u3000][{CJK}]){closes}",
            re.MULTILINE,
        ),
        "weak_label": re.compile(rf"(?:{labels})[ \t]*[:：|／/ \t]?[ \t]*(?P<name>{name}){closes}", re.MULTILINE),
        "patient": re.compile(rf"(?:患者|病人|受试者)[ \t]*(?P<name>{name}){ends}", re.MULTILINE),
        "title": re.compile(rf"(?<![主责])(?P<name>{_surname()}[{CJK}]{{0,2}}?)(?=\s?(?:{titles}))"),
        "hidden": re.compile(rf"(?P<name>{_surname()}(?:某某?|[xX×]{{1,2}}(?![\da-zA-Z])|[*＊○]{{1,2}}[{CJK}]?))"),
        "kin": re.compile(rf"(?:{kin})(?:名叫|叫|名|[(（:：])?[ \t]*(?P<name>{name}){ends}", re.MULTILINE),
        "sexed": re.compile(
            rf"(?:^|[\s,，。;；:：(（|])(?P<name>{name})[ \t,，、|/(（]{{1,4}}[男女](?![儿友方士子孩性童])",
            re.MULTILINE,
        ),
        "small": re.compile(
            rf"(?<![{CJK}])[小老](?P<name>(?![于方安白毛葛龙关管路车单万全])[{known['surnames_zh']}])(?=CRC|[\s,，.。;；:：)）的说来去您]|$)|"
            rf"[小老](?P<other>[{known['surnames_zh']}])(?=CRC)",
        ),
        "called": re.compile(rf"(?:我是|我叫|本人|名叫)[ \t]*(?P<name>{name}){ends}", re.MULTILINE),
    }


def _without_lead(text: str, start: int, end: int) -> int:
    """Where the name begins, if what looks like its surname is a word before it: 由李强, 于王主任."""
    known = words()
    while end - start > 1 and text[start] in known["leading_zh"] and text[start + 1] in known["surnames_zh"]:
        start += 1
    return start


@cache
def _never() -> frozenset[str]:
    return frozenset(words()["never_zh"])


def _is_name(name: str, key: str) -> bool:
    if key in ("hidden", "small"):
        return True
    if key == "title" and len(name) == 1:
        return name not in words()["leading_zh"] or name in "安管单关路"
    if name[:2] in _never() or name in _never() or name[1:] in _never():
        return False
    return key != "label" or name[0] not in "无未不同见待拒已有其可否"


def _lists(text: str) -> Iterator[Person]:
    """Further names behind a label: 医师签名：王强/李芳."""
    known = words()
    lead = rf"(?:{any_of(known['person_labels_zh'])})[ \t]*[:：][ \t]*[{CJK}]{{2,4}}"
    more = re.compile(rf"[ \t]*[/、,，][ \t]*(?P<name>{_surname()}[{CJK}]{{1,2}})(?=[\s,，.。;；()（）、/|]|$)")
    for match in re.finditer(lead, text):
        at = match.end()
        while (found := more.match(text, at)) and _is_name(found["name"], "list"):
            yield Person(*found.span("name"), True)
            at = found.end()


def _signatures(text: str, medicine: Medicine) -> Iterator[Person]:
    """Lines at the end of a note that are one or two names, perhaps with a date."""
    name = f"{_surname()}[{CJK}]{{1,2}}"
    line = re.compile(
        rf"[ \t\u3000]*(?P<name>{name})(?:[/、 \t\u3000]+(?P<other>{name}))?[ \t\u3000]*"
        r"(?:[\d年/.:：-][\d年月日时分 /.:：-]*)?$"
    )
    at = len(text.rstrip())
    for _ in range(_LAST_LINES):
        begin = text.rfind("\n", 0, at) + 1
        match = line.match(text[begin:at])
        for group in ("name", "other") if match else ():
            start, end = match.span(group) if match else (-1, -1)
            if (
                start >= 0
                and _is_name(text[begin + start : begin + end], "line")
                and medicine.at(begin + start, begin + end) is None
            ):
                yield Person(begin + start, begin + end, True)
        if begin == 0:
            return
        at = begin - 1
