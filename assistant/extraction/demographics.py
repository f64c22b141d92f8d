"""Reads the patient's age, birth date and sex. Does not compute an age from a birth date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.frame import Frame, TimeMention
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.numberwords import NUMBER_WORDS
from assistant.extraction.resolving import resolve
from assistant.extraction.resources import any_of, load_words
from assistant.extraction.scanning import around, around_any
from assistant.extraction.seldomages import seldom_ages
from assistant.extraction.writtendate import WrittenDate
from rules.dates import DateInterval

_ADULT = (1, 119)
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_SPELLED = rf"(?:{_TENS})(?:[- ](?:{_ONES}))?|(?:{_ONES})|{_TEENS}"
_SEX = r"(?P<sex>female|male|woman|man|lady|gentleman|girl|boy|f|m|女|男)"
_ZH_DIGITS = "〇零一二三四五六七八九十百两"
_ZH_PAST = (
    "时|起|以|前|那|左右|即|因|开始|发病|停经|绝经|闭经|初潮|来潮|自然绝经|月经|诊断|确诊|发现|患(?!者)|结婚|生育|生[子女]"
    "|去世|死于|病故|手术|行|做|摔|阑尾|扁桃|骨折|切|剖|得|曾"
)
_AGE = late(
    rf"(?<![\w.,/:$-])(?P<n>\d{{1,3}}|{_SPELLED})(?:"
    # 36-year-old, 58 y.o., 36 y/o F, 34 yrs old, 45 years of age, a 26yo
    r"[\s-]{0,2}(?:years?|yrs?|yr\.?|y)\.?[\s/-]{0,2}(?:old|of age|o\b\.?)"
    r"|[\s-]?yo\b|[\s-]?y/o\b|\s?y\.\s?o\.?"
    # 36 F, 54F, 47 year male
    r"|[\s-]?(?:years?[\s,-]*)?/?\s?(?:f|m)(?![\w/'-]|\.\w)|\s?years?,?\s(?=(?:female|male|woman|man)\b)"
    r"|[\s-]{0,2}(?:years?|yrs?|y)[\s,]*(?=/\s?(?:f|m|female|male)\b)|\s?/\s?(?=(?:female|male)\b)"
    r")"
    r"|\b(?:aged?|age is|age:)[\s:=]{1,6}(?:of\s)?(?P<aged>\d{1,3})"
    r"(?!\s?[-/%\d]|\s?\.\d|\s?(?:months?|weeks?|days?|hours?|mo\b|s\b))"
    r"|(?:^|[\s,;(])(?:f|m|female|male|woman|man|gentleman|lady)(?:\s?[,/]\s?|\s(?=\d{2}\s?(?:y\b|yrs?\b|years?\b)))(?P<after>\d{1,3})(?![\d/%-]|\.\d)(?!\s?(?:kg|cm|mg|months?|days?|weeks?|mm|ml))"
    # 女/33, 男 41Y, 女,34
    r"|[女男](?:性|的|士)?\s?[/,、|]?\s{0,2}(?P<beside>\d{1,3})(?![\d./%:-])(?=\s?y\b|\s?(?:周)?岁|[\s,。;|/]|$)(?!\s?(?:kg|cm|mg|床|号|例))"
    rf"|(?<![{_ZH_DIGITS}第])(?P<spelled>[{_ZH_DIGITS}]{{2,4}})\s?(?:周)?岁(?!(?:{_ZH_PAST}))"
    r"|年龄[\s:]{0,4}(?P<zhage>\d{1,3})|(?:(?<![\d.\-/])|(?<=[\s:。][1-9]\.)|(?<=^1\.))(?P<zh>\d{1,3})\s?(?:周)?岁"
    rf"(?!(?:{_ZH_PAST}))"
    # SLE, 37, 72kg; SLE pt, 44, male; 今年五十八了
    r"|,\s?(?P<bare>\d{2})\s?,\s?(?=\d{2,3}(?:\.\d)?\s?(?:kg|公斤|千克)|(?:fe)?male\b|[fm]\b|[男女])"
    # Ms F., 38.
    r"|\bm(?:rs?|s|iss)\.?\s(?:[a-z]\.?\s?){1,3},\s?(?P<titled>\d{2})(?=[.,;\s])"
    rf"|(?<=今)年\s?(?P<nian>\d{{2}}|[{_ZH_DIGITS}]{{2,4}})(?=[了,。;、\s]|$)"
)
_AGE_ENDS = r"y(?:ear|r|[.,\s/o-])|/\s?[fm]|[fm](?![\w/'-]|\.\w)"
_AGE_SIGNS = (
    (late(r",\s?\d{2}\s?,"), 0),
    (late(r"\bm(?:rs?|s|iss)\b"), 0),
    (late(rf"\d[\s-]{{0,2}}(?:{_AGE_ENDS}|周?岁)"), 2),
    (late(rf"[yneorxt][\s-]{{0,2}}(?:{_AGE_ENDS})"), 12),
    (late(r"age"), 0),
    (late(r"[neymf][\s,/]{1,3}\d"), 10),
    (late(rf"[女男年{_ZH_DIGITS}]"), 0),
)
"""Where an age may stand, and how far before that it may begin: 36 y, forty-two y, aged, man, 45, 女."""
_AGE_BEGINS = late(rf"[\d\s,;(女男年{_ZH_DIGITS}]|[a-z](?<!\w.)")
_BIRTH_SIGN = late(r"d\.?o\.?b|date of birth|birth|born|b\.\s?\d|出生|生[日于年]")
_SEX_SIGN = late(r"sex|gender|性")
_BIRTH = late(
    r"\b(?:d\.?o\.?b\.?|date of birth|birth ?date|born(?: on| in)?)\b(?:[\s.…_]{4,70}|[\s:=(]{0,4})"
    r"|(?<![a-z])b\.\s?(?=(?:19|20)\d\d|\d{1,2}[/.-])"
    r"|(?:出生日期|出生年月日?|出生于?|生日|生于|生年月日)[\s:]{0,4}(?=[\d一二两民])"
)
_SEX_LABEL = late(
    r"\b(?:sex|gender)(?: assigned at birth)?\s*[:=/]?\s*(female|male|f|m|woman|man)\b"
    r"|性\s{0,4}别\s*[:：]?\s*(?:□\s*[男女]\s*)?[☑√]?\s*(?<!□)([男女])(?!\s*□\s*[男女]\s*[☑√])"
)
_SEX_BOXES = late(
    r"(?:\b(?:sex|gender)\b|性\s{0,4}别)\s*[:：]?\s*(?:(?:□|\[ ?\]|\( ?\))\s*(?:female|male|f|m|女|男)(?:性)?[\s/,]*)?"
    r"(?:☑|√|\[[x√]\]|\([x√]\))\s*(female|male|f|m|女|男)(?![a-z])"
)
_BESIDE = late(
    r"(?P<female>\b(?:female|woman|lady|girl|f)\b|(?<=\d)f\b|女)|(?P<male>\b(?:male|man|gentleman|boy|m)\b|(?<=\d)m\b|男)"
)
_DECADES = late(r"\d0s\b")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    words = load_words("demographics")
    latin = {
        key: any_of(word for word in words[key] if word.isascii() and len(word) > 1)
        for key in ("female", "male", "she", "he", "relatives")
    }
    return {
        "female": compiled(rf"\b(?:{latin['female']})\b|女性|女士|(?<![子儿])女(?=[,，\s、。]|患|$)"),
        "male": compiled(rf"\b(?:{latin['male']})\b|男性|(?<!子)男(?=[,，\s、。]|患|$)"),
        "she": compiled(rf"\b(?:{latin['she']})\b|她"),
        "he": compiled(rf"\b(?:{latin['he']})\b|(?<![其])他(?![汀克莫昔巴林达唑])"),
        "relatives": compiled(
            rf"\b(?:{latin['relatives']})\b|" + any_of(w for w in words["relatives"] if not w.isascii() and len(w) > 1)
        ),
    }


def read(frame: Frame) -> list[DraftFact]:
    """Age, birth date and sex as the document states them."""
    births = list(_births(frame)) or list(_told_births(frame))
    ages = _introduced(frame, list(_ages(frame)))
    if not ages and not births:
        ages = list(_seldom_ages(frame))[:1]
    drafts = [*ages, *births]
    sex = _sex(frame, drafts)
    return [*drafts, *([sex] if sex else [])]


_INTRODUCED = 12
"""A sex word this near an age makes it the patient's: 34F, 女，39岁."""


