"""Serves a GGUF model on 127.0.0.1 behind the OpenAI API, until it is ended. Runs in a venv of its own, with xllamacpp.

``python serve.py MODEL.gguf PORT``. Imports nothing of the project.
"""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    """Start the server and stay."""
    import xllamacpp  # type: ignore[import-not-found, unused-ignore]

    path, port = sys.argv[1], int(sys.argv[2])
    wanted = xllamacpp.CommonParams()
    wanted.model.path = path
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = port
    wanted.n_ctx = int(os.environ.get("PRESCREEN_EVAL_CONTEXT", "12288"))
    wanted.n_parallel = 1
    threads = int(os.environ.get("PRESCREEN_EVAL_THREADS", os.cpu_count() or 2))
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = threads
    wanted.ui = False
    wanted.cache_ram_mib = 0
    wanted.model_alias = {"local"}
    server = xllamacpp.Server(wanted)  # noqa: F841 (it serves for as long as it is held)
    print("serving", flush=True)
    parent = os.getppid()
    while os.getppid() == parent:  # it ends with the run that started it
        time.sleep(1)


if __name__ == "__main__":
    main()
