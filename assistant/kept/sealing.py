"""Encrypts what is kept and makes the hashes by which alike things are found. Keeps nothing but the key's file."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BYTES, _NONCE = 32, 12
_OTHERS = 0o077


class Seal:
    """AES-256-GCM under one key. What was sealed for one row cannot be opened as another's: two patients never mix."""

    def __init__(self, key: bytes) -> None:
        self._cipher: AESGCM = _cipher(_derived(key, b"seal"))
        self._print = _derived(key, b"print")

    def shut(self, value: Any, about: str) -> bytes:
        """The value as encrypted JSON. ``about`` names its place."""
        nonce = secrets.token_bytes(_NONCE)
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
        return nonce + self._cipher.encrypt(nonce, plain, about.encode())

    def open(self, sealed: bytes, about: str) -> Any:
        """The value again.

        Raises:
            InputError: the key is another, or what was kept was changed.
        """
        from cryptography.exceptions import InvalidTag

        try:
            plain = self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], about.encode())
        except (InvalidTag, ValueError):
            raise InputError("kept_other_key") from None
        return json.loads(plain.decode("utf-8", "surrogatepass"))

    def print(self, kind: str, value: bytes) -> str:
        """A hash that nobody can make, or guess a value from, without the key."""
        return hmac.new(self._print, kind.encode() + b"\0" + value, hashlib.sha256).hexdigest()


def _cipher(key: bytes) -> AESGCM:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _derived(key: bytes, purpose: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), _BYTES, salt=None, info=b"prescreen kept cases: " + purpose).derive(key)


def seal_of(file: Path, *, make: bool) -> Seal:
    """The seal whose key is in this file, made where it is missing and ``make`` says that nothing depends on it.

    Raises:
        InputError: the key is missing, is none, may be read by others or cannot be written.
    """
    if make and not file.exists():
        _make(file)
    try:
        mode, held = file.stat().st_mode, file.read_bytes()
    except FileNotFoundError:
        raise InputError("kept_key_missing", file=file.name) from None
    except OSError:
        raise InputError("kept_key_unreadable", file=file.name) from None
    if os.name == "posix" and mode & _OTHERS:
        raise InputError("kept_key_open", file=file.name)
    try:
        key = base64.urlsafe_b64decode(held)
    except ValueError:
        raise InputError("kept_key_unreadable", file=file.name) from None
    if len(key) != _BYTES:
        raise InputError("kept_key_unreadable", file=file.name)
    return Seal(key)


def _make(file: Path) -> None:
    """The key's file whole or not at all; where two programs make it at once, both take the one that came first."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=file.parent, prefix=".part-")  # made with 0600
        with os.fdopen(handle, "wb") as stream:
            stream.write(base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(part, file)
        except FileExistsError:
            pass
        finally:
            os.unlink(part)
    except OSError:
        raise InputError("kept_folder") from None