def _introduced(frame: Frame, ages: list[DraftFact]) -> list[DraftFact]:
    """Of several ages only those beside a sex word, if there are any: others are of menopause, children, events."""
    if len({draft.fields["value"] for draft in ages}) < 2:
        return ages
    beside = [
        draft
        for draft in ages
        if _BESIDE.search(frame.lower, max(0, draft.quotes[0].start - _INTRODUCED), draft.quotes[0].end + _INTRODUCED)
    ]
    return beside or ages


def _ages(frame: Frame) -> Iterator[DraftFact]:
    for match in around_any(_AGE_SIGNS, _AGE, frame.lower, _AGE_BEGINS):
        group = match.lastgroup or "n"
        text = match[group]
        number = _as_number(text)
        start = match.start(group)
        if not _ADULT[0] <= number <= _ADULT[1] or frame.is_ignored(start):
            continue
        if _no_person(frame, match, number) or _of_another(frame, match, group):
            continue
        yield DraftFact(
            kind="demographic",
            name="age",
            document=frame.document.id,
            quotes=(
                Quote(start, match.end())
                if group not in ("aged", "after", "zhage", "beside", "titled")
                else _stripped(frame, match.start(), match.end()),
            ),
            fields={"value": number, "as_of": frame.document.written_on},
            reader="demographics",
        )


