"""`prescreen protocol`: the encoded trials, one trial's criteria, and what is wrong with a protocol file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.errors import InputError
from ui.cli.charts import load_trials
from ui.cli.inputs import shown
from ui.cli.layout import Page, columns, page_for, shorten, wrap
from ui.cli.output import write
from ui.cli.wording import Words, words_in

if TYPE_CHECKING:
    from rules.protocol import Criterion, Protocol


def run(arguments: Namespace) -> int:
    """List, show or check."""
    if arguments.action is None:
        raise InputError("protocol_needs")
    words, page = words_in(arguments.lang), page_for(sys.stdout)
    if arguments.action == "check":
        return _check(arguments.files, words, arguments.lang)
    if arguments.action == "list":
        from rules.protocol import available

        write("".join(f"{line}\n" for line in _listed(load_trials(available()), words, page)), None)
    else:
        (protocol,) = load_trials([arguments.trial])
        write("\n".join(_shown(protocol, arguments.lang, words, page)) + "\n", None)
    return 0


def _listed(protocols: list[Protocol], words: Words, page: Page) -> Iterator[str]:
    for protocol in protocols:
        status = words.name("recruitment", protocol.recruitment)
        head, tail = f"{protocol.id}  {protocol.record_version or words('protocol.undated')}  ", f"  ({status})"
        yield head + shorten(protocol.title, page.width - columns(head) - columns(tail)) + tail


def _shown(protocol: Protocol, lang: str, words: Words, page: Page) -> Iterator[str]:
    yield from (page.styled(line, "bold") for line in wrap(f"{protocol.id}  {protocol.title}", page.width))
    reviewed = protocol.reviewed
    if protocol.draft:
        yield from (page.styled(line, "bold", "yellow") for line in wrap(words("about.draft"), page.width))
    version = protocol.record_version
    record = words("about.record", date=words.day(version)) if version else words("about.record_undated")
    yield from wrap(record, page.width)
    status = words.name("recruitment", protocol.recruitment)
    yield from wrap(words("about.recruitment", status=status), page.width)
    if reviewed is None:
        yield from wrap(words("about.unreviewed"), page.width)
    else:
        against = words.name("about.against", reviewed.against)
        said = words("about.reviewed", by=reviewed.by, on=words.day(reviewed.on), against=against)
        yield from wrap(said, page.width)
    for kind in ("inclusion", "exclusion"):
        yield ""
        yield page.styled(words(f"protocol.{kind}"), "bold")
        for criterion in protocol.criteria:
            if criterion.kind == kind:
                yield from _criterion(criterion, lang, words, page)


def _criterion(criterion: Criterion, lang: str, words: Words, page: Page) -> Iterator[str]:
    title = _in(criterion.title, lang)
    yield from (page.styled(line, "bold") for line in wrap(f"{criterion.id}  {title}", page.width, "  ", "    "))
    for text in criterion.text:
        yield from wrap(words("list.quote", quote=text), page.width, "      ")
    if lang != "en" and criterion.gloss.get(lang):
        yield from wrap(criterion.gloss[lang], page.width, "      ")


def _in(texts: Mapping[str, str], lang: str) -> str:
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


def _check(files: list[str], words: Words, lang: str) -> int:
    """Every file is looked at; the first sentence about each bad one goes to standard error."""
    faults = []
    for file in files:
        try:
            (protocol,) = load_trials([_existing(file)])
        except InputError as error:
            faults.append(error)
        else:
            write(words("protocol.fine", file=shown(file), n=len(protocol.criteria)) + "\n", None)
            write("".join(f"{line}\n" for line in _inspected(protocol, words, lang, page_for(sys.stdout))), None)
    if faults:
        raise InputError("together", sentences=faults)
    return 0


def _inspected(protocol: Protocol, words: Words, lang: str, page: Page) -> Iterator[str]:
    """What is doubtful about a protocol that can be read, and what it leaves to a person."""
    from rules.catalogue import label
    from rules.inspection import inspect, left_to_encode, left_to_people

    record = (Path(protocol.source).parent / "record.json").is_file()
    tongue: Literal["en", "zh"] = "zh" if lang == "zh" else "en"
    doubts = inspect(protocol, record=record)
    if doubts:
        yield words.count("protocol.doubts", len(doubts))
    for doubt in doubts:
        data = {
            name: label(tongue, value) if name in ("what", "analyte") else value for name, value in doubt.data.items()
        }
        data["kind"] = words.name("facts.kinds", data.get("kind"))
        data |= {"first": doubt.ids[0] if doubt.ids else ""}
        data["second"] = doubt.ids[-1] if doubt.ids else ""
        said = words(f"protocol.doubt.{doubt.code}", **data)
        for name in ("reading", "close"):
            said += words(f"protocol.doubt.{name}", **data) if data.get(name) else ""
        yield from wrap(said, page.width, "  ", "    ")
    undone = left_to_encode(protocol)
    if undone:
        yield from wrap(words("protocol.to_encode", ids=words.listed(undone)), page.width, "", "  ")
    left = left_to_people(protocol)
    if left:
        yield words("protocol.left")
    for item in left:
        key = "protocol.left_whole" if item.whole else "protocol.left_part"
        yield from wrap(words(key, id=item.id, judge=_in(item.judge, lang)), page.width, "  ", "    ")


def _existing(file: str) -> str:
    path = Path(file)
    if path.is_dir():
        if (path / "protocol.yaml").is_file():
            return file
        raise InputError("no_protocol_yaml", name=shown(file))
    if not path.exists():
        raise InputError("no_file", name=shown(file))
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError("no_protocol_file", name=shown(file))
    return file
