"""Mistakes in files that people write (protocols, site files): one sentence with what, where, how to mend it."""

from __future__ import annotations


class ProtocolError(ValueError):
    """A protocol or site file is not usable. The message is one sentence for a person, with file, line and field."""