def _seldom_ages(frame: Frame) -> Iterator[DraftFact]:
    """Ages in forms that mean other things too, where the note gives none otherwise."""
    for match in seldom_ages(frame.lower):
        group = match.lastgroup or ""
        number = int(match[group])
        if number < _YOUNGEST or frame.is_ignored(match.start(group)) or _of_another(frame, match, group):
            continue
        yield DraftFact(
            kind="demographic",
            name="age",
            document=frame.document.id,
            quotes=(_stripped(frame, match.start(), match.end()),),
            fields={"value": number, "as_of": frame.document.written_on},
            reader="demographics",
        )


def _as_number(text: str) -> int:
    """The number of digits, of English words or of a Chinese numeral below 200 (三十四, 一百零二); 0 if it is none."""
    if text.isdigit():
        return int(text)
    if text.isascii():
        return sum(NUMBER_WORDS[part] for part in re.split(r"[- ]", text))
    total, digit = 0, 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = 2 if char == "两" else "〇一二三四五六七八九".find(char) if char != "零" else 0
    return total + digit if "十" in text or "百" in text else 0


def _stripped(frame: Frame, start: int, end: int) -> Quote:
    while start < end and frame.text[start] in " ,;(\n\t":
        start += 1
    return Quote(start, end)


_SHORT_SEX = late(r"\d{1,3}[\s-]?[fm]$")
_DEVICE = late(r"\s?(?:\(\d|catheter|sheath|double|triple|lumen|french|walk|guid)|-")
_OLDEST, _YOUNGEST = 94, 12


def _no_person(frame: Frame, match: re.Match[str], number: int) -> bool:
    """Whether "7 F" or "98 F" is a catheter or a temperature, "5-m" a distance, "22-year-old history" a time."""
    if _SHORT_SEX.fullmatch(match[0]):
        upper = frame.text[match.end() - 1] in "FM"
        if (
            not upper
            or "-" in match[0]
            or not _YOUNGEST <= number <= _OLDEST
            or _DEVICE.match(frame.lower, match.end())
        ):
            return True
    return frame.lower.startswith((" history", " scar", " injury"), match.end())


