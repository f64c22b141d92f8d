"""What the words around a date say of it: a visit's, the writing's, another day's, a document's name. Ranks nothing."""

from __future__ import annotations

import re
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import any_of, load_words


@cache
def signed_by() -> re.Pattern[str]:
    """A line that ends a record with who signed it, before the date."""
    words = any_of(load_words("note_dates")["signed_by"])
    return compiled(rf"^[\s*\[(-]*(?:{words})[^;。\n]{{0,50}}$")


def names_no_event(before: str) -> bool:
    """Whether the words before a closing date are a name, an office or nothing."""
    if re.search(r"[\u4e00-\u9fff]", before):
        return (
            before.rstrip(" :,").endswith(("科", "院", "医师", "医生", "室", "组", "中心", "部")) or not before.strip()
        )
    words = re.findall(r"[A-Za-z'&-]+", before)
    return len(words) <= 6 and all(word[0].isupper() or word in ("of", "and", "for", "the") for word in words)


WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?|周.|星期.)?"


@cache
def _labels() -> list[tuple[str, re.Pattern[str]]]:
    words = load_words("note_dates")
    link = rf"(?:(?:on|the|at|date|time|日期|时间|of|is|was)?(?:(?<=[a-z]), )?[\s:(/*_=-]*{WEEKDAY})"
    return [
        (name, compiled(rf"(?:(?<![a-z])(?:{any_of(words[name])}))\s*{link}\s*$"))
        for name in ("never", "visit", "late", "written")
    ]


@cache
def to_come() -> re.Pattern[str]:
    """Words for a visit that is still to come."""
    words = load_words("note_dates")["visits_to_come"]
    latin = any_of(word for word in words if word.isascii())
    return compiled(rf"(?<![a-z])(?:{latin})(?![a-z])|" + any_of(word for word in words if not word.isascii()))


@cache
def to_come_in_title() -> re.Pattern[str]:
    """Words that make the date of a title that of something to come."""
    words = load_words("note_dates")["title_never"]
    latin = any_of(word for word in words if word.isascii())
    return compiled(rf"(?<![a-z])(?:{latin})(?![a-z])|{any_of(word for word in words if not word.isascii())}")


@cache
def _other_visit() -> re.Pattern[str]:
    words = load_words("note_dates")["other_visit"]
    latin = any_of(word for word in words if word.isascii())
    chinese = any_of(word for word in words if not word.isascii())
    return compiled(rf"(?:(?<![a-z])(?:{latin})(?![a-z])(?: [a-z]+){{0,2}}|(?:{chinese})[^\s,，。;]{{0,3}}) ?$")


_VERSION = late(r"(?:\bv\s?\d+\.\d+|version\s?\d[\d.]*|版本?\s?\d[\d.]*|\d\s?版)[,(]? ?$")


def label_of(line: str) -> str | None:
    """Which list the words right before a date belong to; the longest words decide (入院日期, not 日期)."""
    found = [(match.start(), name) for name, pattern in _labels() if (match := pattern.search(line))]
    if not found:
        return None
    start, name = min(found, key=lambda item: item[0])
    if name in ("visit", "written") and (_other_visit().search(line[:start]) or _VERSION.search(line[:start])):
        return "never"
    if (
        start
        and "\u4e00" <= line[start - 1] <= "\u9fff"
        and line[start : start + 2] in ("日期", "时间", "今日", "报告")
    ):
        return "never"  # 手术日期, 起病时间: the day of something else
    return name


@cache
def of_another_day() -> re.Pattern[str]:
    """Words right behind a date that make it the day of something else."""
    words = load_words("note_dates")["never_behind"]
    latin = any_of(word for word in words if word.isascii())
    return compiled(rf"\s*(?:(?:{latin})(?![a-z])|(?:{any_of(word for word in words if not word.isascii())}))")


@cache
def document_words() -> re.Pattern[str]:
    """What a document is called, at the end of the words before its date."""
    words = load_words("note_dates")["documents"]
    latin = any_of(word for word in words if word.isascii())
    chinese = any_of(word for word in words if not word.isascii())
    return compiled(rf"(?:(?<![a-z])(?:{latin})(?![a-z])|(?:{chinese}))(?: ?#?\d{{1,2}}(?!\d))?[^.;。；\d]{{0,16}}$")


def names_document(before: str) -> bool:
    """Whether the words before a date are what the document is called: "Rheumatology letter,", 门诊病历."""
    before = re.sub(r"(?:\b(?:hd|day|pod|v)|第)\s?#?\s?\d{1,2}(?:天|次)?\W*$", "", before)
    head = re.split(r"[;。；]|\. ", re.sub(r"\([^()\n]{0,16}\)\s*$", "", before))[-1]
    return len(head) < 60 and document_words().search(head) is not None


@cache
def no_documents() -> re.Pattern[str]:
    """Words that tell of an event rather than name a document."""
    return compiled(rf"(?<![a-z])(?:{any_of(load_words('note_dates')['no_documents'])})(?![a-z])")


def short_head(before: str) -> bool:
    """Whether a few words that name no event stand before a date at the end of the first line."""
    few = len(before.split()) <= 4 and len(before) <= 36
    return (
        few
        and not re.search(r"[\d;。]|\b(?:on|at|in|to|with|of|for)\s*$", before)
        and not no_documents().search(before)
    )
