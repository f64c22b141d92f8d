"""`prescreen protocol`: the encoded trials, one trial's criteria, and what is wrong with a protocol file."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

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
        raise InputError(
            "`prescreen protocol` needs one of list, show, check, import and diff: see `prescreen protocol --help`."
        )
    words, page = words_in(arguments.lang), page_for(sys.stdout)
    if arguments.action == "check":
        return _check(arguments.files, words)
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
        head, tail = f"{protocol.id}  {protocol.record_version}  ", f"  ({status})"
        yield head + shorten(protocol.title, page.width - columns(head) - columns(tail)) + tail


def _shown(protocol: Protocol, lang: str, words: Words, page: Page) -> Iterator[str]:
    yield from (page.styled(line, "bold") for line in wrap(f"{protocol.id}  {protocol.title}", page.width))
    reviewed = protocol.reviewed
    if protocol.draft:
        yield from (page.styled(line, "bold", "yellow") for line in wrap(words("about.draft"), page.width))
    yield from wrap(words("about.record", date=words.day(protocol.record_version)), page.width)
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


def _check(files: list[str], words: Words) -> int:
    """Every file is looked at; the first sentence about each bad one goes to standard error."""
    faults = []
    for file in files:
        try:
            (protocol,) = load_trials([_existing(file)])
        except InputError as error:
            faults.append(str(error))
        else:
            write(words("protocol.fine", file=shown(file), n=len(protocol.criteria)) + "\n", None)
    if faults:
        raise InputError(" ".join(faults))
    return 0


def _existing(file: str) -> str:
    path = Path(file)
    if path.is_dir():
        if (path / "protocol.yaml").is_file():
            return file
        raise InputError(f"{shown(file)} is a folder without a protocol.yaml: name the file.")
    if not path.exists():
        raise InputError(f"There is no file {shown(file)}: check the path.")
    if path.suffix.lower() not in (".yaml", ".yml"):
        raise InputError(f"{shown(file)} is no protocol file: its name ends in .yaml.")
    return file