_PAST_CLAUSE = late(
    r"(?:\b(?:at|since|before|from|by|around|until|to|over|under|prior to|starting)"
    r"(?: about)?(?: the)?(?: age(?: of)?)?"
    r"|\bwhen (?:he|she|i|the patient) was(?: about| approximately)?|\bage at \w+|\bage of onset"
    r"|menopause|menopausal|postmenopausal|lmp|menarche|died|deceased|绝经|停经|初潮|闭经|末子|长子|次子|幼子|长女|幼女|孩子|小孩|(?<![女男娃])娃[娃儿]?|于|在|自|从|至"
    r"|(?:起病|发病|结婚|初婚|生育|确诊|诊断)(?:年龄|时|于)?|(?:[育孕产][^,。;]{0,5}|生[有了]?[一二两]?|有[一二两三1-4]?个?|其|[一二两长次末幼胞表堂])[子女]"
    r"|[姐妹兄弟父母夫妻姑姨叔舅伯婆]|老伴|老公|老婆)[\s:]*$"
)
_BOUND = late(r"(?:(?<![<>])[<>≤≥~]|超过|大于|小于|不足|高于|低于|满|over|under|above|below|than)\s*$")
_OTHER_BED = late(r"(?:同病室|同室|邻床|隔壁|他床|另一)[^。;\n]{0,16}$|绝经[^,。;\n]{0,6}[(]$")
"""Before the age of somebody in another bed, or of the menopause: 绝经3年(47岁)."""
_OTHERS_SHEET = late(r"他人|别人|他患")
_FLOOR = late(r"(?:病区|楼|科室|ward|floor|level|room|bed)[^,;。\n\d]{0,10}$")
"""Before the 17F of a ward."""
_SPAN = late(r"\s?(?:岁|years?)?\s?(?:-|~|至|to)\s?\d")


def _of_another(frame: Frame, match: re.Match[str], group: str) -> bool:
    """Whether the age is a relative's (also "two children, aged 9 and 6") or that of an event in the past."""
    begin = match.start()
    section = frame.section_at(begin)
    if section.subject != "patient" or section.id == "family_history":
        return True
    before = frame.lower[max(0, begin - 60) : begin]
    clause = re.split(r"[;。.\n!?；]", before)[-1]
    named = frame.lower[max(0, match.start(group) - 60) : match.start(group)].rsplit("\n", 1)[-1]
    if group == "labelled":  # "age at visit" is no "age at onset"
        return False
    if _PAST_CLAUSE.search(clause) or _PAST_CLAUSE.search(named) or _DECADES.match(frame.lower, match.start(group)):
        return True
    if _BOUND.search(named) or _SPAN.match(frame.lower, match.end(group)) or _of_event(frame, match, group):
        return True
    relatives = list(_patterns()["relatives"].finditer(clause))
    if relatives and not re.search(r"patient|患者|病人", clause[relatives[-1].end() :]):
        return not re.search(r",[^,]*\b(?:a|an)\s$", clause) or "children" in clause
    line_end = frame.lower.find("\n", match.end())
    line = frame.lower[frame.lower.rfind("\n", 0, begin) + 1 : len(frame.lower) if line_end < 0 else line_end]
    if _FLOOR.search(named) or _OTHER_BED.search(named) or _OTHERS_SHEET.search(line):
        return True
    after = frame.lower[match.end() : match.end() + 14]
    return re.match(r"\s?(?:sister|brother|mother|father|son|daughter|husband|wife|child)", after) is not None


