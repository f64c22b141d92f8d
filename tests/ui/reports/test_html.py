"""The HTML report: self-contained, escaped, each quote and mark leading to the other."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any, Literal

import pytest

from tests.ui.reports.charts import HOSTILE, example, report_of
from ui.reports import html_report, html_summary

_VOID = {"meta", "img", "br", "hr", "link", "input"}
Lang = Literal["en", "zh"]


class Seen(HTMLParser):
    """What a page is made of; fails on tags that do not close in order."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self._open: list[str] = []
        self.feed(source)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, Any]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name == "href"]
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["wait", "refer", "never"])
def test_every_criterion_stands_there_with_the_registry_s_words_and_its_reason(name: str, lang: Lang) -> None:
    report = example(name, lang)
    seen = Seen(html_report([report], lang))
    shown = " ".join(seen.text.split())
    for item in report["criteria"]:
        assert f"r1-{item['id']}" in seen.ids
        assert " ".join(item["reason"].split()) in shown
        texts = item["text"] if isinstance(item["text"], list) else [item["text"]]
        assert all(" ".join(text.split()) in shown for text in texts)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_link_leads_to_one_place_in_the_page(lang: Lang) -> None:
    seen = Seen(html_report([example("wait", lang), example("never", lang)], lang))
    assert all(link.startswith("#") for link in seen.links)
    assert len(seen.links) > 20
    assert {link[1:] for link in seen.links} <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_the_note_stands_there_whole_and_its_quotes_are_marked() -> None:
    report = example("wait", "en")
    page = html_report([report], "en")
    note = re.search(r'<div class="note"[^>]*>(.*?)</div>', page, re.DOTALL)
    assert note is not None
    assert Seen(f"<div>{note[1]}</div>").text == report["documents"][0]["text"]
    (item,) = [each for each in report["criteria"] if each["id"] == "EXC-03.3"]
    quote = next(each for each in item["evidence"] if each["role"] == "value")
    at = f'id="r1-d0-{quote["start"]}-{quote["end"]}"></span><mark><a href="#r1-EXC-03.3"'
    assert at in page


@pytest.mark.parametrize(
    "make", [lambda report: html_report([report], "en"), lambda report: html_summary([report], "en")]
)
def test_nothing_in_a_note_becomes_a_part_of_the_page(make: Any) -> None:
    page = make(report_of(HOSTILE))
    seen = Seen(page)
    assert not {"script", "img", "b", "iframe", "object", "link"} & set(seen.tags)
    assert not {name for name in seen.attributes if name.startswith("on")}
    assert "default-src 'none'" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x1b]", page)
    assert "://" not in re.sub(r"<[^>]*>", "", page).replace("http://www.w3.org", "")


def test_what_hides_or_turns_words_is_shown() -> None:
    text = Seen(html_report([report_of(HOSTILE)], "en")).text
    assert "<script>alert(1)</script>" in text
    assert "⟦U+202E⟧gnp.exe" in text


def test_without_the_notes_text_the_quotes_are_left() -> None:
    page = html_report([example("wait", "en", kept=False)], "en")
    assert "The report was made without the notes" in page
    assert "last belimumab infusion 25 Feb 2026" in page
    assert Seen(page).links == []


@pytest.mark.parametrize(("lang", "words"), [("en", "Stands in the way"), ("zh", "不符合之处")])
def test_the_summary_has_what_stands_in_the_way_with_its_quote_by_number(lang: Lang, words: str) -> None:
    text = " ".join(Seen(html_summary([example("wait", lang)], lang)).text.split())
    assert words in text
    assert "EXC-03.3" in text
    assert "[1]" in text
    assert "2026-02-25" in text or "25 Feb 2026" in text
