"""Finds written dates (day, month, year in any style), without resolving those that lack a year.

Numbers are no dates by default: a pair such as 3/13 or 04-08 must be a possible day and must not stand where
fractions, ranges, scores or doses do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.extraction.covered import Covered
from assistant.extraction.daypairs import announced, day_pairs
from assistant.extraction.dayranges import closing_day, not_closing_day
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scanning import around, around_any
from assistant.extraction.stretches import day_stretches, month_stretches
from assistant.extraction.writtendate import WrittenDate, may_turn

__all__ = ["WrittenDate", "full_year", "slashed", "spelled_number", "written_dates"]

_TRIPLE = late(r"(?<![\d/.-])(?<!\d:)(\d{4}|\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{1,2})(?!\d|[-/.]\d)")
_TRIPLE_SIGN = late(r"\d(?=([-/.])\d\d?\1\d)")
_CJK_SIGN = late(r"\d\s?月")
_CJK = late(
    r"(?:(?P<word>[去今前本明同]年)|(?<![\d.])(?P<year>(?:19|20)?\d\d)\s?年)?\s?(?<![\d.-])(?P<month>1[0-2]|0?[1-9])\s?月"
    r"(?:\s?(?P<day>[12]\d|3[01]|0?[1-9])\s?(?:[日号]|(?![\d.]|\s?[个周天年月余多/-]))|份?(?P<part>初|底|末|上旬|中旬|下旬)|(?P<fen>份))?"
)
_NUMERAL = "〇零一二三四五六七八九十廿○两千"
_SPELLED_SIGN = late(r"[一二三四五六七八九十]月")
_SPELLED = late(
    rf"(?:(?P<year>(?:两千)?[{_NUMERAL}]{{2,4}})年|(?P<word>[去今前本明同]年))?(?P<month>十[一二]?|[一二三四五六七八九])月"
    rf"(?:份)?(?:(?P<day>[二三]?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|[一二三四五六七八九])[日号]|(?P<part>初|底|末|上旬|中旬|下旬))?"
)
_SPELLED_YEAR = late(rf"(?P<year>[二一两][千九〇零○][{_NUMERAL}]{{2}})年(?![{_NUMERAL}])")
_COMPACT_SIGN = late(r"[12][09]\d{6}")
_COMPACT = late(r"(?<![\dA-Za-z#:.-])((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?![\dA-Za-z.])")
_CJK_YEAR_SIGN = late(r"\d\s?年")
_CJK_YEAR = late(
    r"(?<![\d.])((?:19|20)\d\d|[0-2]\d)\s?年(?!\s?\d{1,2}\s?月|[余多前来内后龄级]|半(?!年))(初|底|末|中|春|夏|秋|冬)?"
)


def full_year(digits: str) -> int:
    """The year of two or four digits; two digits up to 40 are of this century."""
    number = int(digits)
    if len(digits) > 2:
        return number
    return number + (2000 if number <= 40 else 1900)


def slashed(text: str, whole_years: bool = False) -> Iterator[tuple[int, int, int]]:
    """First and second figure and year of the dates with slashes or dashes whose order has to be known."""
    for match in around(_TRIPLE_SIGN, 3, _TRIPLE, text):
        if match[2] == "." or len(match[1]) == 4 or len(match[4]) not in (() if whole_years else (2,)) + (4,):
            continue
        yield int(match[1]), int(match[3]), full_year(match[4])


def written_dates(text: str, language: str, order: str) -> list[WrittenDate]:
    """All written dates of a normalised text, in order, none overlapping."""
    found: list[WrittenDate] = []
    taken = Covered()
    for candidates in (
        _roc(text) if language == "zh" else (),
        day_stretches(text) if language == "zh" else (),
        month_stretches(text) if language == "zh" else (),
        _triples(text, language, order),
        _year_pairs(text),
        _chinese(text),
        _spelled(text),
        _named_months(text),
        day_pairs(text, language, order),
        _year_points(text) if language == "zh" else (),
        _compact(text),
        _years(text),
    ):
        for date in candidates:
            if date.plausible and not taken.meets(date.start, date.end):
                taken.add(date.start, date.end)
                found.append(date)
    return sorted(found, key=lambda date: date.start)


_ROC = late(
    r"(?<![\d./-])(?:(?P<era>民国)\s?)?(?P<year>1[0-3]\d|[89]\d)(?:年|(?P<sign>[/.-]))\s?(?:(?P<month>1[0-2]|0?[1-9])(?:月|(?![\d])(?!%))"
    r"(?:(?:(?P=sign))?\s?(?P<day>[12]\d|3[01]|0?[1-9])(?:日|(?!\d)))?)?"
)
_ROC_ERA = 1911


def _roc(text: str) -> Iterator[WrittenDate]:
    """Dates of Taiwan's calendar (民國115年10月8日, 114/11/6, 109年), in notes that use it at least once."""
    if not ("民国" in text or any(around(_ROC_SIGN, 0, _ROC_DAY, text))):
        return
    for match in _ROC.finditer(text):
        sign, month = match["sign"], match["month"]
        if (sign and not month) or (sign and not match["day"] and sign != "/"):
            continue
        if not match["era"] and len(match["year"]) < 3:
            continue
        yield WrittenDate(
            match.start(), match.end(), int(match["year"]) + _ROC_ERA, int(month) if month else None,
            int(match["day"]) if match["day"] else None,
        )  # fmt: skip


