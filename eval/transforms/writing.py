"""Other ways to write the same number, unit, date or character. Moves nothing and adds no word."""

from __future__ import annotations

import re
from datetime import date
from random import Random

from eval.transforms.words import words

_COLUMNS = re.compile(r"\S {2,}\S|\t|\|")
_LIMIT = r"(?!(?:(?!\.\s)[^\n;；,，。])*(?:\d\s*[-–~－]\s*\d|ref|ULN|参考|正常))"
_HB = re.compile(
    r"(?P<name>\b(?:Hgb|Hb|HGB|HB|hemoglobin|haemoglobin)\b|血红蛋白)(?P<gap>[\s:：]*)"
    rf"(?P<number>\d+\.\d) ?(?P<unit>g/dL|g/dl){_LIMIT}"
)
_CREATININE = re.compile(
    r"(?P<name>\b(?:creatinine|creat|Cr|SCr|Scr)\b|血?肌酐)(?P<gap>[\s:：]*)"
    rf"(?P<number>\d{{2,4}}(?:\.\d)?) ?(?P<unit>[uμµ]mol/L){_LIMIT}",
    re.IGNORECASE,
)
_UMOL = 88.42
_ISO = re.compile(r"(?<![\d/.-])(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)(?![\d/-]|\.\d)")
_WORDED = re.compile(
    r"(?<!\d)(?P<d>\d{1,2}) (?P<m>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (?P<y>20\d\d)\b"
)
_CHINESE = re.compile(r"(?<!\d)(?P<y>20\d\d)年(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WIDE = {ord(char): chr(ord(char) + 0xFEE0) for char in "0123456789%()+,:;<=>"}
_WIDE_POINTS = {ord(char): chr(ord(char) + 0xFEE0) for char in "%()<>=+"}


def units(text: str, language: str, chance: Random, amount: float) -> str:
    """The same quantities in other units: exact powers of ten, other names of a unit, creatinine to four figures."""
    text = _HB.sub(lambda m: f"{m['name']}{m['gap']}{float(m['number']) * 10:.0f} g/L", text)
    text = _CREATININE.sub(lambda m: f"{m['name']}{m['gap']}{float(m['number']) / _UMOL:.4g} mg/dL", text)
    for family in words()["same_unit"]:
        longest_first = "|".join(re.escape(unit) for unit in sorted(family, key=len, reverse=True))
        pattern = re.compile(rf"(?<![\w^*])(?:{longest_first})(?![\w/^])")
        text = "\n".join(_renamed(line, pattern, family, chance) for line in text.split("\n"))
    return text


def _renamed(line: str, pattern: re.Pattern[str], family: list[str], chance: Random) -> str:
    same_length = bool(_COLUMNS.search(line))
    return pattern.sub(lambda match: _another(match[0], family, chance, same_length), line)


def _another(unit: str, family: list[str], chance: Random, same_length: bool) -> str:
    others = [one for one in family if one != unit and (not same_length or len(one) == len(unit))]
    return chance.choice(others) if others else unit


def dates(text: str, language: str, chance: Random, amount: float) -> str:
    """Every full date, year included, in another form; where columns are aligned, in one of the same width."""
    return "\n".join(_dates(line, language, chance) for line in text.split("\n"))


def _dates(line: str, language: str, chance: Random) -> str:
    if _COLUMNS.search(line):
        return _ISO.sub(lambda m: f"{m['y']}/{m['m']}/{m['d']}", line)
    if language == "zh":
        made = _ISO.sub(lambda m: f"{m['y']}年{int(m['m'])}月{int(m['d'])}日", line)
        return made if made != line else _CHINESE.sub(lambda m: f"{m['y']}-{int(m['m']):02}-{int(m['d']):02}", line)
    made = _ISO.sub(lambda m: _english(date(int(m["y"]), int(m["m"]), int(m["d"])), chance), line)
    if made != line:
        return made
    return _WORDED.sub(lambda m: f"{m['y']}-{_MONTHS.index(m['m']) + 1:02}-{int(m['d']):02}", line)


def _english(day: date, chance: Random) -> str:
    month = _MONTHS[day.month - 1]
    return chance.choice(
        [f"{day.day} {month} {day.year}", f"{day.day:02}-{month}-{day.year}", f"{month} {day.day}, {day.year}"]
    )


def full_width(text: str, language: str, chance: Random, amount: float) -> str:
    """Digits and signs as full-width characters in a Chinese note, signs alone in an English one."""
    table = _WIDE if language == "zh" else _WIDE_POINTS
    return "\n".join(line if line.startswith("=== NOTE") else line.translate(table) for line in text.split("\n"))
