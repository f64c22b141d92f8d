"""Runs labelled cases on a real model server: the program's readers, a prompt for each criterion, and LangExtract.

``make eval-llm`` fetches a small open model and serves it on 127.0.0.1; with ``--url`` a server of one's own is asked.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.llm.settings import LlmSettings
from eval.cases import Case, load_suite
from eval.screened import protocol
from eval.yardsticks import per_criterion, readers, weights
from eval.yardsticks.tallies import Tally, row, shown

YARDSTICKS = ("per-criterion", "langextract")
HERE = Path(__file__).parent
CASES = ("en-17", "en-21", "zh-09", "zh-13")
MODEL = "local"
CAUTION = """\
What this says and what not: a model this small tests the gate and the plumbing, not what models can do.
'per-criterion' asks as TrialGPT does, with a prompt written afresh and on a far weaker model than its paper's: no claim
about the accuracy of TrialGPT or LangExtract follows from it. Seconds compare within this run alone. All notes are
invented; no clinician has reviewed the labels."""


def parse(argv: Sequence[str] | None = None) -> argparse.Namespace:
    """The options of ``make eval-llm ARGS="…"``."""
    parser = argparse.ArgumentParser(prog="make eval-llm ARGS=…", description=__doc__)
    parser.add_argument("--cases", default=",".join(CASES), help="ids of the suite nk510 (default: %(default)s)")
    known = ",".join((*readers.NAMES, *YARDSTICKS))
    parser.add_argument("--readers", default=known, help="which, in this order (default: all)")
    parser.add_argument("--model", choices=weights.MODELS, default="1.5b", help="the model to serve (default: 1.5b)")
    parser.add_argument("--plan", choices=("one_call", "small_model"), default="small_model")
    parser.add_argument("--url", help="a server that runs already, ending in /v1; nothing is fetched then")
    parser.add_argument("--name", default=MODEL, help="the model's name on that server")
    parser.add_argument("--timeout", type=float, default=600.0, help="seconds that one answer may take")
    return parser.parse_args(argv)


@contextmanager
def serving(model: str) -> Iterator[str]:
    """The address of the model, served by a process of this run."""
    file, program = weights.model(model), weights.python(weights.SERVER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(program), str(HERE / "serve.py"), str(file), str(port)]
    url = f"http://127.0.0.1:{port}/v1"
    # The server's own log tells no words of the notes; they are invented ones anyway.
    with (weights.folder() / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            _wait(url, process)
            yield url
            if process.poll() is not None:
                raise weights.FetchError(f"The model server ended before the run did: see {log.name}.")
        finally:
            process.terminate()
            process.wait(30)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(240):
        if process.poll() is not None:
            raise weights.FetchError(f"The model server ended with {process.returncode}.")
        try:
            with opener.open(f"{url}/models", timeout=2) as response:
                if response.status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.5)
    raise weights.FetchError("The model server did not come up.")


def langextracted(cases: Sequence[Case], url: str, model: str) -> list[Tally]:
    """LangExtract on each case's notes: it gives extractions and no statuses.

    Raises:
        FetchError: it cannot be installed.
    """
    program = weights.python(weights.LANGEXTRACT)
    lines = "".join(json.dumps({"text": case.text}) + "\n" for case in cases)
    command = [str(program), str(HERE / "langextracting.py"), url, model]
    done = subprocess.run(command, input=lines, capture_output=True, text=True, check=False)
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    found += [{"seconds": 0.0, "fault": "no answer"}] * (len(cases) - len(found))
    return [
        Tally(
            seconds=each["seconds"],
            failures=int("fault" in each),
            said=each.get("fault") or f"{each['extractions']} extractions, {each['placed']} with a place in the note",
        )
        for each in found
    ]


def run(options: argparse.Namespace, url: str) -> None:
    """Every reader on every case, and the table."""
    wanted = options.cases.split(",")
    cases = [case for case in load_suite("nk510") if case.id in wanted]
    settings = LlmSettings(
        base_url=url, model=options.name, plan=options.plan, timeout=options.timeout, concurrency=1, output_tokens=2048
    )
    server, trial, rows = readers.Remembering(settings), protocol(), []
    for name in options.readers.split(","):
        tallies: list[Tally] = []
        for number, case in enumerate(cases):
            if name == "langextract":
                tallies = tallies or langextracted(cases, url, options.name)
            elif name == "per-criterion":
                tallies.append(per_criterion.screen(case, trial, url, options.name, options.timeout))
            else:
                tallies.append(readers.screen(name, case, trial, settings, server))
            print(f"  {name} {case.id}: {tallies[number].seconds:.1f} s {tallies[number].said}", flush=True)
        rows.append(row(name, cases, tallies))
    print("\n" + shown(rows) + "\n\n" + CAUTION)


def main(argv: Sequence[str] | None = None) -> int:
    """0, or 2 where a model, a case or a reader cannot be had."""
    options = parse(argv)
    known = {case.id for case in load_suite("nk510")}
    strange = [each for each in options.cases.split(",") if each not in known]
    strange += [each for each in options.readers.split(",") if each not in (*readers.NAMES, *YARDSTICKS)]
    if strange:
        print(f"eval-llm: unknown: {', '.join(strange)}", file=sys.stderr)
        return 2
    try:
        if options.url:
            run(options, options.url.rstrip("/"))
        else:
            with serving(options.model) as url:
                run(options, url)
    except weights.FetchError as error:
        print(f"eval-llm: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
