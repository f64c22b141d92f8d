"""Tells the garbage collector what lasts: words, tables, protocols. Frees nothing and keeps nothing alive."""

from __future__ import annotations

import gc

_OBJECTS = 20_000
"""So many new objects begin a round: a note makes thousands and drops nearly all of them when it is read."""


def lasting_now() -> None:
    """Leave everything made so far out of the collector's rounds.

    Called when the tables are loaded. They live as long as the process, and walking their hundred thousand objects
    again and again took a fifth of the time of reading.
    """
    if gc.isenabled():
        gc.collect()
        gc.freeze()
        gc.set_threshold(max(_OBJECTS, gc.get_threshold()[0]))
