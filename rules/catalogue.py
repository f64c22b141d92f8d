"""Sentences from codes and parameters, in English and Chinese. The only place where a verdict becomes words.

Parameters: ``what``, ``base``, ``asked``, ``analyte`` and ``instead`` are ids of the terminology and become names;
dates become days as people write them; ``window`` and ``span`` are spans such as ``4 weeks``; everything else is shown
as it is. A date may be asked for in a form, ``{date:since}``: the catalogue's ``dates`` say how an imprecise or absent
date reads there.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Literal, NamedTuple

from rules import prepared, terminology
from rules.amounts import Shown
from rules.dates import DateInterval
from rules.findings import Remark
from rules.protocol import Criterion

Lang = Literal["en", "zh"]
_FOLDER = Path(__file__).parent / "messages"
_SPAN_ZH = (("days", "天"), ("day", "天"), ("weeks", "周"), ("week", "周"), ("months", "个月"), ("month", "个月"))
_PLACE = re.compile(r"\{(\w+)(?::(\w+))?\}")
_UNTIDY = re.compile(r"\s[\s.,;:]")
"""What a parameter without a text leaves behind: a blank beside a blank or before a point."""


@cache
def catalogue(lang: Lang) -> Mapping[str, Mapping[str, str]]:
    """The catalogue of one language."""
    return prepared.read(_FOLDER / f"{lang}.yaml", "a catalogue begins with 'reasons:'")


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    """Names of concepts whose first name in the terminology will not do in a sentence."""
    names: Mapping[str, Mapping[str, str]] = prepared.read(_FOLDER / "names.yaml", "the table begins with 'names:'")[
        "names"
    ]
    return names


_SENTENCES = 3
"""A reason has at most so many sentences; the evidence shows the rest."""


def reason(lang: Lang, sentences: Iterable[Remark]) -> str:
    """One to three sentences that explain a finding."""
    told = [_render(lang, "reasons", item.code, item.data) for item in sentences]
    if len(told) == 1:
        return told[0]
    rendered = dict.fromkeys(told)
    return ("" if lang == "zh" else " ").join(list(rendered)[:_SENTENCES])


def missing(lang: Lang, remark: Remark, criterion: Criterion) -> str:
    """What to ask or measure; the criterion's own question where nothing more exact is known."""
    data = {**remark.data, "ask": criterion.ask.get(lang) or criterion.ask["en"], "criterion": criterion.id}
    section = catalogue(lang)["missing"]
    return _render(lang, "missing", remark.code if remark.code in section else "criterion_ask", data)


def helps(lang: Lang, remedy: str | None, code: str, data: Mapping[str, Any]) -> str | None:
    """What could cure what stands in the way: said of its finding where there are such words, else of the remedy."""
    if remedy is None:
        return None
    return _render(lang, "helps", code if code in catalogue(lang)["helps"] else remedy, data)


def assumption(lang: Lang, remark: Remark) -> str:
    """A default, derived value or reading that a status leans on."""
    return _render(lang, "assumptions", remark.code, remark.data)


def ahead(lang: Lang, code: str, **data: Any) -> str:
    """A sentence or a phrase about what is ahead."""
    return _render(lang, "ahead", code, data)


def conflict(lang: Lang, remark: Remark) -> str:
    """What two facts contradict each other in, and which rule is followed."""
    return _render(lang, "conflicts", remark.code, remark.data)


def warning(lang: Lang, remark: Remark) -> str:
    """What is odd about what was entered, though it can be used."""
    return _render(lang, "warnings", remark.code, remark.data)


_SHORT_ID = 6


@lru_cache(maxsize=8192)
def label(lang: Lang, concept_id: str) -> str:
    """The name of a concept in one language, falling back on English and then on the id."""
    concept = terminology.load().concepts.get(concept_id)
    if concept is None:
        return catalogue(lang)["words"].get(concept_id, concept_id.replace("_", " "))
    if called := _names().get(concept_id, {}).get(lang):
        return called
    shown = concept.data.get("label")
    if isinstance(shown, Mapping) and shown.get(lang):
        return str(shown[lang])
    own = concept.names.get("zh", ()) if lang == "zh" else concept.names.get("en", ())
    spelled = concept_id.replace("_", " ")
    if lang == "en" and concept.kind != "measurement" and (spelled in own or len(concept_id) > _SHORT_ID):
        # The names stand in the order in which they were added; the id says what the concept is.
        return spelled
    if own:
        return own[0]
    others = [*concept.names.get("en", ()), *concept.names.get("abbrev", ()), *concept.names.get("zh", ())]
    return others[0] if others else concept_id.replace("_", " ")


_TEXT = frozenset((str,))
_Text = Callable[[Any], str]
"""How one parameter of a sentence is shown."""


def _render(lang: Lang, section: str, code: str, data: Mapping[str, Any]) -> str:
    template = _template(lang, section, code, bool(data.get("uln")))
    if template is None:
        return code.replace("_", " ")
    if not template.places:
        return template.text
    values = tuple(map(data.get, template.places))
    if template.only_names and _TEXT.issuperset(map(type, values)):
        return _named(lang, section, code, values)
    return _filled(section, template, values)


@lru_cache(maxsize=8192)
def _named(lang: Lang, section: str, code: str, values: tuple[str, ...]) -> str:
    """A sentence made of the words of protocols and tables alone, which says the same for every patient."""
    template = _template(lang, section, code, False)
    assert template is not None
    return _filled(section, template, values)


def _filled(section: str, template: _Template, values: tuple[Any, ...]) -> str:
    shown = tuple([show(value) for show, value in zip(template.shown, values, strict=True)])
    return _tidied(section, template.text % shown)


