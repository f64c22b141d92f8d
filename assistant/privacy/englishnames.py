"""Finds the names of persons in Latin letters, by title, label, credential, signature, kinship or given name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from assistant.extraction.resources import any_of
from assistant.privacy.medicine import Medicine
from assistant.privacy.stretches import Name, Person, Stretch, words

_UP, _LOW = "A-Z\u00c0-\u00d6\u00d8-\u00de", "a-z\u00df-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_TITLED = rf"[{_UP}](?:['’][{_UP}])?[{_LOW}]+(?:[{_UP}][{_LOW}]+)?(?:-[{_UP}]?[{_LOW}]+)*"
_CAPITALS = rf"[{_UP}]{{2,}}(?:[-'’][{_UP}]{{2,}})*(?![{_LOW}])"
_INITIALS = rf"(?:[{_UP}]\.[ ]?){{1,3}}"
_TOKEN = re.compile(
    rf"(?P<initials>{_INITIALS})|(?P<titled>{_TITLED})|(?P<capitals>{_CAPITALS})|(?P<letter>[{_UP}])(?![\w'’])"
)
_PARTICLES = re.compile(r"(?:(?:van|von|der|den|de|del|della|da|di|du|la|le|el|al|ter|dos)[ \t]+)+(?=[A-Z])")
_BETWEEN = re.compile(
    r"[ \t]{1,2}(?:(?:van|von|der|den|de|del|della|da|di|du|la|le|bin|binti|ibn|al|el|ter|dos|y)[ \t]+)*|(?=[A-Z])"
)
_COMMA = re.compile(r",[ \t]*")
_AND = re.compile(r"[ \t]*(?:,|;|/|&|\band\b)[ \t]*(?:and[ \t]+)?(?:(?:Dr|Mr|Mrs|Ms|Prof)\.?[ \t]+)?")
_MOST = 4
_SHORTEST = 3


def persons(text: str, medicine: Medicine) -> Iterator[Person]:
    """The persons named in the text."""
    for finder in (_titled, _labelled, _credited, _signed, _kin, _given, _lower_titled):
        yield from finder(text, medicine)


def parts(name: str) -> list[str]:
    """The single names of a person, without initials: each tells who it is."""
    found = re.findall(rf"{_TITLED}|{_CAPITALS}", name)
    found += [half for part in found if "-" in part for half in part.split("-") if len(half) > _SHORTEST]
    return [part for part in found if len(part) >= _SHORTEST and part.lower() not in _never()] or (
        [name] if name.islower() and len(name) >= _SHORTEST else []
    )


def again(text: str, names: Sequence[Name], medicine: Medicine) -> Iterator[Stretch]:
    """Every further place of these names, also in capitals, and in small letters where no common word is spelled so."""
    if not names:
        return
    spelled = {name.text.lower(): name.sure for name in names}
    pattern = rf"(?<![{_UP}{_LOW}])(?:{any_of(spelled)})(?![{_UP}{_LOW}])"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        written = match[0]
        small = written.islower()
        if small and (not spelled.get(written, False) or written in _common()):
            continue
        if medicine.at(*match.span()) is None:
            yield Stretch(*match.span(), "person")


def is_word(name: str, texts: Sequence[str]) -> bool:
    """Whether the chart also writes the name in small letters, as words are."""
    pattern = re.compile(rf"(?<![\w@.]){re.escape(name.lower())}(?![\w@.])")
    return any(pattern.search(text) for text in texts)


@cache
def _never() -> frozenset[str]:
    return frozenset(words()["never_names"])


@cache
def _common() -> frozenset[str]:
    return _never() | frozenset(words()["word_surnames"])


def _name_at(text: str, at: int, medicine: Medicine, *, comma: bool = False, told: bool = False) -> tuple[int, int]:
    """Where the name that begins here ends, and how many words it has (0: none begins here).

    ``comma``: the surname may stand first; ``told``: a title says that the first word is a name, whatever it means.
    """
    end, count, first = at, 0, ""
    lead = _PARTICLES.match(text, at) if told else None
    place = lead.end() if lead else at
    while count < _MOST:
        token = _TOKEN.match(text, place)
        if token is None or not _fits(text, token, medicine, first, told and count == 0):
            break
        first = first or (token.lastgroup or "")
        end, count = token.end(), count + 1
        between = _BETWEEN.match(text, end)
        if between is None or (not between[0] and token.lastgroup != "initials"):
            between = _COMMA.match(text, end) if comma and count <= 2 else None
            comma = False
        if between is None:
            break
        place = between.end()
    return end - (text[end - 1] == " "), count


def _fits(text: str, token: re.Match[str], medicine: Medicine, first: str, told: bool) -> bool:
    kind, word = token.lastgroup, token[0]
    if kind == "letter":  # an initial without its point stands between two names
        return (
            bool(first)
            and word != "I"
            and re.match(rf"[ \t]+{_TITLED}", text[token.end() : token.end() + 30]) is not None
        )
    if kind == "initials":
        return True
    if kind == "capitals" and (first not in ("", "capitals") or (len(word) < _SHORTEST and not told)):
        return False
    if word.lower() in _never():
        return False
    return told or medicine.at(*token.span()) is None


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    known = words()
    credentials = f"(?P<sure>{any_of(known['credentials_en'])})|(?P<weak>{any_of(known['weak_credentials_en'])})"
    return {
        "title": re.compile(rf"(?<![A-Za-z])(?P<title>{any_of(known['titles_en'])})\.?(?:[ \t]+|[ \t]*\n[ \t]*)"),
        "small": re.compile(
            r"(?<![A-Za-z])(?:(?:dr|mr|mrs|ms)\.?|prof\.)[ \t]+(?P<name>[a-z]{2,}(?:-[a-z]{2,})?)(?![a-z])"
        ),
        "label": re.compile(
            rf"(?i:(?<![a-z])(?P<label>{any_of(known['person_labels_en'])})"
            r"(?:[ \t]*\([^)\n]{1,15}\))?[ \t]*[:#|：][ \t]*(?:\n[ \t]*)?)"
            rf"(?:(?:{any_of(known['titles_en'])})\.?[ \t]+)?"
        ),
        "credit": re.compile(
            rf"(?P<name>(?:(?:{_INITIALS}|{_TITLED}|{_CAPITALS})[ \t]*){{1,4}})"
            rf"(?P<comma>,?)[ \t]*(?<![A-Za-z])(?:{credentials})(?![A-Za-z])"
        ),
        "dear": re.compile(rf"(?i:(?<![a-z])(?:dear|hi|hello)[ \t]+)(?:(?:{any_of(known['titles_en'])})\.?[ \t]+)?"),
        "off": re.compile(rf"(?i:^[ \t]*(?:{any_of(known['signing_off'])})[,.!]?[ \t]*\n\s*)", re.MULTILINE),
        "off_same_line": re.compile(r"(?i:(?<![a-z])(?:sincerely|regards|best wishes)),?[ \t]+"),
        "dash": re.compile(r"^[ \t]*(?:/s/|s/|[-–—~]{1,2})[ \t]*(?=[A-Z])", re.MULTILINE),
        "slash": re.compile(r"/s/[ \t]*"),
        "kin": re.compile(
            rf"(?<![A-Za-z])(?i:{any_of(known['kin_en'])})"
            rf"(?:,?[ \t]+(?:is[ \t]+)?(?:named|called)?[ \t]*|,[ \t]*|[ \t]*\()(?={_TITLED})"
        ),
        "given": re.compile(rf"(?<![A-Za-z])(?:{any_of(known['given_names'])})(?![A-Za-z])"),
        "pinyin": re.compile(
            rf"(?<![A-Za-z])(?:{any_of(known['pinyin_surnames'])}),?[ \t]+(?P<given>{_TITLED})(?![A-Za-z])"
        ),
        "last_first": re.compile(
            rf"^[ \t]*(?P<name>[{_UP}]{{3,}},[ \t]*[{_UP}]{{3,}}|(?:{_CAPITALS}|{_TITLED}),[ \t]*{_TITLED})",
            re.MULTILINE,
        ),
    }


def _titled(text: str, medicine: Medicine) -> Iterator[Person]:
    for match in _patterns()["title"].finditer(text):
        told = "\n" not in match[0]  # at the end of a line MR. is as often a valve that leaks
        end, count = _name_at(text, match.end(), medicine, told=told)
        if not count or (not told and match["title"].isupper()):
            continue
        yield Person(match.end(), end, True)
        if match["title"] == "Drs":
            yield from _further(text, end, medicine)


def _further(text: str, end: int, medicine: Medicine) -> Iterator[Person]:
    """The other names of a list: "Drs. Wong and Patel", "cc: Dr. Wong; Jane Patel"."""
    while joint := _AND.match(text, end):
        stop, count = _name_at(text, joint.end(), medicine)
        if not count:
            return
        yield Person(joint.end(), stop, count > 1)
        end = stop


def _lower_titled(text: str, _: Medicine) -> Iterator[Person]:
    for match in _patterns()["small"].finditer(text):
        if match["name"] not in _common():
            yield Person(*match.span("name"), True)


_ENDS = re.compile(r"\s*(?:$|\n|[|(/;]|[ \t]{2}|\d)|,?[ \t]*(?:\d|DOB|MRN|[Aa]ge|[FM]\b)|,?[ \t]*\n")
"""What follows a single word behind a label such as "Patient:" that is a name; in a dialogue it is what was said."""


def _labelled(text: str, medicine: Medicine) -> Iterator[Person]:
    weak = frozenset(words()["weak_labels_en"])
    for key in ("label", "dear"):
        for match in _patterns()[key].finditer(text):
            label = match.groupdict().get("label", "dear") or ""
            end, count = _name_at(text, match.end(), medicine, comma=key == "label")
            if count and (count > 1 or label.lower() not in weak or _ENDS.match(text, end)):
                yield Person(match.end(), end, count > 1 or label.lower() not in weak)
                if label.lower() in ("cc", "bcc", "copy to", "copies to", "to", "attention"):
                    yield from _further(text, end, medicine)


def _credited(text: str, medicine: Medicine) -> Iterator[Person]:
    for match in _patterns()["credit"].finditer(text):
        if match["weak"] and not match["comma"]:
            continue
        start, end = match.span("name")
        found = [token for token in _TOKEN.finditer(text, start, end) if token.lastgroup != "letter"]
        while (
            found
            and found[0].lastgroup != "initials"
            and (found[0][0].lower() in _never() or medicine.at(*found[0].span()) is not None)
        ):
            found.pop(0)
        if len(found) > 1 or (found and match["comma"]):
            yield Person(found[0].start(), found[-1].end(), True)


def _signed(text: str, medicine: Medicine) -> Iterator[Person]:
    for key in ("off", "off_same_line", "dash", "slash"):
        for match in _patterns()[key].finditer(text):
            end, count = _name_at(text, match.end(), medicine)
            alone = re.match(r"[ \t]*(?:$|\n|,|\d)", text[end : end + 12]) is not None
            if count and (key != "dash" or (alone and count > 1)) and (key != "off_same_line" or alone):
                yield Person(match.end(), end, True)


def _kin(text: str, medicine: Medicine) -> Iterator[Person]:
    for match in _patterns()["kin"].finditer(text):
        end, count = _name_at(text, match.end(), medicine)
        if count:
            yield Person(match.end(), end, False)


def _given(text: str, medicine: Medicine) -> Iterator[Person]:
    for match in _patterns()["given"].finditer(text):
        end, count = _name_at(text, match.start(), medicine)
        if count > 1:
            yield Person(match.start(), end, True)
    for match in _patterns()["pinyin"].finditer(text):
        given = match["given"]
        if _PINYIN.fullmatch(given.lower()) and given.lower() not in _never() and medicine.at(*match.span()) is None:
            yield Person(*match.span(), True)
    givens = frozenset(words()["given_names"])
    for match in _patterns()["last_first"].finditer(text):
        first = re.split(r",\s*", match["name"])[-1]
        told = re.match(r"[ \t]*[A-Z]?\.?[ \t]*[,|(]?[ \t]*(?:\d|DOB|MRN|[MF]\b)", text[match.end() : match.end() + 12])
        surname = re.split(r",", match["name"])[0]
        if surname.lower() in _never() or medicine.at(*match.span("name")) is not None:
            continue
        if first.title() in givens or (told and first.lower() not in _never()):
            yield Person(*match.span("name"), True)


_PINYIN = re.compile(
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?-?(?:iang|iong|uang|ang|eng|ing|ong|iao|ian|uai|uan|ai|ei|ao|ou|an|en|in|un|"
    r"ia|ie|iu|ua|uo|ui|ue|er|a|o|e|i|u|ü)){1,3}"
)
