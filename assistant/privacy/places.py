"""Finds institutions and addresses. What is no particular place ("the clinic", 当地医院) stays."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.extraction.resources import any_of
from assistant.privacy.medicine import Medicine
from assistant.privacy.stretches import CJK, Stretch, words


def find(text: str, medicine: Medicine) -> Iterator[Stretch]:
    """All of them, in no order."""
    yield from _institutions(text, medicine)
    yield from _addresses(text, medicine)
    if re.search(f"[{CJK}]", text):
        yield from _chinese_institutions(text, medicine)
        yield from _chinese_addresses(text)


# --- institutions ---------------------------------------------------------------------------------------------------


@cache
def _institution() -> re.Pattern[str]:
    known = words()
    lead = r"(?P<lead>(?:(?:St|Mt)\.[ \t]+)?(?:[A-Z][\w'’&-]*[ \t]+(?:(?:of|the|and|for|&|at|de)[ \t]+)*){1,6})"
    tail = r"(?:[ \t]+(?:of|at|for)(?:[ \t]+(?!the\b)[A-Z][\w'’]+)+(?:,?[ \t]+[A-Z][\w'’]+)?)?"
    return re.compile(rf"(?P<x>{lead}(?:{any_of(known['institutions_en'])})(?![A-Za-z]){tail})")


@cache
def _named_after() -> re.Pattern[str]:
    """University of X, College of X: the name stands behind."""
    return re.compile(
        r"(?P<x>(?:University|College|Hospital|Institute)[ \t]+of[ \t]+(?:[A-Z][\w'’-]+[ \t,]*(?:at[ \t]+)?){1,4})"
    )


@cache
def _well_known() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?:{any_of(words()['known_institutions'])})(?![A-Za-z])")


def _institutions(text: str, medicine: Medicine) -> Iterator[Stretch]:
    never = frozenset(words()["never_names"])
    for match in _institution().finditer(text):
        start = _past_medicine(match.start("x"), match.end("lead"), medicine)
        own = [
            word for word in re.findall(r"[A-Z][\w'’&-]*", text[start : match.end("lead")]) if word.lower() not in never
        ]
        if own and not _is_medical(match["x"]):
            first = text.index(own[0], start)
            yield Stretch(first, match.end("x"), "institution")
    for match in _named_after().finditer(text):
        if not _is_medical(text[max(0, match.start() - 12) : match.end()]) and medicine.at(*match.span("x")) is None:
            yield Stretch(match.start("x"), match.start("x") + len(match["x"].rstrip(" ,\t")), "institution")
    for match in _well_known().finditer(text):
        yield Stretch(*match.span(), "institution")


def _past_medicine(start: int, end: int, medicine: Medicine) -> int:
    """Where the name begins behind words of medicine: "SLE Mercy Hospital"."""
    while (hit := medicine.at(start, end)) is not None:
        start = hit[1]
    return start


def _is_medical(name: str) -> bool:
    plain = " ".join(name.split()).lower()
    return any(known.lower() in plain for known in words()["never_institutions"])


@cache
def _hospital() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]]:
    known = words()
    kinds = any_of(known["institutions_zh"])
    return (
        re.compile(
            rf"(?P<lead>[{CJK}A-Za-z\d]{{1,20}}?)(?P<kind>(?:{kinds})(?:[{CJK}]{{0,8}}?(?:{kinds}))*(?:[{CJK}]{{1,4}}(?:院区|分院))?)"
        ),
        re.compile(rf".*(?:{any_of(known['place_starts_zh'])}|[\d]+[月日号天年周])"),
        frozenset(known["known_by_zh"]),
    )


def _chinese_institutions(text: str, medicine: Medicine) -> Iterator[Stretch]:
    pattern, starts, known_by = _hospital()
    for match in pattern.finditer(text):
        begin, end = match.start("lead"), match.end("lead")
        border = starts.match(text[begin:end])
        begin = _past_medicine(begin + (border.end() if border else 0), end, medicine)
        lead = text[begin:end].lstrip("0123456789xX*")
        begin = end - len(lead)
        if (
            not lead
            or lead in known_by
            or (len(lead) < 2 and match["kind"][0] in "大中小公")
            or any(lead == f"{one}{kind}" for one in known_by for kind in ("人民", "中心", "中医"))
        ):
            continue
        yield Stretch(begin, match.end(), "institution")


# --- addresses ------------------------------------------------------------------------------------------------------

_REST = (
    r"(?:,?[ \t]+(?:Apt|Apartment|Unit|Suite|Ste|Flat|Floor|Fl|#)\.?[ \t]?#?[\w-]+)?"
    r"(?:,[ \t]*[A-Z][A-Za-z.'’]+(?:[ \t][A-Z][A-Za-z.'’]+){0,2})*"
    r"(?:,?[ \t]+(?:[A-Z]{2}[ \t]+)?\d{5}(?:-\d{4})?|,?[ \t]+[A-Z]{1,2}\d[A-Z\d]?[ \t]?\d[A-Z]{2})?"
)
_POSTCODE = r"\b(?!B12\b|C[34]\b|T[34]\b)[A-Z]{1,2}\d[A-Z\d]?[ \t]\d(?!MG|ML|IU|KG|ND|ST|TH|RD)[ABD-HJLNP-UW-Z]{2}\b"
_PROPER = r"[A-Z][a-z]+(?:[ \t][A-Z][a-z]+){0,2}"


@cache
def _places() -> tuple[re.Pattern[str], ...]:
    known = words()
    number = r"(?<![\d.])\d{1,5}[A-Za-z]?[ \t]+(?:[NSEW]\.?[ \t]+)?(?:[A-Z][\w'’]+[ \t]+){1,3}"
    states, lives = "|".join(known["states"]), any_of(known["lives_en"])
    return (
        re.compile(rf"(?P<x>{number}(?:{any_of(known['streets_en'])})\b(?:\.(?=,))?(?P<rest>{_REST}))"),
        re.compile(r"(?P<x>(?i:p\.?[ ]?o\.?[ ]box)[ \t]+\d+)"),
        re.compile(rf"(?P<x>{_POSTCODE})"),
        re.compile(rf"(?P<x>(?:{_PROPER},[ \t]*)?\b(?:{states})[ \t]+\d{{5}}(?:-\d{{4}})?(?!\d|\.\d))"),
        re.compile(rf"(?i:(?<![a-z])(?:{lives}))[ \t]+(?P<x>{_PROPER}(?:,[ \t]*[A-Z][A-Za-z]+)?)"),
    )


@cache
def _address_label() -> re.Pattern[str]:
    return re.compile(
        rf"(?i:(?<![a-z])(?:{any_of(words()['address_labels'])}))"
        r"(?:[(（][^)）\n]{1,8}[)）])?[ \t]*[:：|][ \t]*(?P<x>[^\n。;；|]{2,90})"
    )


def _addresses(text: str, medicine: Medicine) -> Iterator[Stretch]:
    for pattern in _places():
        for match in pattern.finditer(text):
            start, end = match.span("x")
            rest = match.start("rest") if "rest" in match.groupdict() else end
            hit = medicine.at(rest, end) if rest < end else None
            yield Stretch(start, end if hit is None else _before(text, rest, hit[0]), "address")
    for match in _address_label().finditer(text):
        start = match.start("x")
        end = _sentence_end(text, start, match.end("x"))
        hit = medicine.at(start, end, eponyms=False)
        end = end if hit is None else _before(text, start, hit[0])
        if end > start:
            yield Stretch(start, end, "address")


def _before(text: str, start: int, end: int) -> int:
    """Where the address ends before a word of medicine: with the clause before it."""
    last = max(text.rfind(sign, start, end) for sign in ",，.。;； ")
    return max(last, start)


_STOP = re.compile(
    r"\.(?=\s)|[ \t]{2,}|\t"
    r"|(?i:[,，]?\s*(?:tel|phone|fax|email|e-mail|mobile|dob|mrn|电话|手机|邮编|联系|性别|年龄|职业|民族|婚姻))"
)


def _sentence_end(text: str, start: int, end: int) -> int:
    """Where an address behind a label stops: with its sentence, which a point after "St" does not end."""
    for stop in _STOP.finditer(text, start, end):
        word = re.search(r"[A-Za-z]+$", text[start : stop.start()])
        if stop[0] == "." and word and word[0].lower() in words()["abbreviated"] and not _begins(text, stop.end()):
            continue
        return stop.start()
    return start + len(text[start:end].rstrip())


def _begins(text: str, at: int) -> bool:
    """Whether a new sentence follows, rather than a further part of the address."""
    return re.match(r"\s+[A-Z][a-z]+\s+[a-z]", text[at : at + 40]) is not None


@cache
def _chinese() -> tuple[re.Pattern[str], ...]:
    known = words()
    province = f"(?:{any_of(known['provinces_zh'])})"
    step = rf"[{CJK}]{{1,7}}?(?:{any_of(known['steps_zh'])})"
    numbered = r"\d+(?:号楼|号|弄|室|栋|幢|单元|组|-)"
    steps = rf"(?:{step}|{numbered})+\d*室?"
    whole = r"(?:省|市|自治区|壮族自治区|回族自治区|维吾尔自治区)?"
    road = rf"[{CJK}]{{2,6}}(?:路|街|大道|巷|村|小区|花园|弄)"
    return (
        re.compile(rf"(?P<x>{province}{whole}{steps})"),
        re.compile(rf"(?P<x>{road}{numbered}(?:[{CJK}]{{0,6}}?\d*(?:号楼|号|弄|室|栋|幢|单元|-))*\d*室?)"),
        re.compile(rf"(?:家住|现住|居住于|居住在|居于|来自|出生于|生于|户籍)(?P<x>{province}?{steps})"),
        re.compile(rf"(?:来自|出生于|生于|老家|籍贯)[:： ]?(?P<x>{province}{whole}[{CJK}]{{0,4}}?)(?=[,，。;；\s]|$)"),
    )


def _chinese_addresses(text: str) -> Iterator[Stretch]:
    for pattern in _chinese():
        for match in pattern.finditer(text):
            if len(match["x"]) < 3 or match["x"][0] in "本外当":
                continue
            yield Stretch(*match.span("x"), "address")
