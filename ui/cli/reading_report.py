"""Says how the notes were read: by what, at what cost, what was refused or left unread, and what left this machine."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.errors import said
from ui.cli.layout import printable
from ui.cli.wording import Words

Extraction = Mapping[str, Any]


def warnings(extraction: Extraction, words: Words) -> Iterator[str]:
    """What a model did not read: each reason once, with the notes that it concerns."""
    found: dict[str, list[str]] = {}
    for item in extraction.get("problems") or ():
        found.setdefault(printable(_reason(item, words.language)).rstrip(".。"), []).extend(item.get("documents") or ())
    for reason, documents in found.items():
        names = [printable(str(name)) for name in dict.fromkeys(documents)]
        if names:
            yield words("reading.unread", reason=reason, names=words.listed(names))
        else:
            yield words("reading.alone", reason=reason)


def _reason(item: Mapping[str, Any], lang: str) -> str:
    """The sentence in the report's language, where its code is known."""
    code, data = str(item.get("code")), item.get("data") or {}
    for section in ("errors", "phrases"):
        text = said(section, code, data, lang)
        if text != code:
            return text
    return str(item.get("reason"))


def model(extraction: Extraction, words: Words) -> str:
    """One line on the model; empty where none was asked."""
    if not extraction.get("model"):
        return ""
    tokens = (extraction.get("input_tokens") or 0) + (extraction.get("output_tokens") or 0)
    return words(
        "reading.model",
        model=printable(str(extraction["model"])),
        plan=words.name("reading.plans", extraction.get("plan")),
        calls=words.count("reading.calls", extraction.get("calls") or 0),
        tokens=f"{tokens:,}",
        refused=words.count("reading.refused", len(extraction.get("refused") or ())),
    )


def second_look(extraction: Extraction, words: Words) -> str:
    """One line on the second look at what was still unknown; empty where there was none."""
    look = extraction.get("second_look")
    return words("reading.second_look", n=len(look["asked"]), found=look["found"]) if look else ""


def left(extraction: Extraction, words: Words) -> str:
    """What left this machine, to which host, and what was taken out before; empty for a report that does not say."""
    if "sent_to" not in extraction:
        return ""
    host, masked = extraction["sent_to"], extraction.get("masked") or {}
    if not host:
        return words("reading.nothing_left")
    taken = [
        words.count(f"reading.taken_out.{kind}", masked[kind])
        for kind in words.find("reading.taken_out")
        if masked.get(kind)
    ]
    without = words("reading.without", what=words.listed(taken)) if taken else words("reading.as_it_is")
    return words("reading.sent", host=printable(str(host)), without=without)


def rendered(documents: Iterable[Mapping[str, Any]], words: Words) -> str:
    """Which files' text was rendered from a PDF, a Word file or a FHIR Bundle; empty where none was."""
    names = [str(each.get("document", "")) for each in documents if each.get("rendered_from")]
    files = dict.fromkeys(printable(re.sub(r"#\d+$", "", name)) for name in names)
    return words("about.rendered", names=words.listed(files)) if files else ""


def left_out(documents: Iterable[Mapping[str, Any]], words: Words) -> Iterator[str]:
    """What of each file was not read, and why."""
    for each in documents:
        if each.get("left_out"):
            name = re.sub(r"#\d+$", "", str(each.get("document", "")))
            items = [words.name("about.why", item["why"]).format(what=_times(item)) for item in each["left_out"]]
            yield words("about.left_out", names=printable(name), what=printable(words.listed(items)))


def _times(item: Mapping[str, Any]) -> str:
    return f"{item['count']} × {item['what']}" if item["count"] > 1 else str(item["what"])


def flags(fact: Mapping[str, Any], words: Words) -> Iterator[str]:
    """Where the readers did not agree on a fact."""
    for name in ("unconfirmed", "disputed"):
        if fact.get(name):
            yield words(f"reading.{name}")
            return