def _of_event(frame: Frame, match: re.Match[str], group: str) -> bool:
    """Whether an operation or illness stands right behind a Chinese age without a sex word: 10岁阑尾炎手术."""
    if group not in ("zh", "spelled") or _BESIDE.search(
        frame.lower, max(0, match.start() - _INTRODUCED), match.start()
    ):
        return False
    if re.match(r"[^,。;\n]{0,12}(?:患者|病人)", frame.lower[match.end() :]):
        return False
    events = frame.in_span(frame.mentions, match.end(), match.end() + 3)
    return any(
        mention.concept.kind in ("condition", "procedure")
        and not frame.terminology.is_a(mention.concept.id, "lupus_manifestation")
        and not frame.terminology.is_a(mention.concept.id, "sle")
        for mention in events
    )


_SHORT_YEAR = late(r"\s?(\d{1,2})[/.-](\d{1,2})[/.-](\d{2})(?!\d)")


def _short_birth(frame: Frame, position: int) -> tuple[DateInterval, int] | None:
    """A birth date with two figures for a year that no other date would mean: DOB 1/2/82."""
    match = _SHORT_YEAR.match(frame.lower, position)
    if match is None:
        return None
    first, second, year = (int(part) for part in match.groups())
    swapped = first > _MONTHS or (frame.document.date_order == "dmy" and second <= _MONTHS)
    month, day = (second, first) if swapped else (first, second)
    either = frame.document.date_order == "open" and first <= _MONTHS >= second
    written = WrittenDate(match.start(), match.end(), 1900 + year, month, day, either=either)
    interval = resolve(written, None) if written.plausible else None
    return None if interval is None else (interval, match.end())


_MONTHS = 12


def _births(frame: Frame) -> Iterator[DraftFact]:
    for match in around(_BIRTH_SIGN, 0, _BIRTH, frame.lower):
        near = [time for time in frame.times if match.end() <= time.start <= match.end() + 2]
        clause = frame.lower[max(0, match.start() - 40) : match.start()]
        short = _short_birth(frame, match.end()) if not near else None
        if short is not None and not _patterns()["relatives"].search(clause):
            yield _birth(frame, short[0], match.start(), short[1])
        if not near or near[0].kind not in ("day", "month", "year") or _patterns()["relatives"].search(clause):
            continue
        if frame.document.written_on is not None and near[0].interval == frame.document.written_on:
            continue
        yield _birth(frame, near[0].interval, match.start(), near[0].end)


def _birth(frame: Frame, value: DateInterval, start: int, end: int) -> DraftFact:
    return DraftFact(
        kind="demographic", name="birth_date", document=frame.document.id, quotes=(Quote(start, end),),
        fields={"value": value}, reader="demographics",
    )  # fmt: skip


_OF_SEX = late(r"[男女][^,。;\n]{0,3}[,、\s]\s?$")


def _may_be_birth(frame: Frame, time: TimeMention) -> bool:
    """A day, or a year right behind a word for the sex: 有个男的，01年的."""
    behind = time.kind == "year" and _OF_SEX.search(frame.lower, max(0, time.start - 8), time.start)
    return time.kind in ("day", "month") or bool(behind) or bool(_SURELY_BORN.match(frame.lower, time.end))


_BORN = late(r"\s?(?:生人?|出生|的(?=[,，。\s])|born)")
_SURELY_BORN = late(r"\s?(?:出生(?![于在地])|生人|生(?=[,，。、;\s]|$))")
"""Right behind a bare year; "1981年生" of the patient, not 1981年生育."""
_CHILDHOOD = 16


def _told_births(frame: Frame) -> Iterator[DraftFact]:
    """A birth date without the word before it: 1955年12月9日生."""
    written = frame.document.written_on or (
        DateInterval.on(frame.document.years_from) if frame.document.years_from else None
    )
    for time in frame.times:
        if not _may_be_birth(frame, time) or written is None or written.latest is None or time.interval.latest is None:
            continue
        if written.latest.year - time.interval.latest.year < _CHILDHOOD or not _BORN.match(frame.lower, time.end):
            continue
        clause = frame.lower[max(0, time.start - 30) : time.start]
        if _patterns()["relatives"].search(re.split(r"[,;。\n:]", clause)[-1]):
            continue
        yield _birth(frame, time.interval, time.start, time.end)


