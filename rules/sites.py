"""Site files: what one trial site has fixed where the record leaves it open, and who said so.

```yaml
by: Dr Chen, principal investigator
on: 2026-03-01
readings: {exc03_anchor: infusion}
upper_limits: {alt: 40}          # canonical units
half_lives: {belimumab: [18.3, 19.8]}   # days
windows: {screening_window: 42 days}
```
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from rules import terminology, yamlfile
from rules.chart import Site
from rules.errors import ProtocolError
from rules.predicates.base import Before
from rules.predicates.logic import NotOf, Readings
from rules.protocol import Protocol
from rules.windows import Span

_Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class _SiteFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    by: str
    on: date
    readings: dict[str, str] = Field(default_factory=dict)
    upper_limits: dict[str, _Positive] = Field(default_factory=dict)
    half_lives: dict[str, tuple[_Positive, _Positive]] = Field(default_factory=dict)
    windows: dict[str, str] = Field(default_factory=dict)

    @field_validator("half_lives")
    @classmethod
    def _in_order(cls, value: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
        for name, (low, high) in value.items():
            if low > high:
                raise ValueError(f"the half-life of {name} is given from {low} down to {high}: write the shorter first")
        return value

    @field_validator("windows")
    @classmethod
    def _spans(cls, value: dict[str, str]) -> dict[str, str]:
        for text in value.values():
            Span.parse(text)
        return value


def load_site(file: Path, protocols: Iterable[Protocol] = ()) -> Site:
    """The settings of a site file; with ``protocols``, what it fixes must be theirs.

    Raises:
        ProtocolError: the file cannot be read or has a mistake; the sentence names file, line and field.
    """
    raw = yamlfile.read(file, "a site file begins with 'by:', 'on:' and what it fixes")
    try:
        content = _SiteFile.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        path = tuple(first["loc"])
        field = ".".join(str(part) for part in path)
        known = ", ".join(_SiteFile.model_fields)
        message = (
            f"there is no field {field!r}; fields: {known}" if first["type"] == "extra_forbidden" else first["msg"]
        )
        raise ProtocolError(f"{file}, line {yamlfile.line_of(file, path)}, {field}: {message}.") from None
    _check(file, content, tuple(protocols))
    return Site(
        readings=content.readings,
        upper_limits=content.upper_limits,
        half_lives=content.half_lives,
        windows=content.windows,
        sources={"site": {"by": content.by, "on": content.on.isoformat()}},
    )


def _check(file: Path, content: _SiteFile, protocols: tuple[Protocol, ...]) -> None:
    """A setting that nothing would ever look at is a mistake, not a setting."""
    concepts = terminology.load().concepts
    readings = {name: set(values) for protocol in protocols for name, values in readings_of(protocol).items()}
    windows = {name for protocol in protocols for name in protocol.windows}
    if protocols:
        for name in content.readings:
            _known(file, ("readings", name), name, readings)
            _known(file, ("readings", name), content.readings[name], readings[name])
        for name in content.windows:
            _known(file, ("windows", name), name, windows)
    for name in content.upper_limits:
        _known(file, ("upper_limits", name), name, concepts)
    for name in content.half_lives:
        _known(file, ("half_lives", name), name, concepts)


def _known(file: Path, path: tuple[str | int, ...], name: str, known: Iterable[str]) -> None:
    names = sorted(known)
    if name in names:
        return
    close = difflib.get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"there are: {', '.join(names[:8])}."
    line = yamlfile.line_of(file, path)
    raise ProtocolError(f"{file}, line {line}, {'.'.join(map(str, path))}: {name!r} is not known; {hint}")


def readings_of(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """The readings that a protocol leaves open, with their names."""
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[Any] = [node for criterion in protocol.criteria for node in (criterion.when, criterion.applies_when)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Readings):
            found[node.id] = tuple(name for name, _ in node.parts)
            waiting.extend(part for _, part in node.parts)
        waiting.extend(getattr(node, "parts", ()) if not isinstance(node, Readings) else ())
        waiting.extend([node.part] if isinstance(node, NotOf) else [])
        before = getattr(node, "before", None)
        if isinstance(before, Before) and len(before.readings) > 1:
            found[before.id] = before.readings
    return found
