"""Whether all notes of a chart can be about one patient. Finds disagreements with their words; decides no criterion."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import combinations, product

from assistant.corrections.saying import SAID
from assistant.documents import Document
from assistant.extraction.late import late
from assistant.extraction.text import normalise
from assistant.toldsex import told_sex
from rules.dates import DateInterval
from rules.facts import Demographic, Evidence, FactBase

_RECORD = late(
    r"(?:\bMRN|\bMed(?:ical)?\.? Rec(?:ord)?\.?(?: No| Number)?|\bHospital (?:No|Number)|\bNHS (?:No|Number)|\bURN|"
    r"病历号|住院号|病案号|门诊号|登记号)\s*[.:#]?\s*([A-Z]{0,3}\d[\dA-Z-]{3,})",
    re.IGNORECASE,
)
_NAME = late(
    r"(?:^|[\s|(])(?:Patient name|Patient|Pt|Name|Re)\s*:\s*"
    r"((?:[A-Z][A-Za-z'’-]+,? ){1,2}[A-Z][A-Za-z'’-]+|(?:[A-Z]\. ?){2,3})"
    r"(?=\s*(?:$|[,;(|]|\s{2,}|DOB|MRN))",
    re.MULTILINE,
)
_NAME_LINE = late(
    r"^[ \t]*(?:Patient )?Name\s*:\s*((?:[A-Z][A-Za-z'’-]+,? ){1,2}[A-Z][A-Za-z'’-]+)"
    r"|^[ \t]*姓名\s*:\s*(\S{2,4})(?=[\s,;。]|$)",
    re.MULTILINE,
)
_HEAD = 600
"""Names stand in the head of a note; further down they are often somebody else's."""
_LABEL = late(r"\b(?:sex|gender|age)\b|性\s*别|年龄", re.IGNORECASE)
_AGE_SLACK = 1
_BESIDE = 25
_TWO = 2
_OPENING = 300
"""An age this near the beginning of a note that gives no other is the patient's."""
_DAY = late(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two notes that disagree on the patient's ``sex``, ``birth_date``, ``age``, ``record_number`` or ``name``."""

    what: str
    values: tuple[str, str]
    evidence: tuple[Evidence, Evidence]


@dataclass(frozen=True, slots=True)
class _Claim:
    what: str
    value: str
    evidence: Evidence
    on: date | None = None
    headed: bool = False
    """A name at the head of a line: two of them in one text are two patients."""


def conflicts(documents: Sequence[Document], facts: Iterable[FactBase]) -> tuple[Conflict, ...]:
    """Disagreements between notes, one for each kind.

    What a person said of the reading is no note: what it takes back is left out here, and what it says is not compared.
    """
    spoken = {document.id for document in documents if document.source in SAID}
    documents = [document for document in documents if document.id not in spoken]
    if spoken:
        facts = list(facts)
        ours = {fact.id for fact in facts if any(words.document in spoken for words in fact.evidence)}
        wrong = {each for fact in facts if fact.id in ours for each in fact.supersedes}
        facts = [fact for fact in facts if fact.id not in ours | wrong]
    said = [fact for fact in facts if isinstance(fact, Demographic) and fact.subject == "patient" and fact.evidence]
    claims = [*_from_facts(said, {document.id: document.text for document in documents})]
    claims += [claim for document in documents for claim in (*_from_head(document), *_from_titles(document))]
    claims += _told(documents, said, claims)
    claims = [claim for claim in _corrected(claims, documents) if not _of_neighbour(claim, documents)]
    found: list[Conflict] = []
    for what in ("sex", "birth_date", "age", "record_number", "name"):
        same = [claim for claim in claims if claim.what == what]
        pair = next((pair for pair in combinations(same, 2) if _disagree(*pair)), None)
        if pair is None and what == "age":
            births = [claim for claim in claims if claim.what == "birth_date"]
            pair = next((pair for pair in product(births, same) if _too_old_or_young(*pair)), None)
        if pair is not None:
            first, second = pair
            found.append(Conflict(what, (first.value, second.value), (first.evidence, second.evidence)))
    return tuple(found)


def named(documents: Iterable[Document]) -> tuple[tuple[str, str], ...]:
    """Who the notes say that their patient is: pairs of ``record_number`` or ``name`` and its value as written."""
    claims = [claim for document in documents for claim in _from_head(document)]
    return tuple((claim.what, claim.value) for claim in claims)


_IN_ERROR = late(
    r"[^\n;]{0,60}?(?:in error|by mistake|erroneous\w*|mis-?typed|mis-?entered|mis-?recorded|typo|wrong\w*|incorrect\w*"
    r"|更正|纠正|有误|误录|误写|录错|写错|笔误|登记错)",
    re.IGNORECASE,
)
_YEAR = late(r"(?:19|20)\d\d")


_NEIGHBOUR = late(
    r"(?:同病[室房]|邻床|隔壁床|\d{1,3}\s?床|另一(?:位|名)?(?:患者|病人)|同名(?:患者|病人)?"
    r"|another patient|bed \d{1,3}|next bed|same (?:sur)?name)[^。;\n]{0,12}$",
    re.IGNORECASE,
)


def _of_neighbour(claim: _Claim, documents: Sequence[Document]) -> bool:
    """Whether an age or sex is said of a patient in another bed."""
    if claim.what not in ("age", "sex"):
        return False
    text = next((one.text for one in documents if one.id == claim.evidence.document), "")
    return _NEIGHBOUR.search(text, max(0, claim.evidence.start - 24), claim.evidence.start) is not None


def _corrected(claims: Sequence[_Claim], documents: Sequence[Document]) -> list[_Claim]:
    """The claims without birth dates of other notes that a note, beside its own, says were entered wrongly."""
    texts = {document.id: document.text for document in documents}
    kept = list(claims)
    for claim in claims:
        text = texts.get(claim.evidence.document, "")
        said = _IN_ERROR.match(text, claim.evidence.end) if claim.what == "birth_date" else None
        if said is None:
            continue
        named = set(_YEAR.findall(said[0])) - {str(claim.value)[:4]}
        kept = [
            one
            for one in kept
            if one.what != "birth_date"
            or one.evidence.document == claim.evidence.document
            or one.value == claim.value
            or (named and str(one.value)[:4] not in named)
        ]
    return kept


def _told(documents: Sequence[Document], said: Sequence[Demographic], claims: Sequence[_Claim]) -> list[_Claim]:
    """What notes that don't introduce the patient tell: the sex by a title or pronouns, the age at their head."""
    if len(documents) < _TWO:
        return []
    found: list[_Claim] = []
    for document in documents:
        known = {claim.what for claim in claims if claim.evidence.document == document.id}
        sex = None if "sex" in known else told_sex(document.text)
        if sex is not None:
            quote = document.text[sex.start : sex.end]
            words = Evidence(document=document.id, role="subject", start=sex.start, end=sex.end, quote=quote)
            found.append(_Claim("sex", sex.sex, words))
        ages = [fact for fact in said if fact.name == "age" and fact.evidence[0].document == document.id]
        if ages and "age" not in known and ages[0].evidence[0].start < _OPENING:
            found.append(_claim(ages[0]))
    return found


def _claim(fact: Demographic) -> _Claim:
    on = fact.as_of or fact.written_on
    return _Claim(fact.name, str(fact.value), fact.evidence[0], on.latest if isinstance(on, DateInterval) else None)


def _from_facts(said: Sequence[Demographic], texts: Mapping[str, str]) -> Iterable[_Claim]:
    sexes = [fact.evidence[0] for fact in said if fact.name == "sex"]
    ages = [fact.evidence[0] for fact in said if fact.name == "age"]
    for fact in said:
        place = fact.evidence[0]
        introduced = any(_beside(place, other) for other in {"age": sexes, "sex": ages}.get(fact.name, ()))
        introduced = introduced or (fact.name == "age" and _is_introduced(texts.get(place.document, ""), place))
        labelled = _LABEL.search(place.quote) and (fact.name != "age" or ":" in place.quote or place.start < _OPENING)
        if fact.name == "birth_date" or introduced or labelled:
            yield _claim(fact)


def _beside(age: Evidence, sex: Evidence) -> bool:
    """Age and sex stand together where the patient is introduced (34F, 女，39岁); apart, they may be a child's."""
    return age.document == sex.document and abs(age.start - sex.start) <= _BESIDE


_BEFORE_AGE = late(r"(?:患者|病人|今年|现年|本人|女士|先生|某某?|年龄)(?:[,，、:：\s]|已|现年|今年|现|为){0,4}$")
_BEHIND_AGE = late(r"(?:周?岁)?(?:的)?\s?(?:患者|病人|女|男|妇)")


def _is_introduced(text: str, age: Evidence) -> bool:
    """Whether a Chinese note says of whom an age is: 患者58岁, 34岁患者."""
    before = _BEFORE_AGE.search(text, max(0, age.start - 10), age.start) is not None
    return before or _BEHIND_AGE.match(text, age.end) is not None


_TITLED = late(
    r"(?:^|[。；;\n：:])[ \t\u3000]*(?:患者|病人|受试者|该|这位|此)?[\u4e00-\u9fff某]{0,2}?(?P<title>先生|女士|小姐)"
    r"(?=[,，、（(]?\s?(?:[男女\d\u4e00二三四五六七八九]|年龄|现年|今年|系统性红斑|SLE|红斑|狼疮|确诊|患|因|诊断|目前|既往|本次|近))",
    re.MULTILINE,
)
"""How a Chinese note names its patient at the head of a line or sentence: 王先生,58岁."""
_ATTENDING = late(r"[^。；;\n]{0,14}?(?:陪|代诉|代述|家属|丈夫|妻子|父亲|母亲|儿子|女儿|医生|医师|主任|来电)")


def _from_titles(document: Document) -> Iterable[_Claim]:
    """The sex that a title gives the patient."""
    for match in _TITLED.finditer(document.text):
        if _ATTENDING.match(document.text, match.end()):
            continue
        start, end = match.span("title")
        words = Evidence(document=document.id, role="subject", start=start, end=end, quote=match["title"])
        yield _Claim("sex", "male" if match["title"] == "先生" else "female", words)


def _from_head(document: Document) -> Iterable[_Claim]:
    """Record numbers anywhere (two in one text are two patients), the name in the head."""
    text = normalise(document.text)
    first_name = _first_name(text)
    headed = [("name", match) for match in _NAME_LINE.finditer(text)]
    claims = [("record_number", match) for match in _RECORD.finditer(text)] + [("name", first_name), *headed]
    for what, match in claims:
        group = (
            next((number for number in range(1, (match.lastindex or 0) + 1) if match[number]), None) if match else None
        )
        if match is None or group is None:
            continue
        start, end = match.span(group)
        quote = document.text[start:end]
        words = Evidence(document=document.id, role="subject", start=start, end=end, quote=quote)
        yield _Claim(what, quote.strip(), words, headed=(what, match) in headed)


def _first_name(text: str) -> re.Match[str] | None:
    """The name that the head of a note gives first."""
    latin = _NAME.search(text, 0, _HEAD)
    chinese = _chinese_name().search(text, 0, _HEAD) if "姓名" in text else None
    found = [match for match in (latin, chinese) if match is not None]
    return min(found, key=lambda match: match.start(), default=None)


@cache
def _chinese_name() -> re.Pattern[str]:
    # Late, because a class of all Chinese characters takes long to compile.
    return re.compile(r"姓名\s*:\s*([\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff][某*]{1,2})(?=[\s,;。]|$|性别)", re.MULTILINE)


def _disagree(first: _Claim, second: _Claim) -> bool:
    if first.value == second.value:
        return False
    if first.what == "birth_date":
        return True
    if first.what == "record_number":
        return first.value.lstrip("0").upper() != second.value.lstrip("0").upper()
    if first.what == "name" and first.headed and second.headed:
        return _other_name(first.value, second.value)
    if first.evidence.document == second.evidence.document:
        return False
    if first.what == "age":
        return _ages_apart(first, second)
    if first.what == "name":
        return _other_name(first.value, second.value)
    return True


def _too_old_or_young(birth: _Claim, age: _Claim) -> bool:
    """Whether one note's birth date and another's age can't be of one person, give or take a year."""
    if birth.evidence.document == age.evidence.document or age.on is None or not _DAY.fullmatch(birth.value):
        return False
    years = (age.on - date.fromisoformat(birth.value)).days / 365.25
    return not -_AGE_SLACK - 1 < int(age.value) - years < _AGE_SLACK + 1


def _ages_apart(first: _Claim, second: _Claim) -> bool:
    """Beyond what the time between the notes explains, give or take a year."""
    years = 0.0 if first.on is None or second.on is None else (second.on - first.on).days / 365.25
    slack = _AGE_SLACK + (3 if first.on is None or second.on is None else 0)
    return abs(int(second.value) - int(first.value) - years) > slack + 1


def _other_name(first: str, second: str) -> bool:
    """``J. D.`` and ``Jane Doe`` can be one person; ``Jane Doe`` and ``Ann Lee`` can't."""
    a, b = (re.findall(r"[A-Za-z]+|[\u4e00-\u9fff]", name) for name in (first, second))
    if not a or not b:
        return False
    initials = [sorted(part[0].upper() for part in parts) for parts in (a, b)]
    short = any(all(len(part) == 1 for part in parts) and parts[0].isascii() for parts in (a, b))
    return initials[0] != initials[1] if short else sorted(p.upper() for p in a) != sorted(p.upper() for p in b)
