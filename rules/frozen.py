"""Data classes that the type checker holds to be frozen, made at the cost of plain ones. Checks nothing at run time.

A frozen data class sets each field through ``object.__setattr__``, which costs six times as much as a plain field. A
note makes thousands of them; mypy refuses to change one, and that is what their readers rely on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    import dataclasses
    from dataclasses import field
    from functools import cache, cached_property
    from operator import attrgetter

    def dataclass(*, frozen=False, eq=True, **options):
        """``dataclasses.dataclass``, a frozen one plain but with the hash of a frozen one."""
        return dataclasses.dataclass(eq=eq, unsafe_hash=frozen and eq, **options)

    @cache
    def _fields(cls):
        names = tuple(field.name for field in dataclasses.fields(cls))
        return names, attrgetter(*names)

    @cache
    def _is_its_fields(cls):
        """Whether an item is what stands in its ``__dict__``: no slots, nothing checked or kept beside the fields."""
        parts = [part for base in cls.__mro__[:-1] for part in vars(base).items()]
        kept = [name for name, part in parts if name in ("__slots__", "__post_init__") or type(part) is cached_property]
        return not kept

    def replace(item, **changes):
        """``dataclasses.replace``, which looks every field up anew."""
        cls = item.__class__
        if _is_its_fields(cls):
            changed = cls.__new__(cls)
            changed.__dict__ = item.__dict__ | changes
            return changed
        names, values = _fields(cls)
        return cls(**(dict(zip(names, values(item), strict=True)) | changes))


__all__ = ["dataclass", "field", "replace"]
