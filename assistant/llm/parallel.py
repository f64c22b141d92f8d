"""Does several calls at once and can be left at any moment. Knows nothing of what is called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from threading import Event, Lock, Thread
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def each(work: Callable[[Job], Result], jobs: Sequence[Job], at_once: int) -> list[Result]:
    """The results in the order of the jobs.

    The first failure ends the work and is raised. So does Ctrl-C: the threads are daemons, because one that waits for
    a server cannot be stopped, and nobody shall wait for it.
    """
    results: dict[int, Result] = {}
    failures: list[BaseException] = []
    stop, lock = Event(), Lock()
    waiting: Iterator[tuple[int, Job]] = iter(enumerate(jobs))

    def run() -> None:
        while not stop.is_set():
            with lock:
                number, job = next(waiting, (-1, None))
            if number < 0 or job is None:
                return
            try:
                results[number] = work(job)
            except BaseException as error:  # it is raised where the work was asked for
                failures.append(error)
                stop.set()

    threads = [Thread(target=run, daemon=True) for _ in range(max(1, min(at_once, len(jobs))))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            while thread.is_alive() and not failures:
                thread.join(0.1)
    finally:
        stop.set()
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(jobs))]
