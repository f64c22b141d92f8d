"""What somebody signs, agrees to or judges, in one of the plain ways that the table lists."""

from __future__ import annotations

import re
from typing import Any

from rules.drafting.lexicon import table

Node = dict[str, Any]
_WHO = re.compile(r"^(?:(?:the|patients?|subjects?|participants?|those|who|must|be|are|is)\s+)+")


def rule(text: str, kind: str) -> Node | None:
    """The statement that a clause asks for."""
    lowered = text.lower().strip(" .;,")
    consent = table()["consent"]
    words = re.findall(r"[a-z]+(?:-[a-z]+)*|\S", lowered)
    if kind == "inclusion" and consent["phrase"] in lowered and all(word in consent["words"] for word in words):
        return {"stated": {"of": "consent", "is": "yes"}}
    bare = _WHO.sub("", lowered)
    for entry in table()["statements"]:
        if entry["kind"] == kind and {lowered, bare} & set(entry["phrases"]):
            return {"stated": {"of": entry["of"], "is": entry["is"]}}
    return None
