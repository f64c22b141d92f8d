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

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from rules import yamlfile
from rules.chart import Site
from rules.errors import ProtocolError
from rules.windows import Span


class _SiteFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    by: str
    on: date
    readings: dict[str, str] = Field(default_factory=dict)
    upper_limits: dict[str, float] = Field(default_factory=dict)
    half_lives: dict[str, tuple[float, float]] = Field(default_factory=dict)
    windows: dict[str, str] = Field(default_factory=dict)

    @field_validator("windows")
    @classmethod
    def _spans(cls, value: dict[str, str]) -> dict[str, str]:
        for text in value.values():
            Span.parse(text)
        return value


def load_site(file: Path) -> Site:
    """The settings of a site file.

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
    return Site(
        readings=content.readings,
        upper_limits=content.upper_limits,
        half_lives=content.half_lives,
        windows=content.windows,
        sources={"site": {"by": content.by, "on": content.on.isoformat()}},
    )