_ROC_SIGN = late(r"1[01]\d/")
_ROC_DAY = late(r"(?<![\d/.])1[01]\d/(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])(?![\d/])")


def _triples(text: str, language: str, order: str) -> Iterator[WrittenDate]:
    for match in around(_TRIPLE_SIGN, 3, _TRIPLE, text):
        first, middle, last = match[1], match[3], match[4]
        if len(first) == 4 or (
            len(first) <= 2 and language == "zh" and len(last) <= 2 and len(first) == 2 and int(first) > 12
        ):
            year, month, day = first, middle, last
        elif match[2] == "." or (order == "dmy" and int(middle) <= 12) or int(first) > 12:
            if language == "zh" and len(last) <= 2 and match[2] == ".":
                year, month, day = first, middle, last
            else:
                day, month, year = first, middle, last
        else:
            month, day, year = first, middle, last
        if len(year) in (2, 4) and not (len(year) == 2 and int(year) > 45):
            either = order == "open" and match[2] != "." and len(first) <= 2 and may_turn(month, day)
            yield WrittenDate(match.start(), match.end(), full_year(year), int(month), int(day), either=either)


def _chinese(text: str) -> Iterator[WrittenDate]:
    if "月" not in text:
        return
    shifts = load_words("times")["years"]
    parts = load_words("times")["parts"]
    for match in around(_CJK_SIGN, 9, _CJK, text):
        day, part = match["day"], match["part"]
        year = full_year(match["year"]) if match["year"] else None
        shift = shifts[match["word"]] if match["word"] else None
        if day is None and part is None and match["fen"] is None and not _bare_month(text, match, year, shift):
            continue
        if day is None and year is not None and match["year"] is not None and len(match["year"]) == 2 and year < 2010:
            continue
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        yield WrittenDate(
            start,
            match.end(),
            year,
            int(match["month"]),
            int(day) if day else None,
            parts.get(part) if part else None,
            shift,
        )


