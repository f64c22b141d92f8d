"""Reads results in words: positive, negative, pending, titres. Numbers are read elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.extraction.cues import Cue
from assistant.extraction.keptpatterns import compiled
from assistant.extraction.late import late
from assistant.extraction.measurements.answers import answer_to
from assistant.extraction.measurements.catalogue import NameHit
from assistant.extraction.measurements.gaps import is_tight
from assistant.extraction.measurements.numbers import Value, match_titre
from assistant.extraction.measurements.page import Page, Reading, takes, within
from assistant.extraction.measurements.tails import read_tail

_STOP = late(r"[;。!\n]|(?<!\.\.\.)\. ")
"""A full stop after three others is the end of a leader: "HIV Ag/Ab........ Not detected"."""
_BEFORE = late(
    r"(?:\s*(?:for|serology|screen|screening|results?|tests?|testing|antibodies to"
    r"|antibody to|against|on|the|an?|:|\())*\s*"
)
_PAST = late(r"\b(?:previous(?:ly)?|prior|from|baseline|old|earlier|had been|formerly|outside)\b|曾|既往|原|前次")


def is_past(page: Page, start: int, end: int) -> bool:
    """Whether the words between name and value call it an earlier one."""
    return _PAST.search(page.lower, start, end) is not None


def read_quality(page: Page, name: NameHit, start: int, stop: int) -> list[Reading] | None:
    """A titre or a word after the name, else a word before it; ``None`` leaves the name to the reader of numbers."""
    limit = min(stop, start + 70)
    dilution = _dilution(page, name, start, limit, stop)
    if dilution is not None:
        return dilution
    known = _known(page, name, stop) if name.analyte.id == "hiv" else None
    if known is not None:
        return [known]
    sign = sign_at(page, start)
    if sign is not None:
        return [_from_cue(page, name, sign, stop)]
    cue = _first_quality(page, start, limit)
    if name.strength == "weak":  # "hepatitis B", 乙肝: a disease unless a result stands right beside it
        near = cue is not None and is_tight(page, start, cue.start)
        return [_from_cue(page, name, cue, stop)] if cue is not None and near else []
    values = page.values_in(start, limit)
    if cue is not None and (not values or cue.start < values[0].start or _is_sign(page, cue)):
        return [_from_cue(page, name, cue, stop)]
    if (
        values
        and cue is not None
        and not page.lower[values[0].end : cue.start].strip(" ,;(")
        and page.lower[start : values[0].start].isascii()
    ):
        made = _from_cue(page, name, cue, stop)
        value = values[0]
        if value.unit is not None and takes(name.analyte, value.unit, page.lower):
            _set_amount(made, value)
        return [made]
    before = _quality_before(page, name.start)
    if before is None and values and (cue is None or values[0].start < cue.start) and name.analyte.units:
        return None
    if before is not None:
        return [_from_cue(page, name, before, stop)]
    return None


_KNOWN_AFTER = late(
    r"\s*(?:infection|disease|感染)?[\s,:(-]{1,4}(?:(?:since|diagnosed|dx|dx'd|known|controlled|well[- ]controlled"
    r"|stable|suppressed|on treatment"
    r"|on (?:\w+ )?(?:art|haart|cart|antiretrovirals?)|vl|viral load|cd4)(?![a-z])"
    r"|(?:长期)?(?:抗病毒|服用|规律服|病史|确诊)|病毒载量)"
)
_KNOWN_BEFORE = late(r"\b(?:living with|known|has|with chronic|lives with|carries|diagnosed with)\s+$")


_NOT_KNOWN = late(
    r"\b(?:no|not|denie[sd]|deny|neg\w*|non\w*|without|risk|exposure|if|never|rule out|r/o)\b|[无否未非除防]"
)


def _known(page: Page, name: NameHit, stop: int) -> Reading | None:
    """An infection that is known rather than tested for: "HIV since 2009", "HIV: Biktarvy, VL <20"."""
    if name.end - name.start > 4:
        return None
    after = _KNOWN_AFTER.match(page.lower, name.end, stop)
    end = after.end() if after else name.end
    before = _KNOWN_BEFORE.search(page.lower, max(0, name.start - 24), name.start)
    drugs = [
        mention
        for mention in within(page.frame.mentions, name.end, min(stop, name.end + 24))
        if page.frame.terminology.is_a(mention.concept.id, "antiretroviral") and mention.certainty == "stated"
    ]
    if drugs:
        end = drugs[0].end
    elif after is None and (
        before is None or not re.match(r"\s*(?:infection)?\s*(?:[.,;)]|and\b)", page.lower[name.end :][:16])
    ):
        return None
    said = page.lower[max(page.sentence_start(name.start), name.start - 30) : name.start]
    if _NOT_KNOWN.search(re.split(r"[;:,]", said)[-1]) or _NOT_KNOWN.search(page.lower, name.end, name.end + 8):
        return None
    return Reading(
        analyte="hiv", name=name, start=name.start, end=end, value="positive", written=(name.start, end), tail=end
    )


def _dilution(page: Page, name: NameHit, start: int, limit: int, stop: int) -> list[Reading] | None:
    """The titre after a name, where results of the analyte may be titres."""
    if name.analyte.titre:
        return _titre(page, name, start, limit, stop)
    if "titre" in name.analyte.units:
        dilution = match_titre(page.lower, start, min(limit, start + 12))
        if dilution is not None:
            # A dilution at which the antibody is still found; another scale than the units of the assay.
            return [
                Reading(
                    name.analyte.id,
                    name,
                    dilution.start,
                    dilution.end,
                    "positive",
                    written=(dilution.start, dilution.end),
                    tail=dilution.end,
                )
            ]
    return None


def _is_sign(page: Page, cue: Cue) -> bool:
    return not any(map(str.isalpha, page.lower[cue.start : cue.end]))


_CAME_BACK = late(
    r"[^.;\n]{0,40}?(?<![a-z])(?:(?:came|come|comes|is|are|was|were) back|returned|resulted|reported)(?! not)"
    r"(?:\s+(?:as|all|both|today|yesterday|now))*(?=\s+(?:neg|pos|non|react|not det|undet|indet|equiv|detect))"
)
"""What says that a test that was sent has its result: "sent on 4 March came back negative"."""
_RETURN = 60


def _first_quality(page: Page, start: int, limit: int) -> Cue | None:
    for cue in within(page.qualities, start, limit):
        gap = page.lower[start : cue.start]
        if _STOP.search(gap) or (cue.end - cue.start == 1 and gap.strip(" :\t")):
            return None
        if page.cues_in("not_done", start, cue.start) and cue.label != "qualities:pending" and "," not in gap:
            return None
        word = page.lower[cue.start : cue.end]
        if word == "nr" and len(gap.strip()) > 12:
            continue
        back = _CAME_BACK.match(page.lower, cue.end, limit + _RETURN) if word == "sent" else None
        if back is not None and not page.names_in(cue.end, back.end()):
            return next(iter(within(page.qualities, back.end(), back.end() + 24)), cue)
        return cue
    return None


def _quality_before(page: Page, position: int) -> Cue | None:
    """Reads "negative HIV", "non-reactive for HBsAg"."""
    near = within(page.qualities, max(0, position - 40), position)
    if not near:
        return None
    cue = near[-1]
    word = page.lower[cue.start : cue.end]
    if not word.isascii() or not any(map(str.isalpha, word)) or cue.label == "qualities:pending":
        return None
    if cue.end > position or "\n" in page.lower[cue.end : position] or _claimed(page, cue):
        return None
    return cue if _BEFORE.fullmatch(page.lower, cue.end, position) else None


def _claimed(page: Page, cue: Cue) -> bool:
    """Whether a word for a result stands right behind another name: "HBeAg neg HBV DNA 46,000"."""
    names = page.names_in(max(0, cue.start - 60), cue.start)
    return bool(names) and not page.lower[names[-1].end : cue.start].strip(" :=-\t")


def _from_cue(page: Page, name: NameHit, cue: Cue, stop: int) -> Reading:
    quality = cue.label.removeprefix("qualities:")
    answer = answer_to(page, cue.end)
    if answer is not None:
        quality = _answered(quality, answer[0])
        cue = Cue(cue.start, answer[1], cue.label)
        stop = max(stop, page.line(cue.end - 1)[1])
    pending = quality == "pending"
    reading = Reading(
        analyte=name.analyte.id,
        name=name,
        start=cue.start,
        end=cue.end,
        value=None if pending else quality,
        written=(cue.start, cue.end),
        validity="pending" if pending else "valid",
        specimen=name.analyte.specimen,
        tail=max(cue.end, name.end),
    )
    reading.time = page.own_time(name.end, cue.start)
    read_tail(page, reading, stop)
    _amount(page, reading, stop)
    return reading


def _answered(quality: str, answer: str) -> str:
    """What a quality that is asked for is, given the answer."""
    if answer == "yes":
        return quality
    if answer == "no" and quality == "positive":
        return "negative"
    return "indeterminate"


def _amount(page: Page, reading: Reading, stop: int) -> None:
    """A number beside the word, where it has a fitting unit: "negative (<1 mIU/mL)"."""
    for value in page.values_in(reading.tail, min(stop, reading.tail + 12))[:1]:
        between = page.lower[reading.tail : value.start].strip(" ,;(:")
        if not between and value.unit is not None and takes(reading.name.analyte, value.unit, page.lower):
            _set_amount(reading, value)
            reading.tail = value.end


def _set_amount(reading: Reading, value: Value) -> None:
    if value.unit is not None:
        reading.unit = (value.unit.start, value.unit.end)
    if value.number.comparator in ("<", "<="):
        reading.high = value.number.low
    elif value.number.comparator is None:
        reading.low = reading.high = value.number.low
    else:
        reading.low = value.number.low
    reading.notes = ((value.start, value.end),)


def read_pending(page: Page, name: NameHit, start: int, stop: int) -> list[Reading]:
    """A number that is not there yet: "24h尿蛋白 待回报"."""
    if name.strength != "full":
        return []
    for cue in within(page.qualities, start, min(stop, start + 16)):
        if cue.label == "qualities:pending" and not _STOP.search(page.lower, start, cue.start):
            return [_from_cue(page, name, cue, stop)]
    return []


_SIGN = late(
    r"[ \t]{0,8}[:=]?[ \t]{0,8}(?:(?:□|\[ ?\]|\( ?\))\s?[阴阳](?!性)[\s/]*)?(?P<tick>(?:☑|√|\[[x√]\]|\([x√]\))\s?)?"
    r"(?:(?P<word>[阴阳])(?![性道虚光台历茎囊部\u3400-\u4dff])|(?P<dash>(?<![ \t][ \t])-))"
)
_IN_BRACKETS = late(r"[ \t]?\([^()\n]{3,12}\)")
"""The day of a test between its name and its sign: HIV(7-6)-."""
_DASH_ENDS = late(r"[ \t]?(?=[,;。、)\]\n/|]|$)")
_SHORT_SIGNS = {"阴": "qualities:negative", "阳": "qualities:positive", "-": "qualities:negative"}


def sign_at(page: Page, position: int) -> Cue | None:
    """A result of one sign right behind its name: HIV阴, HBsAg-, 抗HCV □阳 ☑阴; a long dash is an empty cell."""
    dated = _IN_BRACKETS.match(page.lower, position)
    if dated is not None and page.times_in(*dated.span()):
        position = dated.end()
    match = _SIGN.match(page.lower, position, min(len(page.lower), position + 40))
    if match is None:
        return None
    start, end = match.span("word" if match["word"] else "dash")
    short = page.frame.document.text[start] in "-\uff0d\u2212"
    if match["dash"] and (match["tick"] or not short or not _dash_ends(page, end)):
        return None
    return Cue(start, end, _SHORT_SIGNS[page.lower[start:end]])


def _dash_ends(page: Page, end: int) -> bool:
    """Whether nothing goes on from a dash: the end of an item, or the name of the next test after a blank."""
    if _DASH_ENDS.match(page.lower, end):
        return True
    at = end
    while page.lower[at : at + 1] in (" ", "\t"):
        at += 1
    names = page.names_in(at, at + 1)
    return at > end and bool(names)


def spread_quality(page: Page, names: Sequence[NameHit], start: int, stop: int) -> list[Reading]:
    """One word for several names: "HBsAg, HCV Ab and HIV negative"."""
    told = sum(name.analyte.qualitative for name in names)
    if told < len(names):  # "HIV、梅毒阴性", but not 乙肝(HBeAg阴性): a disease with its marker
        names = [name for name in names if name.strength != "weak" or page.lower[name.end : name.end + 1] != "("]
        told = sum(name.analyte.qualitative for name in names)
    if not told or len(names) < 2:
        return []
    cue = (
        sign_at(page, start)
        or _first_quality(page, start, min(stop, start + 40))
        or _quality_before(page, names[0].start)
    )
    if cue is None or (told < min(2, len(names)) and cue.label != "qualities:negative"):
        return []
    values = page.values_in(start, cue.start)
    if values:
        return []
    made = [_from_cue(page, name, cue, stop) for name in names if name.analyte.qualitative]
    for reading in made[:-1]:
        reading.time = reading.time or made[-1].time
    return made


def _titre(page: Page, name: NameHit, start: int, limit: int, stop: int) -> list[Reading] | None:
    """Reads "1:640 speckled", "<1:100", "negative at 1:80", "titer 640"."""
    stop_at = _STOP.search(page.lower, start, limit)
    limit = stop_at.start() if stop_at else limit
    titre = match_titre(page.lower, start, limit)
    if titre is None:
        # "titer" may be the end of the name itself
        bare = _BARE_TITRE.search(page.lower, max(name.start, start - 6), limit) or _USUAL.match(
            page.lower, start, limit
        )
        if bare is None:
            return None
        begin, end, comparator, number = bare.start(1), bare.end(1), None, float(bare[1])
    else:
        begin, end, comparator, number = titre.start, titre.end, titre.comparator, titre.reciprocal
    figures = end - len(page.lower[begin:end].lstrip("<>=≤≥ "))
    negative = [
        cue
        for cue in within(page.qualities, start, min(stop, end + 14))
        if cue.label == "qualities:negative"
        and not re.search(r"[,;.]", page.lower[min(cue.end, begin) : max(cue.start, end)])
    ]
    if negative:
        comparator = "<"
    reading = Reading(
        analyte=name.analyte.id, name=name, start=min(begin, *(c.start for c in negative)) if negative else begin,
        end=max(end, *(c.end for c in negative)) if negative else end, comparator=comparator,
        value=number if comparator in (None, "~") else None, written=(figures, end), tail=end,
    )  # fmt: skip
    if comparator in ("<", "<="):
        reading.high = number
    elif comparator in (">", ">="):
        reading.low = number
    reading.time = page.own_time(name.end, begin)
    pattern = compiled(
        r"[\s,(]*(?:(?:speckled|homogeneous|nucleolar|centromere|diffuse|fine|coarse|cytoplasmic|pattern|颗粒型?|均质型?|核仁型?|胞浆型?|着丝点型?)[\s,/+)]*)+"
    )
    tail = pattern.match(page.lower, end, min(stop, end + 60))
    if tail:
        reading.tail = tail.end()
    read_tail(page, reading, stop)
    again = _AGAIN.match(page.lower, reading.tail, min(len(page.lower), reading.tail + 120))
    times = page.times_in(reading.tail, again.end()) if again else ()
    if times:
        return [reading, replace(reading, time=times[0], day=None)]
    return [reading, *_older_titre(page, reading, stop)]


def _older_titre(page: Page, reading: Reading, stop: int) -> list[Reading]:
    """A titre of another day in the brackets behind: "1:40 (2020-03 elsewhere: 1:640)", "1:320 (was 1:640 in 2024)"."""
    if page.lower[reading.tail : reading.tail + 2].strip()[:1] not in ("(", "["):
        return []
    end = min(stop, reading.tail + 48)
    close = compiled(r"[)\]]").search(page.lower, reading.tail + 1, end)
    other = match_titre(page.lower, reading.tail + 1, close.start() if close else end)
    if other is None:
        return []
    figures = other.end - len(page.lower[other.start : other.end].lstrip("<>=≤≥ "))
    made = Reading(
        reading.analyte, reading.name, other.start, other.end, value=other.reciprocal, written=(figures, other.end)
    )
    made.tail = other.end
    times = page.times_in(reading.tail, close.start() if close else end)
    made.time = times[0] if times else None
    made.past = made.time is None
    if reading.time is None and _RECHECKED.search(page.lower, reading.tail, close.start() if close else end):
        reading.past = True  # what was checked again is older still
    return [made]


_RECHECKED = late(r"复核|复查|复测|复检|仍|再查|\b(?:re-?check\w*|repeat\w*|again|re-?tested|still|confirmed)\b")
_BARE_TITRE = late(r"(?:titers?|titres?|滴度)(?:[\s:=]|of|is|was|为)*(\d{2,5})(?!\d|\.\d)")
_USUAL = late(
    r"[\s:=+(-]*(40|80|100|160|200|320|400|640|800|1000|1280|1600|2000|2560|3200|5120|6400|10000|10240|12800|20480)"
    r"(?![\d.,/]|\s?(?:u|iu|ru|au|units|%|mg|ng))"
)
"""The reciprocal of a usual dilution, without a word for it."""
_AGAIN = late(
    r"[\s,;]*(?:and|while|but)?\b(?:[^.;。\n]|\.(?=\d)){0,80}\b(?:reads?|is|was|gave|shows?|remains?|came back)\s+"
    r"(?:the same|unchanged|identical|no different)\b"
)
