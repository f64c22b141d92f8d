"""Which reader is asked, by its name. Reads nothing itself and loads only the reader that is chosen.

``embedded`` needs no server; ``llm`` and ``consensus`` are an explicit act: they are used only where they are named;
``auto`` is ``consensus`` where ``PRESCREEN_LLM_BASE_URL`` and ``PRESCREEN_LLM_MODEL`` are set, else ``embedded``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from assistant.documents import Document
from assistant.errors import InputError
from assistant.readers import Extractor

BASE_URL, MODEL = "PRESCREEN_LLM_BASE_URL", "PRESCREEN_LLM_MODEL"
NAMES = ("auto", "embedded", "llm", "consensus")


def reader(name: str = "auto") -> Extractor:
    """The reader of this name.

    Raises:
        InputError: a model server is needed and not set, or a setting cannot be used.
    """
    if name in ("auto", "llm", "consensus") and (name != "auto" or configured()):
        from assistant.llm.extractor import LlmExtractor
        from assistant.llm.settings import from_environment

        llm = LlmExtractor(from_environment())
        if name == "llm":
            return llm
        from assistant.consensus import ConsensusExtractor

        return ConsensusExtractor(llm)
    from assistant.extraction.embedded import EmbeddedExtractor

    return EmbeddedExtractor()


def requests(name: str, documents: Sequence[Document]) -> list[bytes]:
    """The bodies of the first requests that this reader would send about the notes. Nothing is sent.

    Raises:
        InputError: it sends none, or a setting cannot be used.
        ExtractionError: the notes cannot be masked for certain, so that nothing would be sent.
    """
    if name == "embedded" or (name == "auto" and not configured()):
        raise InputError("no_request")
    from assistant.llm.extractor import LlmExtractor
    from assistant.llm.settings import from_environment

    return LlmExtractor(from_environment()).requests(documents)


def standing(name: str) -> list[object]:
    """All that decides what this reader makes of a chart: rows of a batch with another standing are another reader's.

    Never the key, and of the server's address its host and port alone.

    Raises:
        InputError: a model server is needed and not set, or a setting cannot be used.
    """
    if name == "embedded" or (name == "auto" and not configured()):
        return ["embedded"]
    from assistant.llm.plans import LOOK_AGAIN, STEPS
    from assistant.llm.settings import from_environment
    from prompts import load

    settings = from_environment()
    prompts = [*(step.prompt for step in STEPS[settings.plan]), *([LOOK_AGAIN] if settings.second_look else [])]
    return [
        "consensus" if name == "auto" else name, settings.model, settings.host, settings.port, settings.plan,
        settings.masks, settings.second_look, settings.output_tokens, settings.calls, settings.seed,
        [load(prompt).version for prompt in prompts],
    ]  # fmt: skip


def configured(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a server and a model are named in the environment."""
    return bool(environment.get(BASE_URL) and environment.get(MODEL))