_DIGITS = {char: str(index) for index, char in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0", "两": "2"}


def spelled_number(text: str) -> int | None:
    """The number below 10,000 that Chinese numerals write: 三十四, 一百零五, 二〇二六."""
    if not text:
        return None
    if not any(unit in text for unit in "十百千廿"):
        digits = "".join(_DIGITS.get(char, "") for char in text)
        return int(digits) if len(digits) == len(text) else None
    total = figure = 0
    for char in text.replace("廿", "二十"):
        if char in _DIGITS:
            figure = int(_DIGITS[char])
        else:
            scale = {"十": 10, "百": 100, "千": 1000}.get(char)
            if scale is None:
                return None
            total += (figure or 1) * scale
            figure = 0
    return total + figure


def _spelled(text: str) -> Iterator[WrittenDate]:
    """Dates in Chinese numerals: 二〇二六年三月三十日, 十月二十八号, 今年三月."""
    if "月" not in text and "年" not in text:
        return
    shifts, parts = load_words("times")["years"], load_words("times")["parts"]
    for match in around(_SPELLED_SIGN, 12, _SPELLED, text):
        year, word, day, part = match["year"], match["word"], match["day"], match["part"]
        if not (year or word or day or part):
            continue
        before = text[match.start() - 1 : match.start()]
        if not (year or word) and day is None and before in _NUMERAL + "个":
            continue
        number = spelled_number(year.removeprefix("两千")) if year else None
        if year and number is not None and number < 100:
            number += 2000
        yield WrittenDate(
            match.start(), match.end(), number, spelled_number(match["month"]), spelled_number(day) if day else None,
            parts.get(part) if part else None, shifts[word] if word else None,
        )  # fmt: skip
    for match in _SPELLED_YEAR.finditer(text):
        number = spelled_number(match["year"])
        if match["year"].startswith("两千"):
            number = 2000 + (spelled_number(match["year"].removeprefix("两千").lstrip("零〇")) or 0)
        if number is not None:
            yield WrittenDate(match.start(), match.end(), number, None, None)


_OF_A_TEST = late(
    r"(?:心电图|超声|彩超|心超|心彩超|血常规|血象|生化|肝功能?|肾功能?|化验|检查|复查|抗体|病毒|[四五八三]项|[阴阳]性?"
    r"|(?:\b(?:ecg|ekg|ucg|echo|qtc[fb]?|ana|l?vef|ef|hb|hgb|plt|wbc|alt|ast|cr|scr|tbil|sledai(?:-?2k)?)|血小板|血红蛋白|肌酐"
    r"|滴度|评分)[^()\d]{0,5}(?:1:)?[\d.]*\s?(?:ms|%|分|[gu]/l)?)$",
    re.IGNORECASE,
)
"""Before a month in brackets that is then no length: 心电图(1月)."""


_LAST_OF_ALL = late(
    r"(?:最后一?[次针回剂支]|最后1[次针]|末[次针]|末一[次针]|最近一[次针])(?:给药|注射|输注|用药)?(?:大概|约)?[是为在于:,]?\s?$"
)
"""Before a month that is then no length: 最后一次是9月."""


def _bare_month(text: str, match: re.Match[str], year: int | None, shift: int | None) -> bool:
    """Whether 5月 is May rather than five months."""
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if after and after in "前来内后经" and year is not None and (str(year) in match[0] or _is_late(match)):
        return True  # 2026年1月前 and 26年1月前 are before January; only a year tells it from "a month ago"
    if after and after in "余多前来内后龄经":
        return False
    if year is not None or shift is not None:
        return True
    if before == "(" and after == ")" and _OF_A_TEST.search(text[max(0, match.start() - 20) : match.start() - 1]):
        return True
    if _LAST_OF_ALL.search(text, max(0, match.start() - 12), match.start()):
        return True
    if before and before in "近后已共约每第满半过前隔续用达":
        return False
    return bool(after) and after in "起开因在查停于至到的行出入复做测检减改调降升换"


def _is_late(match: re.Match[str]) -> bool:
    """Whether two figures are a year of late: nobody counts 26 years and one month."""
    return match["year"] is not None and len(match["year"]) == 2 and 15 <= int(match["year"]) <= 35


@cache
def _named() -> re.Pattern[str]:
    words = load_words("times")
    months = any_of(words["months"])
    parts = any_of(word for word in words["parts"] if word.isascii())
    ordinals = any_of(words["ordinals"])
    return compiled(
        rf"(?<![a-z\d/.])(?:(?P<d1>[0-3]?\d)(?:st|nd|rd|th)?(?:\s+of\s+|[\s-]*)|(?P<ordinal>{ordinals})\s+of\s+|(?P<part>{parts})[\s-]+)?(?<![a-z])"
        rf"(?P<month>{months})(?![a-z])\.?"
        rf"(?:[\s-]{{0,3}}(?P<d2>[0-3]?\d)(?:st|nd|rd|th)?(?![\d%]|:\d|/\d|\s*(?:mg|g|ml|%|am|pm|weeks|days|months|{months})\b|\.\d))?"
        r"(?:,?\s*-?\s*(?:of\s+)?(?P<year>(?:19|20)\d\d)(?!\d)|(?:-|,?\s?')(?P<short>\d\d)(?!\d)|\s(?P<spaced>2\d)(?![\d.:/%]|\s*(?:mg|g|ml|u|iu|x)\b)"
        r"|\s+(?:of\s+)?(?P<shift>last|this)\s+year(?![a-z]))?"
    )


@cache
def _month_signs() -> tuple[tuple[re.Pattern[str], int], ...]:
    """A month alone, with the day before it, and with a word such as "beginning of" or "first of" before it."""
    words = load_words("times")
    month = rf"(?:{any_of(words['months'])})(?![a-z])"
    leads = any_of([*words["ordinals"], *(word for word in words["parts"] if word.isascii())])
    return (
        (compiled(month), 0),
        (compiled(rf"\d(?:st|nd|rd|th)?(?:\s+of\s+|[\s-]*){month}"), 1),
        (compiled(rf"(?:{leads})(?:\s+of\s+|[\s-]+){month}"), 0),
    )


_LAST_DAY = late(
    r"\s?(?:-|\u2013|to|through|thru|until|till|and|&)\s?(?P<day>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)(?!\d)"
)
"""The last day of a stretch in one month, with the year of both: May 2 to 9, 2026."""


def _stay(lower: str, match: re.Match[str]) -> list[WrittenDate]:
    """The first and the last day of a stretch whose year stands at its end."""
    last = _LAST_DAY.match(lower, match.end())
    if last is None or not match["d2"] or match["d1"] or match["ordinal"] or match["year"] or match["short"]:
        return []
    year, month = int(last["year"]), int(load_words("times")["months"][match["month"]])
    return [
        WrittenDate(match.start(), match.end(), year, month, int(match["d2"])),
        WrittenDate(last.start("day"), last.end(), year, month, int(last["day"])),
    ]


def _named_months(text: str) -> Iterator[WrittenDate]:
    words = load_words("times")
    lower = text.lower()
    for match in around_any(_month_signs(), _named(), lower):
        first, second = match["d1"], match["d2"]
        if match["ordinal"]:
            first = str(words["ordinals"][match["ordinal"].replace(" ", "-")])
        year = match["year"] or match["short"]
        end = match.end()
        year, end = not_closing_day(lower, match, year, end)
        if match["spaced"]:
            if first and not second:
                year = match["spaced"]
            else:
                end = match.start("spaced") - 1
        if stay := _stay(lower, match):
            yield from stay
            continue
        if first and second:
            short = not year and _short_year(lower, match)
            end, year, second = (end, second, None) if short else (match.end("month"), None, None)
        day = first or second
        capital = text[match.start("month")].isupper()
        since = lower[max(0, match.start("month") - 6) : match.start("month")] == "since "
        shift = {"last": -1, "this": 0}.get(match["shift"] or "")
        if not (day or year) and not (capital or match["part"] or since or shift is not None):
            continue
        named = day or year or match["part"] or shift is not None or _is_visit(lower, end)
        if not named and not announced(lower, match.start("month")):
            continue
        if not capital and match["month"] in ("may", "mar") and lower[end : end + 4] in (" be ", " hav", " nee"):
            continue
        part = words["parts"].get(match["part"]) if match["part"] else None
        month = int(words["months"][match["month"]])
        end -= text[end - 1] == "."
        last = closing_day(lower, end) if day and not year else ()
        yield from (WrittenDate(start, stop, told, month, second) for start, stop, told, second in last)
        whole = _year_told(year, last)
        yield WrittenDate(match.start(), end, whole, month, int(day) if day else None, part, shift)


_YEAR_PAIR = late(
    r"(?P<word>[去今前本]年)\s?(?P<month>1[0-2]|0?[1-9])[./-](?P<day>[12]\d|3[01]|0?[1-9])(?![\d%]|[./-]\d)"
)


def _year_pairs(text: str) -> Iterator[WrittenDate]:
    """Day and month with a word for the year: 今年3.1."""
    shifts = load_words("times")["years"]
    for match in _YEAR_PAIR.finditer(text) if "年" in text else ():
        yield WrittenDate(
            match.start(), match.end(), None, int(match["month"]), int(match["day"]), None, shifts[match["word"]]
        )


_VISIT = late(
    r"\s+(?:visit|appointment|clinic|review|consultation|letter|check|follow-up|admission|bloods?|labs?|sample|scan|echo"
    r"|ecg|ekg|tracing|assessment|score|results?|tests?|note)\b"
)


_CELL_ENDS = late(r"\s{2,}|[ \t]*(?:$|[\n|,;)]|\.(?:\s|$))")


def _short_year(lower: str, match: re.Match[str]) -> bool:
    """Whether two figures behind day and month are the year: 9-Jun-26, "9 Jun 26" in the head of a table."""
    if match[0].endswith(f"-{match['d2']}") and len(match["d2"]) == 2:
        return True
    spaced = lower[match.start("d2") - 1 : match.start("d2")] == " " and len(match["d2"]) == 2 and match["d2"][0] == "2"
    return spaced and _CELL_ENDS.match(lower, match.end("d2")) is not None


def _year_told(year: str | None, last: Sequence[tuple[int, int, int, int]]) -> int | None:
    return last[0][2] if last else full_year(year) if year else None


def _is_visit(lower: str, end: int) -> bool:
    """Whether a month names a visit or test: "the December visit"."""
    return _VISIT.match(lower, end) is not None


def _compact(text: str) -> Iterator[WrittenDate]:
    for match in around(_COMPACT_SIGN, 0, _COMPACT, text):
        if not re.search(r"(?i)(?:号|no\.?|id|mrn|码)[:\s]*$", text[max(0, match.start() - 6) : match.start()]):
            yield WrittenDate(match.start(), match.end(), int(match[1]), int(match[2]), int(match[3]))


_YEAR_SIGN = late(r"[12][90]\d\d")


@cache
def _year_patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    leads = any_of([word for word in (*words["parts"], *words["seasons"]) if word.isascii()])
    year = compiled(
        rf"(?:(?<![a-z])(?P<part>{leads})(?:\s+of)?[\s-]+)?"
        r"(?:(?<![\d.,/<>=$#a-z-])(?<!\d:)|(?<=[ (]19\d\d-)|(?<=[ (]20\d\d-))"
        r"(?P<year>(?:19[3-9]|20[0-4])\d)(?![\d%a-z]|[.,:/]\d|-(?!(?:19|20)\d\d(?![\d-]))\d{3})"
    )
    before = compiled(rf"(?:(?<![a-z])(?:{any_of(words['year_before'])})[\s:./-]*)$")
    after = compiled(rf"[\s/-]*(?:{any_of(words['year_after'])})(?![a-z])")
    return year, compiled(rf"(?:{leads})(?:\s+of)?[\s-]+[12]"), before, after


_YEAR_POINT = late(r"(?<![\d.])(20[0-4]\d)\.(1[0-2]|0?[1-9])(?![\d.%]|\s*(?:mg|g|ml|x))")


def _year_points(text: str) -> Iterator[WrittenDate]:
    """Year and month with a point, in Chinese notes: 2025.3-2025.9."""
    for match in _YEAR_POINT.finditer(text):
        yield WrittenDate(match.start(), match.end(), int(match[1]), int(match[2]), None)


def _years(text: str) -> Iterator[WrittenDate]:
    lower = text.lower()
    year, lead, before, after = _year_patterns()
    for match in around(_CJK_YEAR_SIGN, 4, _CJK_YEAR, text) if "年" in text else ():
        tail = match[2]
        if len(match[1]) == 2 and (not 10 <= int(match[1]) <= 35 or not (tail or _year_not_length(text, match))):
            continue
        if after.match(lower, match.end()):
            continue
        yield WrittenDate(match.start(), match.end(), full_year(match[1]), None, None, _part(tail))
    for match in around_any(((_YEAR_SIGN, 0), (lead, 0)), year, lower):
        if before.search(lower[max(0, match.start() - 12) : match.start()]) or after.match(lower, match.end()):
            continue
        last = _range_end(lower, match)
        end = match.end() + (3 if last else 0)
        yield WrittenDate(match.start(), end, int(match["year"]), None, None, _part(match["part"]), None, last)


def _range_end(lower: str, match: re.Match[str]) -> int | None:
    """The second year of 2020-21."""
    tail = re.match(r"-(\d\d)(?![\d.-])", lower[match.end() : match.end() + 5])
    year = int(match["year"])
    last = year // 100 * 100 + int(tail[1]) if tail else 0
    return last if year < last <= year + 20 else None


def _part(word: str | None) -> str | None:
    if not word:
        return None
    times = load_words("times")
    return word if word in times["seasons"] else times["parts"].get(word)


def _year_not_length(text: str, match: re.Match[str]) -> bool:
    """Whether 22年 is 2022 rather than 22 years."""
    after = text[match.end() : match.end() + 1]
    return bool(after) and after in "的起因在查确诊就做"