class _Template(NamedTuple):
    """A sentence with ``%s`` at its places, the parameter of each, and how that is shown."""

    text: str
    places: tuple[str, ...] = ()
    shown: tuple[_Text, ...] = ()
    only_names: bool = False


@lru_cache(maxsize=4096)
def _template(lang: Lang, section: str, code: str, has_upper_limit: bool) -> _Template | None:
    """A sentence with ``%s`` at its places, taken apart once; ``None`` where the catalogue has none."""
    words = catalogue(lang)
    written = words[section].get(code)
    if written is None:
        return None
    written = written.replace("{uln_note}", words["words"]["upper_limit_note"] if has_upper_limit else "")
    places = _PLACE.findall(written)
    if not places:
        return _Template(_tidied(section, written))
    text = _PLACE.sub("%s", written.replace("%", "%%"))
    names = tuple(name for name, _ in places)
    shown = tuple(_shown(lang, name, form or _form(name)) for name, form in places)
    return _Template(text, names, shown, only_names=_NAMES.issuperset(names))


def _form(name: str) -> str:
    """The form of a date that the sentence asks for by no other word; nothing where it need not be one."""
    return "plain" if name == "date" else ""


def _tidied(section: str, text: str) -> str:
    """Without what a parameter that has no text leaves behind, and with a capital where a sentence begins."""
    if _UNTIDY.search(text):
        text = re.sub(r"\s+([.,;:])", r"\1", re.sub(r"  +", " ", text))
    text = text.replace(" ()", "").replace("（）", "")
    return text if section in ("missing", "ahead") else text[:1].upper() + text[1:]


@cache
def _shown(lang: Lang, name: str, form: str) -> _Text:
    """How the parameter of this name is shown, with all that does not hang on its value looked up before."""
    as_date = _dates(lang, form or "plain")
    if form:
        return as_date
    words = catalogue(lang)["words"]
    text_of = partial(_TEXTS.get(name, _word), lang)
    not_given, plain = words["not_given"], name not in _TEXTS

    def shown(value: Any) -> str:
        if isinstance(value, str):
            return words.get(value, value) if plain else text_of(value)
        if isinstance(value, Shown):
            return text_of(str(value))
        if isinstance(value, DateInterval):
            return as_date(value)
        if isinstance(value, date):
            return day(lang, value)
        if value is None:
            return not_given
        if type(value) is dict and lang in value:
            return str(value[lang])
        return text_of(str(value))

    return shown


def _word(lang: Lang, text: str) -> str:
    return catalogue(lang)["words"].get(text, text)


def _date_forms(lang: Lang) -> Mapping[str, Any]:
    return catalogue(lang)["dates"]


@cache
def _dates(lang: Lang, form: str) -> _Text:
    """A date in one form: a day, a whole month or year, between two days, no later, no earlier, or not given."""
    forms = {name: str(text) for name, text in _date_forms(lang)[form].items()}
    on_a_day = forms["day"].format

    def shown(value: Any) -> str:
        if not isinstance(value, DateInterval):
            return forms["none"] if value is None else on_a_day(day=day(lang, value))
        first, last = value.earliest, value.latest
        if first is None or last is None:
            known = last or first
            return forms["none" if known is None else "until" if last else "from"].format(
                day=known and day(lang, known)
            )
        if first == last:
            return on_a_day(day=day(lang, first))
        if whole := _whole(lang, value):
            return forms["whole"].format(day=whole)
        return forms["between"].format(first=day(lang, first), last=day(lang, last))

    return shown


@lru_cache(maxsize=4096)
def day(lang: Lang, value: date) -> str:
    """A day as a reader of the language writes it: 9 Mar 2026, 2026年3月9日."""
    words = _date_forms(lang)
    month = words["months"][value.month - 1]
    return str(words["written"]).format(year=value.year, month=month, day=value.day)


def _whole(lang: Lang, value: DateInterval) -> str | None:
    """The month or the year that the interval is, as people write it."""
    words, first, last = _date_forms(lang), value.earliest, value.latest
    if first is None or last is None or first.year != last.year or first.day != 1:
        return None
    if (first.month, last.month, last.day) == (1, 12, 31):
        return str(words["year"]).format(year=first.year)
    whole = first.month == last.month and last.day == calendar.monthrange(last.year, last.month)[1]
    month = words["months"][first.month - 1]
    return str(words["month"]).format(year=first.year, month=month) if whole else None


@lru_cache(maxsize=1024)
def unit(text: str) -> str:
    """A UCUM unit as people write it: ``10*9/L`` is ×10⁹/L; scores, classes and titres have none."""
    if text.startswith("{") and "/" not in text:
        return ""
    for ucum, shown in (("10*9/L", "×10⁹/L"), ("umol", "µmol"), ("[IU]", "IU"), ("{copies}", "copies"), ("Cel", "°C")):
        text = text.replace(ucum, shown)
    return re.sub(r"[{}\[\]]", "", text)


@lru_cache(maxsize=1024)
def span(lang: Lang, text: str) -> str:
    """A span or a named window as words: ``28 days`` is 28天, ``screening_window`` loses its underscore."""
    if lang == "zh":
        for english, chinese in _SPAN_ZH:
            text = re.sub(rf"\s*\b{english}\b", chinese, text)
    return text.replace("_", " ")


_CONCEPTS = ("what", "base", "asked", "analyte", "instead")
_SPANS = ("window", "span")
_NAMES = frozenset((*_CONCEPTS, *_SPANS, "ask", "criterion"))
"""Parameters that come from a protocol or the terminology: their texts are few, whatever the charts say."""
_TEXTS: Mapping[str, Callable[[Lang, str], str]] = {
    **dict.fromkeys(_CONCEPTS, label),
    **dict.fromkeys(_SPANS, span),
    "unit": lambda _, text: unit(text),
}
"""How the parameters are shown that are no plain words."""
