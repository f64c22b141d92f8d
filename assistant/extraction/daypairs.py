"""Finds day and month without a year, 3/13 or 04-08 or 5.27, and tells them from fractions, ranges, scores and doses.

Slashes make a date unless the words beside say otherwise; dashes and points only where the writing around shows it: a
pair padded with zeros, one in brackets after what was examined, at the head of a line, before what was done that day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scanning import around
from assistant.extraction.writtendate import WrittenDate, may_turn

_PAIR_SIGN = late(r"\d(?=[-/.]\d)")
_PAIR = late(r"(?<![\d/.])(?<!\d[:-])(?<![A-Za-z]-)(\d{4}|\d{1,2})([-/.])(\d{4}|\d{1,2})(?![\d/]|\.\d|-\d(?!\d?/))")
_HEAD_BEFORE = late(
    r"(?:[\u3400-\u9fff]|\b(?:ecg|ekg|echo|ucg|cbc|mri|ct|labs?|bloods?|lft|rft|ana|dna))[\s(]*\($"
    r"|(?:^|[\n。;|])\s*(?:[\[(·*•-]\s*)?$|[①-⑳]$|(?:疫苗|手术|光疗|接种|移植|照射|外伤)史?[:]\s?$|(?:血常规|血象|生化|肝功能?|肾功能?|肝肾功能?|化验|检验|检查|复查|试验|查体|心电图|心超|彩超|超声)\s?$",
    re.IGNORECASE,
)
_HEAD_AFTER = late(
    r"[\s)\]]*[:：]|[\u3400-\u9fff]{1,5}[:：]|\)|\s{2,}[\d|]|\s?[阴阳]性|\s+(?!\d)[A-Za-z\u3400-\u9fff]|[\u3400-\u9fff]{2}|\s?(?:\d{1,2}:\d\d|[上下]午|晨|早)"
)
_TABLE_HEAD = late(r"(?:\|\s*\d{1,2}[.-]\d{1,2}(?:\s+\d{1,2}:\d\d)?\s*)+\|")
_ACTION = "共由从换评打判输清回查采起停入出复签开完接予加减改口静做行转术测检至到已前后后因诊在给排"
"""Chinese characters that follow a bare ``3-20`` or ``3.16`` when it is a date."""


def day_pairs(text: str, language: str, order: str) -> Iterator[WrittenDate]:
    """The pairs of a normalised text that are day and month, or month and year."""
    for match in around(_PAIR_SIGN, 3, _PAIR, text):
        first, sign, second = match[1], match[2], match[3]
        if len(first) == 4 and len(second) == 4:
            continue
        if len(first) == 4:
            if sign != "." and len(second) == 2 and first[:2] in ("19", "20") and int(second) <= 12:
                yield WrittenDate(match.start(), match.end(), int(first), int(second), None)
        elif len(second) == 4:
            if second[:2] in ("19", "20") and int(first) <= 12:
                yield WrittenDate(match.start(), match.end(), int(second), int(first), None)
        elif _is_day_pair(text, match, language):
            dmy = (
                (language == "en" and sign == ".") or (order == "dmy" and (sign == "/" or language == "en"))
            ) and int(second) <= 12
            month, day = (second, first) if dmy or int(first) > 12 else (first, second)
            either = order == "open" and sign == "/" and may_turn(month, day)
            yield WrittenDate(match.start(), match.end(), None, int(month), int(day), either=either)


def _is_day_pair(text: str, match: re.Match[str], language: str) -> bool:
    sign, first, second = match[2], match[1], match[3]
    if sign == "-" and _LEVEL.search(text, max(0, match.start() - 2), match.start()):
        return False
    if (first, second) == ("24", "7") or _beside_fraction(text, match.start(), match.end()):
        return False
    if (
        sign == "/"
        or (sign == "-" and _AT_HOUR.match(text, match.end()))
        or (language == "zh" and any(told(text, match) for told in _TOLD))
    ):
        return True
    padded = len(first) == 2 and len(second) == 2 and "0" in (first[0], second[0])
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if sign == "-":
        if padded:
            return not (after and after in "%/~个天周月年次片岁分mugk") and before not in ("<", ">", "~")
        if language != "zh":
            return _announced_day(text, match.start())
        if (before == "(" and after == ")" and _no_range(text, match)) or _leads_on(text, match):
            return True
        alone = (before == "" and after in ("", "\n")) or (before == after == '"')
        return _acted_on(text, match.end()) or alone or _heads(text, match) or _in_table_head(text, match)
    if language == "zh":
        acted = bool(after) and after in _ACTION and bool(before) and before in "拟于自从至到在、,，（( "
        if acted or (before == "(" and after == ")" and _after_result(text, match.start() - 1)):
            return True
        return _heads(text, match) or _in_table_head(text, match)
    return second[0] == "0" and len(second) == 2 and announced(text.lower(), match.start())


def _leads_on(text: str, match: re.Match[str]) -> bool:
    """Whether a pair is since or after when (3-20以来), or the day at the head of a clause (", 1-20 肺炎好转")."""
    if text.startswith(("以来", "以后", "以前"), match.end()):
        return True
    heads = text[max(0, match.start() - 1) : match.start()] in (",", ";", "。", "、")
    return heads and len(match[3]) == 2 and _THEN_WHAT.match(text, match.end()) is not None


_LEVEL = late(r"(?<![A-Za-z])[LCTS]$")
"""The letter of a vertebra: L3-5 is no day."""
_OF_ALL = late(r"[(\[](?:均为?|都是?|皆为?|同为|[采查检测抽]于|于)\s?$")
_BRACKET_ENDS = late(r"\s?(?:日|号)?\s?[采查检测抽评打]?[)\],;]")


def _said_of_all(text: str, match: re.Match[str]) -> bool:
    """Whether a pair in brackets is said to be the day of several results: (均3-10), (采于3.10)."""
    if not (1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 31):
        return False
    before = text[max(0, match.start() - 5) : match.start()]
    return _OF_ALL.search(before) is not None and _BRACKET_ENDS.match(text, match.end()) is not None


_AFTER_LARGE = late(
    r"(?:\b(?:hb|hgb|plt|qtc|ef|lvef)|血红蛋白|血色素|血小板)[^\d()]{0,4}\d{2,3}(?:\.\d+)?[^\d()]{0,9}$", re.IGNORECASE
)
"""A result whose limits are never so low: "Hb 76g/L(3-10)"."""
_AFTER_WORDS = late(r"(?:(?<!\d)1:\d{2,5}|[阴阳]性?|[(][+-]+[)])\s?$")


def _no_range(text: str, match: re.Match[str]) -> bool:
    """Whether a pair in brackets can be no limits: they run down, or what stands before is a titre or a word."""
    if not (1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 31):
        return False
    before = text[max(0, match.start() - 10) : match.start() - 1]
    if _AFTER_LARGE.search(text[max(0, match.start() - 26) : match.start() - 1]):
        return True
    return int(match[1]) > int(match[3]) > 0 or _AFTER_WORDS.search(before) is not None


_LAST_BEFORE = late(r"(?:末次|最后一次|最近一次|最后1次)(?:是|为|于|在|:|照射|治疗|光疗|接种|注射)?\s?$")
_NO_DOSE = late(r"\s?(?:[天个周月年次片岁级度期分粒支瓶袋]|m?g|ml|%|[\u4e00-\u9fff]?克|万|毫)")


def _last_one(text: str, match: re.Match[str]) -> bool:
    """Whether a pair says when the last of a series was: 末次10.12."""
    if not _LAST_BEFORE.search(text[max(0, match.start() - 10) : match.start()]):
        return False
    fits = 1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 31
    return fits and _NO_DOSE.match(text, match.end()) is None


_TEST_BEHIND = late(
    r"(?:血|尿|复查|查|ecg|ekg|心电图|心超|超声|wbc|hbsag|hcv|hiv|ana|sledai|hcg|alt|plt|hb)", re.IGNORECASE
)
_FREE = late(r"(?:^|[:：;；。,，、\s])$")


def _before_test(text: str, match: re.Match[str]) -> bool:
    """Whether a pair with a dash stands right before a test, behind a sign: "妊娠:7-8血HCG"."""
    fits = match[2] == "-" and 1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 31
    free = fits and _FREE.search(text[max(0, match.start() - 1) : match.start()]) is not None
    return free and _TEST_BEHIND.match(text, match.end()) is not None


_AT_HOUR = late(r"\s(?:[01]?\d|2[0-3]):[0-5]\d(?!\d)")
_THEN_WHAT = late(r"\s[\u3400-\u9fff]{2}")
"""Behind a pair at the head of a clause: ", 1-20 肺炎好转"."""


_TEST_BEFORE = late(
    r"(?:\b(?:qtc[fb]?|ecg|ekg|lvef|ef|echo|ucg|ana|cbc|sledai(?:-?2k)?|pasi|hcg|hbsag|hiv|hcv)|心电图|心超|彩超|超声|血常规|化验|检验|血象)\s?$",
    re.IGNORECASE,
)
_DONE_AFTER = late(r"\s?(?:机器|打|报|查|测|做|采|复查|评|[阴阳]性?|[:：])")


def _after_test(text: str, match: re.Match[str]) -> bool:
    """Whether a pair between a test and what was done is its day: "QTc 3.10机器打 472", "ECG 3-1:"."""
    if not (1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 31):
        return False
    before = _TEST_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
    return before is not None and _DONE_AFTER.match(text, match.end()) is not None


def _announced_day(text: str, start: int) -> bool:
    """Whether a pair with a dash in an English note stands after a word for a day: "labs on 3-10"."""
    return re.search(r"(?i)\b(?:on|labs|dated|since|visit|clinic)\s$", text[max(0, start - 8) : start]) is not None


_COUNTED = "天个周月年次片岁级度期分粒支瓶袋"


def _heads(text: str, match: re.Match[str]) -> bool:
    """Whether a pair stands where the date of an examination does: 生化(11-29):, 5.27:, ⑦…10-19阴性."""
    if not _HEAD_BEFORE.search(text[max(0, match.start() - 16) : match.start()]):
        return False
    after = _HEAD_AFTER.match(text, match.end())
    if after is None or not 1 <= int(match[1]) <= 12 or text[match.end()] in _COUNTED:
        return False
    if match[2] == "." and after[0].lstrip()[:1].isalpha() and int(match[3]) < 13 and not _of_tests(text, match):
        return False  # 1.5 g is a dose, 1.2 诊断 a number of a list
    if text[match.start() - 1 : match.start()] == "(" and after[0].lstrip().startswith(")"):
        # TBIL(5-21): a range beside the name of a result; 生化(5-21): a date.
        name = text[max(0, match.start() - 3) : match.start() - 1]
        return name[-1:] not in tuple("红酐素醇酸酶白氮糖铁钾钠钙重") and name not in ("抗体", "补体")
    return True


_TESTS = late(
    r"\s?(?:门诊|就诊|复诊|来诊|乙肝|丙肝|表面抗原|hbsag|hcv|hiv|抗|血|尿|肝|肾|生化|化验|传染病|感染|心电图|心超|ana|ecg|wbc|hb|plt|alt|ast|sledai)",
    re.IGNORECASE,
)


def _of_tests(text: str, match: re.Match[str]) -> bool:
    """Whether tests are named after a pair of two figures at the head of a line: "3.10 乙肝表面抗原-"."""
    return len(match[3]) == 2 and _TESTS.match(text, match.end()) is not None


def _in_table_head(text: str, match: re.Match[str]) -> bool:
    """Whether a pair is a cell of the first line of a table whose columns are days: |项目|9.2|9.3|."""
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : len(text) if end < 0 else end]
    above = text[text.rfind("\n", 0, max(0, start - 1)) + 1 : max(0, start - 1)]
    cells = line.split("|") if "|" in line else line.split()
    pairs = sum(_CELL.fullmatch((cell.split() or [""])[0]) is not None for cell in cells)
    words = ("项目", "日期", "检验", "指标", "时间")
    if "|" in line:
        named = any(word in line for word in words)
        return "|" not in above and _TABLE_HEAD.search(line) is not None and (pairs > 1 or named)
    return pairs > 1 and pairs >= len(cells) - 3 and (match[2] == "-" or line.strip().startswith(words))


_CELL = late(r"(?:1[0-2]|0?[1-9])[.-](?:[12]\d|3[01]|0?[1-9])")


def _acted_on(text: str, end: int) -> bool:
    tail = re.match(r"(?:[、,至到-]\d{1,2}-\d{1,2})*\s?((?:全|局|腰|静)麻|急诊|.?)", text[end : end + 24])
    return tail is not None and tail[1] != "" and (len(tail[1]) > 1 or tail[1] in _ACTION)


def _after_result(text: str, bracket: int) -> bool:
    before = text[:bracket].rstrip()[-1:]
    return before.isdigit() or before in ("性", ")", "L", "l", "g")


@cache
def _fractions() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = load_words("times")
    before = compiled(rf"(?:(?<![a-z])(?:{any_of(words['fraction_before'])})(?:\s+(?:of|is|was|at|level))?[\s:=(]*)$")
    after = compiled(rf"[\s-]*(?:{any_of(words['fraction_after'])})(?![a-z])")
    return before, after


def _beside_fraction(text: str, start: int, end: int) -> bool:
    before, after = _fractions()
    return bool(before.search(text[max(0, start - 24) : start].lower()) or after.match(text[end : end + 14].lower()))


def announced(lower: str, start: int) -> bool:
    """Whether a word before a bare month says that it is one: "in May"."""
    before = lower[max(0, start - 16) : start].rstrip()
    return bool(before) and _bare_ok().search(before) is not None


@cache
def _bare_ok() -> re.Pattern[str]:
    return compiled(rf"(?:(?<![a-z])(?:{any_of(load_words('times')['before_bare_month'])}))$")


_TEST_IN_FRONT = late(
    r"(?:hbs?v?-?(?:ag|ab|dna)|hb[sec]ag|hcv(?:抗体)?|hiv(?:抗体)?|ag/ab|抗体|抗原|心电图|动态心电图|心脏?超声?|心脏彩超|心彩超|超声|彩超|超声心动图"
    r"|\becg|\bekg|\becho|\bana|抗核抗体|\bqtc|sledai(?:-?2k)?|血常规|血象|生化|肝功能?|肾功能?|肝肾功能?|尿常规|尿蛋白|丙肝|乙肝"
    r"|梅毒|艾滋|hcg|b超|[三四五六七八九]项|两对半|免疫|感染筛查|传染病)\s?[(]$",
    re.IGNORECASE,
)
_POINTED = late(r"(?:19|20)\d\d\.\d{1,2}\.\d{1,2}")


def _bracketed_after_test(text: str, match: re.Match[str]) -> bool:
    """Whether a pair in brackets behind a test is its day, in a note that writes days so: HIV(11.10)阴性."""
    if not text.startswith(")", match.end()) or not (1 <= int(match[1]) <= 12 and 1 <= int(match[3]) <= 31):
        return False
    if _TEST_IN_FRONT.search(text, max(0, match.start() - 12), match.start()) is None:
        return False
    return match[2] == "-" or len(match[3]) == 2 or _POINTED.search(text) is not None


_TOLD = (_said_of_all, _last_one, _after_test, _before_test, _bracketed_after_test)
"""What makes a pair of a Chinese note a day whatever its sign."""