def _sex(frame: Frame, ages: Iterable[DraftFact]) -> DraftFact | None:
    """The sex beside an age, after a label, in a noun for the patient, else from a clear run of pronouns."""
    for match in around(_SEX_SIGN, 0, _SEX_BOXES, frame.lower):
        return _sex_draft(frame, "female" if match[1][0] in "f女" else "male", match.start(1), match.end(1))
    for match in around(_SEX_SIGN, 0, _SEX_LABEL, frame.lower):
        word = match[1] or match[2]
        return _sex_draft(frame, "female" if word[0] in "f女w" else "male", match.start(), match.end())
    for draft in ages:
        if draft.name == "age":
            found = _beside(frame, draft.quotes[0].start, draft.quotes[0].end)
            if found:
                return found
    return _by_noun(frame) or _by_pronoun(frame) or _by_title(frame)


def _beside(frame: Frame, start: int, end: int) -> DraftFact | None:
    inside = _BESIDE.search(frame.lower, start, end)
    after = compiled(r"[^.;。；\n]{0,45}").match(frame.lower, end)
    before = max(0, start - 16)
    found = inside or (_BESIDE.search(frame.lower, end, after.end()) if after else None)
    if found is None:
        earlier = list(_BESIDE.finditer(frame.lower, before, start))
        found = earlier[-1] if earlier and not re.search(r"[.;。]\s", frame.lower[earlier[-1].end() : start]) else None
    if found is None:
        return None
    return _sex_draft(frame, str(found.lastgroup), found.start(), found.end())


def _by_noun(frame: Frame) -> DraftFact | None:
    hits = []
    for sex in ("female", "male"):
        for match in _patterns()[sex].finditer(frame.lower):
            clause = re.split(r"[;。.\n]", frame.lower[max(0, match.start() - 40) : match.start()])[-1]
            if _patterns()["relatives"].search(clause) or frame.section_at(match.start()).subject != "patient":
                continue
            hits.append((match.start(), match.end(), sex))
    sexes = {hit[2] for hit in hits}
    if len(sexes) != 1:
        return None
    first = min(hits)
    return _sex_draft(frame, first[2], first[0], first[1])


def _by_pronoun(frame: Frame) -> DraftFact | None:
    she = list(_patterns()["she"].finditer(frame.lower))
    he = list(_patterns()["he"].finditer(frame.lower))
    more, fewer, sex = (she, he, "female") if len(she) >= len(he) else (he, she, "male")
    if len(more) < 2 or len(more) < 4 * len(fewer):
        return None
    return _sex_draft(frame, sex, more[0].start(), more[0].end())


_TITLED = late(
    r"(?:^|\n|(?<=[.:;] )|\bre:? |\bpatient:? |\bpt:? |\bname:? )(?:(?P<male>mr)|(?P<female>mrs|ms"
    r"|miss))\b\.? +[a-z](?=[a-z'.\-, ])"
)
_SURGEON = late(
    r"[^.;\n]{0,60}?(?:surgeon|consultant|frcs|orthop|urolog|gyn|operated|reviewed|clinic\b|will see|saw her"
    r"|saw him|registrar|dentist)"
)
"""Surgeons too are called Mr or Miss."""


def _by_title(frame: Frame) -> DraftFact | None:
    """The sex by the title that heads a line or sentence: "Mr K, 45, SLE"; none where titles differ."""
    found = [one for one in _TITLED.finditer(frame.lower) if not _SURGEON.match(frame.lower, one.end())]
    if not found or len({one.lastgroup for one in found}) != 1:
        return None
    first = found[0]
    sex = str(first.lastgroup)
    return _sex_draft(frame, sex, first.start(sex), first.end(sex))


def _sex_draft(frame: Frame, sex: str, start: int, end: int) -> DraftFact:
    return DraftFact(
        kind="demographic",
        name="sex",
        document=frame.document.id,
        quotes=(Quote(start, end),),
        fields={"value": sex},
        reader="demographics",
    )
