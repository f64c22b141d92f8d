"""A draft as the YAML of a protocol file. Text only; checks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from rules.drafting.drafts import Draft, Drafted

_HEAD = """\
# DRAFT, written by `prescreen protocol import` from the registry record beside it. Nobody has reviewed it.
# `to_do` marks what is left to encode. The window is this program's own: the record names none for "at screening".
# When every criterion has been read against the record, remove `draft: true` and sign under `reviewed`.
"""
_ASK = {"en": "what the chart says on: {words}", "zh": "病历是否载明：{words}"}
_TITLE = 60


def protocol_yaml(draft: Draft) -> str:
    """The whole file."""
    record = draft.record
    head = {
        "id": record.id,
        "title": record.title,
        "record_version": record.version or None,
        "recruitment": record.recruitment,
        "encoded_from": "registry record",
        "draft": True,
        "reviewed": None,
        "windows": {"screening_window": "28 days"},
        "preamble": list(draft.preamble),
    }
    parts = [_HEAD + _dump(head), "criteria:\n", *(_criterion(item) for item in draft.criteria)]
    return "".join(parts)


def _criterion(item: Drafted) -> str:
    data: dict[str, Any] = {
        "id": item.id,
        "kind": item.kind,
        "title": _Flow(en=shortened(item.text)),
        "text": item.text,
        "settled_by": item.rule.settled_by,
        "ask": _Flow({lang: words.replace("{words}", shortened(item.text)) for lang, words in _ASK.items()}),
    }
    if item.rule.by_people:
        data["decided_by_people"] = True
    rule = {"applies_when": item.rule.applies_when, "when": item.rule.when}
    data |= {key: _Flow(value) for key, value in rule.items() if value is not None}
    lines = _dump(data).splitlines()
    return "\n" + "".join(f"  {'- ' if number == 0 else '  '}{line}\n" for number, line in enumerate(lines))


def shortened(text: str) -> str:
    """A title: the clause itself, cut at a word."""
    if len(text) <= _TITLE:
        return text.rstrip(" .;,:")
    return f"{text[:_TITLE].rsplit(' ', 1)[0].rstrip(' .;,:')} …"


class _Flow(dict[str, Any]):
    """A mapping that is written in one line, in braces."""


class _Writer(yaml.SafeDumper):
    """Writes each node in full: no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _flow(dumper: yaml.SafeDumper, data: Mapping[str, Any]) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=True)


_Writer.add_representer(_Flow, _flow)


def _dump(data: Mapping[str, Any]) -> str:
    text = yaml.dump(dict(data), Dumper=_Writer, allow_unicode=True, sort_keys=False, width=2000)
    return str(text)
