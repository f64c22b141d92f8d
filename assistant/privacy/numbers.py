"""Finds record and identity numbers, telephones, e-mail and other addresses of the net. Results of tests are none.

Telephone numbers are ``phonenumbers``' work, as far as they look like one; the rest leans on labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.extraction.resources import any_of
from assistant.privacy.medicine import Medicine
from assistant.privacy.stretches import Stretch, words

_REGIONS = ("CN", "US", "GB")
_UNIT = r"[ \t]?(?:[x×*]\s?10|/|%|iu\b|u\b|copies|cps|cp/|拷贝|万|mg|ml|[μµu]mol|mmol|log|个|g\b|cells|ng|pg)"
_BEFORE = 25
"""So far before a long number the name of a test says that it is its result."""


def find(text: str, medicine: Medicine) -> Iterator[Stretch]:
    """All of them, in no order."""
    yield from _online(text)
    yield from _labelled(text)
    yield from _bare(text, medicine)
    yield from _phones(text, medicine)


@cache
def _label() -> re.Pattern[str]:
    labels = any_of(words()["number_labels"])
    lead = rf"(?i:(?<![a-z\u4e00-\u9fff])(?:patient'?s?[ \t]+)?(?:{labels})|(?:{labels})(?<=[\u4e00-\u9fff]))"
    link = (
        r"(?:\.?[ \t]*(?i:no|number|num|id|nr)\b)?\.?[ \t]*(?:[(（][^)）\n]{1,12}[)）][ \t]*)?"
        r"(?:(?:is|was)[ \t]+|[:：#=|\t][ \t#:：|]*|[ \t]*)"
    )
    value = r"(?P<x>(?:[A-Za-z]{1,5}[-–]?)?\d[\dA-Za-z*]*(?:[-–/][\dA-Za-z*]+)*)"
    return re.compile(lead + link + value + r"(?![\d.]*\d)")


@cache
def _spaced() -> re.Pattern[str]:
    """Numbers written in groups: an NHS number, a Medicare number."""
    return re.compile(
        r"(?i:nhs|medicare|chi)\b[^\d\n]{0,14}"
        r"(?P<x>\d{3}[ -]\d{3}[ -]\d{4}|\d[A-Z][A-Z\d]\d-[A-Z][A-Z\d]\d-[A-Z]{2}\d{2})"
    )


def _labelled(text: str) -> Iterator[Stretch]:
    for match in _label().finditer(text):
        if len(match["x"]) > 1 or match["x"].isdigit():
            yield Stretch(*match.span("x"), "number")
    for match in _spaced().finditer(text):
        yield Stretch(*match.span("x"), "number")


_BARE = (
    re.compile(r"(?<![\dA-Za-z.])(?P<x>\d{17}[\dXx]|\d{15}|\d{3,6}[*＊]{4,}\d{0,4}[\dXx]?)(?![\dA-Za-z])"),
    re.compile(r"(?<![\dA-Za-z.-])(?P<x>\d{3}-\d{2}-\d{4})(?![\d-])"),
    re.compile(r"(?<![\dA-Za-z.])(?P<x>[A-Z]{1,3}-?\d{6,14})(?![\dA-Za-z.]|/\w)"),
)
_LONG = re.compile(r"(?<![\dA-Za-z.×x*^/<>≤≥,-])(?<![<>≤≥] )(?P<x>\d{7,14})(?![\dA-Za-z.,]|[-/]\w)")
_NCT = re.compile(r"NCT\d{8}|ChiCTR[-\d]+")


def _bare(text: str, medicine: Medicine) -> Iterator[Stretch]:
    for pattern in _BARE:
        for match in pattern.finditer(text):
            if not _NCT.match(match["x"]) and medicine.at(*match.span()) is None:
                yield Stretch(*match.span("x"), "number")
    for match in _LONG.finditer(text):
        day = re.fullmatch(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])", match["x"])
        if not (day or _is_result(text, match.start(), match.end(), medicine)):
            yield Stretch(*match.span("x"), "number")


def _is_result(text: str, start: int, end: int, medicine: Medicine) -> bool:
    """Whether a long number has a unit, or the name of a test before it."""
    if re.match(_UNIT, text[end : end + 12], re.IGNORECASE):
        return True
    line = text.rfind("\n", 0, start) + 1
    named = medicine.at(max(line, start - _BEFORE), start)
    return named is not None and not re.search(r"[:：#]\s*$|号|\bid\b", text[named[1] : start], re.IGNORECASE)


_EMAIL = re.compile(r"[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://|ftp://|www\.)[^\s，。；、）)\u4e00-\u9fff]+", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")


def _online(text: str) -> Iterator[Stretch]:
    for match in _EMAIL.finditer(text):
        yield Stretch(*match.span(), "email")
    for pattern in (_URL, _ADDRESS):
        for match in pattern.finditer(text):
            yield Stretch(*match.span(), "handle")
    labels = any_of(words()["handle_labels"])
    handle = (
        rf"(?i:(?<![a-z])(?:{labels}))(?:[ \t]*(?:号|id|ID))?[ \t]*(?:[:：]|为|是)?[ \t]*(?P<x>@?[A-Za-z\d][\w-]{{3,}})"
    )
    for match in re.finditer(handle, text):
        if re.search(r"[\d_@-]", match["x"]) or re.search(r"[:：]", text[match.start() : match.start("x")]):
            yield Stretch(*match.span("x"), "handle")


_MOBILE = re.compile(r"(?<![\d.])(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}[ -]?\d{4}|[*＊]{4}\d{4})(?![\d.])")
_LANDLINE = re.compile(
    r"(?<![\d.-])(?:0\d{2,3}[ -]\d{7,8}|[(（]0\d{2,3}[)）][ -]?\d{7,8})(?:[ -]?(?:转|ext\.?|x)[ ]?\d{2,5})?(?![\d.])"
)
_BRITISH = re.compile(
    r"(?<![\d.-])(?:\+44[ ]?(?:\(0\))?|0)(?:\d{2}[ ]\d{4}[ ]\d{4}|\d{3}[ ]\d{3}[ ]\d{4}|\d{4}[ ]\d{3}[ ]?\d{3})(?!\d)"
)
_AMERICAN = re.compile(
    r"(?<![\d.-])(?:\+?1[ .-])?(?:\(\d{3}\)[ ]?|\d{3}[.-])\d{3}[.-]\d{4}(?:[ ]?(?:x|ext\.?)[ ]?\d{1,5})?(?![\d-]|\.\d)"
)


@cache
def _called() -> tuple[re.Pattern[str], re.Pattern[str]]:
    known = words()
    return (
        re.compile(
            rf"(?i:(?<![a-z])(?:{any_of(known['phone_labels'])}))"
            r"\.?(?:[(（][^)）\n]{1,8}[)）])?[ \t]*[:：|]?[ \t]*(?P<x>\+?[\d(][\d ()./-]{3,}\d)"
        ),
        re.compile(
            rf"(?i:(?<![a-z])(?:{any_of(known['extension_labels'])}))\.?[ \t]*[:：#]?[ \t]*(?P<x>\d{{3,6}})(?!\d)"
        ),
    )


def _phones(text: str, medicine: Medicine) -> Iterator[Stretch]:
    for pattern in (_MOBILE, _LANDLINE, _BRITISH, _AMERICAN):
        for match in pattern.finditer(text):
            yield Stretch(*match.span(), "phone")
    for pattern in _called():
        for match in pattern.finditer(text):
            yield Stretch(*match.span("x"), "phone")
    # Imported here: its tables are large, and only a text that is to be sent needs them.
    from phonenumbers import Leniency, PhoneNumberMatcher

    for region in _REGIONS:
        for found in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            if _looks_called(found.raw_string) and not _is_result(text, found.start, found.end, medicine):
                yield Stretch(found.start, found.end, "phone")


def _looks_called(written: str) -> bool:
    """Whether it is written as telephone numbers are; a row of results is not."""
    if re.search(r"\s{2,}|[/\u3000\n\t]|\d\.\d{1,2}(?!\d)", written):
        return False
    if written.startswith("+"):
        return True
    groups = re.findall(r"\d+", written)
    return written[0] in "0(" and max(map(len, groups)) > 3
