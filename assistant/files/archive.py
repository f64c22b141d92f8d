"""Opens a zip archive that others made, within limits: its own word on its size is checked before it is unpacked."""

from __future__ import annotations

import zipfile
from io import BytesIO

from assistant.errors import InputError

_MOST_UNPACKED = 60 * 1024 * 1024
_MOST_MEMBERS = 2_000
_MOST_TIMES = 400
"""Text of documents is packed to a tenth or a twentieth of its size; a member packed this much more is no text."""
_SMALL = 1024 * 1024


def opened(data: bytes, name: str) -> zipfile.ZipFile:
    """The archive; none of its members unpacks to more than it says, nor all of them to more than is allowed.

    Raises:
        InputError: it is damaged, protected by a password, or would unpack to too much.
    """
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, OSError):
        raise InputError("damaged", name=name) from None
    if len(members) > _MOST_MEMBERS or sum(member.file_size for member in members) > _MOST_UNPACKED:
        raise InputError("expands", name=name, limit=_MOST_UNPACKED // 2**20)
    for member in members:
        if member.flag_bits & 1:
            raise InputError("protected_word", name=name)
        if member.file_size > _SMALL and member.file_size > _MOST_TIMES * max(1, member.compress_size):
            raise InputError("expands", name=name, limit=_MOST_UNPACKED // 2**20)
    return archive
