"""The data classes of ``rules.frozen`` under the name by which readers first knew them. Adds nothing to them."""

from rules.frozen import dataclass, field, replace

__all__ = ["dataclass", "field", "replace"]
