"""Keeps a server's answers between runs, in a folder of its owner's: off unless ``PRESCREEN_LLM_CACHE`` names one.

An entry is named by a hash of all that decides the answer and holds no word of a note in the clear: what was answered
is encrypted by a key in a file beside it, which only its owner may read. Who has folder and key has the
answers: they quote the notes, so keep them as you keep the notes.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.errors import InputError
from assistant.llm.claims import LISTS, lenient
from assistant.llm.plans import Step
from assistant.llm.server import Reply
from assistant.llm.settings import CACHE, LlmSettings
from prompts import load

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_FORM = 1
"""Of what the entries hold: another number reads none of the old ones."""
_KEY = "key"
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Cache:
    """Answers of earlier runs."""

    folder: Path
    content: bool
    """Whether what was answered is kept; else only what it cost, and nothing can be answered from it."""

    def get(self, name: str) -> Reply | None:
        """The answer of that name, if it was kept and can be read."""
        try:
            sealed = (self.folder / name).read_bytes()
            lock = self._lock(make=False) if self.content else None
            return None if lock is None else _reply(json.loads(lock.decrypt(sealed)))
        except Exception:  # whatever is wrong with an entry, it is only asked for again
            return None

    def put(self, name: str, reply: Reply) -> None:
        """Keep an answer; where the folder cannot be written nothing is kept.

        Raises:
            InputError: others may read the key.
        """
        cost = {"input_tokens": reply.input_tokens, "output_tokens": reply.output_tokens}
        lock = self._lock(make=True) if self.content else None
        plain = json.dumps(cost if lock is None else {**cost, **_told(reply)}, ensure_ascii=False).encode()
        _write(self.folder / name, plain if lock is None else lock.encrypt(plain))

    def _lock(self, *, make: bool) -> Fernet | None:
        from cryptography.fernet import Fernet

        file = self.folder / _KEY
        if make and not file.exists():
            _write(file, Fernet.generate_key())
        if not file.exists():
            return None
        if os.name == "posix" and file.stat().st_mode & _OTHERS:
            raise InputError("cache_key", setting=CACHE)
        return Fernet(file.read_bytes())


def cache_of(settings: LlmSettings) -> Cache | None:
    """The cache that the settings name, its folder made.

    Raises:
        InputError: there is no such folder and none can be made.
    """
    if not settings.cache:
        return None
    folder = Path(settings.cache).expanduser()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise InputError("cache_folder", setting=CACHE) from None
    return Cache(folder, settings.cache_content)


def name_of(settings: LlmSettings, step: Step, notes: str) -> str:
    """The entry's name: a hash of all that decides the answer, the notes only as their own hash among it."""
    decides = [
        _FORM, settings.model, settings.host, settings.plan, settings.seed, settings.output_tokens, step.prompt,
        step.topic, load(step.prompt).version, hashlib.sha256(notes.encode("utf-8", "surrogatepass")).hexdigest(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(decides).encode()).hexdigest()


def _told(reply: Reply) -> Mapping[str, Any]:
    claims: dict[str, list[Any]] = {}
    for name, model in LISTS.items():
        claims[name] = [claim.model_dump() for claim in reply.claims if isinstance(claim, model)]
    return {"claims": claims, "unfit": reply.unfit, "cut_off": reply.cut_off, "fault": reply.fault}


def _reply(kept: Mapping[str, Any]) -> Reply:
    claims, unfit = lenient(kept["claims"])
    return Reply(
        claims=claims, unfit=unfit + int(kept["unfit"]), calls=0, cached_calls=1, cut_off=bool(kept["cut_off"]),
        fault=kept["fault"],
    )  # fmt: skip


def _write(file: Path, data: bytes) -> None:
    """The file whole or not at all, for its owner alone."""
    try:
        handle, part = tempfile.mkstemp(dir=file.parent, prefix=".part-")  # made with 0600
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        if file.name == _KEY:
            try:
                os.link(part, file)  # two runs at once must not each have a key of their own
            except FileExistsError:
                pass
            finally:
                os.unlink(part)
        else:
            os.replace(part, file)
    except OSError:
        return
