"""Mutants tried one by one: each in a child of a process that has the tests already collected. Judges no survivor.

The faulty code is put into the functions that exist (``__code__``), so that whoever imported them has it; a table is
made anew with all that is made of it. A child runs only the tests that reached the changed lines, quickest first.
"""

from __future__ import annotations
import __future__

import ast
import contextlib
import functools
import gc
import os
import pickle
import resource
import signal
import sys
import tempfile
import time
import types
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol
from pydantic import BaseModel

from rules.predicates.base import Predicate
from tests.rules.mutation.mutants import Mutant

SLOW = 1.5
"""Tests that take longer (seconds of processor time) are left out: they draw many examples of whole charts."""
_OURS = ("rules", "tests", "eval")
_KEPT = ("rules.terminology",)
"""Caches of what no mutant changes, and which are slow to fill."""
_KILLED, _SURVIVED = 1, 0


@dataclass(frozen=True, slots=True)
class Reach:
    """For each test: its processor time and which lines it reaches, by file."""

    seconds: Mapping[int, float]
    lines: Mapping[tuple[str, int], frozenset[int]]
    failed: tuple[str, ...]

    def tests(self, path: str, first: int, last: int) -> list[int]:
        """The tests that reach one of the lines, quickest first."""
        found: set[int] = set()
        for line in range(first, last + 1):
            found |= self.lines.get((path, line), frozenset())
        return sorted((test for test in found if self.seconds[test] <= SLOW), key=lambda test: self.seconds[test])


def reach_of(items: Sequence[pytest.Item], paths: Iterable[str], caches: Sequence[Any], workers: int) -> Reach:
    """Run every test once, unchanged and with empty caches, and note the lines of these files that it reaches."""
    wanted = frozenset(paths)
    seconds: dict[int, float] = {}
    lines: dict[tuple[str, int], set[int]] = defaultdict(set)
    failed: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, str(worker)) for worker in range(workers)]
        children = [
            _fork(functools.partial(_trace, items, range(worker, len(items), workers), wanted, caches, files[worker]))
            for worker in range(workers)
        ]
        for child, file in zip(children, files, strict=True):
            os.waitpid(child, 0)
            for test, (took, passed, hit) in pickle.loads(file.read_bytes()).items():
                seconds[test] = took
                failed += [] if passed else [items[test].nodeid]
                for place in hit:
                    lines[place].add(test)
    return Reach(seconds, {place: frozenset(tests) for place, tests in lines.items()}, tuple(failed))


def _trace(
    items: Sequence[pytest.Item], part: Iterable[int], wanted: frozenset[str], caches: Sequence[Any], file: Path
) -> int:
    found = {}
    for test in part:
        hit: set[tuple[str, int]] = set()

        def line(frame: types.FrameType, event: str, _: object, hit: set[tuple[str, int]] = hit) -> Any:
            hit.add((frame.f_code.co_filename, frame.f_lineno))
            return line

        def call(frame: types.FrameType, *_: object, line: Any = line) -> Any:
            return line if frame.f_code.co_filename in wanted else None

        _empty(caches)
        start = time.process_time()
        sys.settrace(call)
        try:
            passed = _passes(items[test])
        finally:
            sys.settrace(None)
        found[test] = (time.process_time() - start, passed, hit)
    file.write_bytes(pickle.dumps(found))
    return 0


def _empty(caches: Iterable[Any]) -> None:
    for cache in caches:
        cache.cache_clear()


def _passes(item: pytest.Item) -> bool:
    return not any(report.failed for report in runtestprotocol(item, log=False, nextitem=None))


def _fork(work: Callable[[], int]) -> int:
    child = os.fork()
    if child:
        return child
    code = _KILLED
    with contextlib.suppress(BaseException):
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        code = work()
    os._exit(code)


@dataclass
class Trials:
    """The mutants with what became of them."""

    items: Sequence[pytest.Item]
    reach: Reach
    workers: int
    functions: Mapping[tuple[str, str, int], list[types.FunctionType]]
    caches: list[Any]
    survived: list[Mutant] = field(default_factory=list)
    timed_out: list[Mutant] = field(default_factory=list)
    _killers: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def run(self, mutants: Sequence[Mutant], tell: Callable[[int], None]) -> None:
        """Try every mutant, so many at a time."""
        read, write = os.pipe()
        os.set_blocking(read, False)
        running: dict[int, Mutant] = {}
        for number, mutant in enumerate(mutants):
            while len(running) >= self.workers:
                self._reap(running, read)
            running[self._start(mutant, write)] = mutant
            tell(number)
        while running:
            self._reap(running, read)
        os.close(read)
        os.close(write)

    def _start(self, mutant: Mutant, write: int) -> int:
        tests = self.reach.tests(path_of(mutant.module), *mutant.lines) if _in_function(mutant) else self._all(mutant)
        first = [test for test in self._killers[mutant.module, mutant.scope] if test in set(tests)]
        ordered = list(dict.fromkeys((*first, *tests)))
        limit = int(3 * sum(self.reach.seconds[test] for test in ordered)) + 5
        return _fork(lambda: self._try(mutant, ordered, limit, write))

    def _all(self, mutant: Mutant) -> list[int]:
        return self.reach.tests(path_of(mutant.module), 1, 10_000)

    def _try(self, mutant: Mutant, tests: Sequence[int], limit: int, write: int) -> int:
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 1))
        gc.disable()
        mutant.apply()
        install(mutant, self.functions)
        _empty(self.caches)
        for test in tests:
            if not _passes(self.items[test]):
                os.write(write, f"{mutant.module} {mutant.scope} {test}\n".encode())
                return _KILLED
        return _SURVIVED

    def _reap(self, running: dict[int, Mutant], read: int) -> None:
        child, status = os.waitpid(-1, 0)
        mutant = running.pop(child)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) in (signal.SIGXCPU, signal.SIGKILL):
            self.timed_out.append(mutant)
        elif status == _SURVIVED:
            self.survived.append(mutant)
        with contextlib.suppress(BlockingIOError):
            for told in os.read(read, 65536).decode().splitlines():
                module, scope, test = told.split(" ")
                killers = self._killers[module, scope]
                if int(test) in killers:
                    killers.remove(int(test))
                killers.insert(0, int(test))


def path_of(module: str) -> str:
    """The file of a module."""
    return str(Path(str(sys.modules[module].__file__)).resolve())


def live_functions(paths: Iterable[str]) -> dict[tuple[str, str, int], list[types.FunctionType]]:
    """Every function of these files that exists, however it is wrapped, by file, name and first line."""
    wanted = frozenset(paths)
    found: dict[tuple[str, str, int], list[types.FunctionType]] = defaultdict(list)
    for item in gc.get_objects():
        if isinstance(item, types.FunctionType) and item.__code__.co_filename in wanted:
            code = item.__code__
            found[code.co_filename, code.co_qualname, code.co_firstlineno].append(item)
    return found


def live_caches() -> list[Any]:
    """The caches that may hold what the unchanged code has computed."""
    wrapper = type(functools.lru_cache(lambda: None))
    found = [item for item in gc.get_objects() if isinstance(item, wrapper)]
    return [item for item in found if item.__module__.split(".")[0] in _OURS and not item.__module__.startswith(_KEPT)]


def _in_function(mutant: Mutant) -> bool:
    return isinstance(mutant.top, ast.FunctionDef) or (
        isinstance(mutant.top, ast.ClassDef)
        and any(
            isinstance(item, ast.FunctionDef) and item.lineno <= mutant.lines[0] <= (item.end_lineno or 0)
            for item in mutant.top.body
        )
    )


def install(mutant: Mutant, functions: Mapping[tuple[str, str, int], list[types.FunctionType]]) -> None:
    """Put the changed code in place of the code that exists."""
    if _in_function(mutant):
        path = path_of(mutant.module)
        for code in _functions_in(_compiled(mutant.top, path)):
            for function in functions.get((path, code.co_qualname, code.co_firstlineno), ()):
                function.__code__ = code
    elif isinstance(mutant.top, ast.ClassDef):
        _change_default(mutant)
    else:
        _change_table(mutant)


def _compiled(top: ast.stmt, path: str) -> types.CodeType:
    tree = ast.Module([top], [])
    code = compile(tree, path, "exec", flags=__future__.annotations.compiler_flag, dont_inherit=True)
    assert isinstance(code, types.CodeType)
    return code


def _functions_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """The functions and methods of a module or a class; what they hold comes with them."""
    for item in code.co_consts:
        if isinstance(item, types.CodeType):
            if item.co_flags & 1:  # optimised: a function and not the body of a class
                yield item
            else:
                yield from _functions_in(item)


def _change_default(mutant: Mutant) -> None:
    _, name = mutant.scope.rsplit(".", 1)
    assert isinstance(mutant.top, ast.ClassDef)
    owner = getattr(sys.modules[mutant.module], mutant.top.name)
    assert issubclass(owner, BaseModel)
    fields = [item for item in mutant.top.body if isinstance(item, ast.AnnAssign)]
    line = next(item for item in fields if ast.unparse(item.target) == name)
    assert line.value is not None
    owner.model_fields[name].default = ast.literal_eval(line.value)
    for each in (owner, *Predicate.__subclasses__()):  # a predicate has the fields of its parts written into it
        each.model_rebuild(force=True)


def _change_table(mutant: Mutant) -> None:
    """Make a table anew, then every later one that is made of it, wherever it was imported."""
    space = vars(sys.modules[mutant.module])
    before = dict(space)
    changed: set[str] = set()
    for top in ast.parse(Path(path_of(mutant.module)).read_text(encoding="utf-8")).body:
        if not isinstance(top, ast.Assign | ast.AnnAssign):
            continue
        mine = top.lineno == mutant.top.lineno
        if mine or (changed & {item.id for item in ast.walk(top) if isinstance(item, ast.Name)}):
            exec(_compiled(mutant.top if mine else top, path_of(mutant.module)), space)
            targets = top.targets if isinstance(top, ast.Assign) else [top.target]
            changed |= {ast.unparse(target) for target in targets}
    for name, module in list(sys.modules.items()):
        if name.split(".")[0] in _OURS:
            for each in changed & vars(module).keys():
                if vars(module)[each] is before.get(each):
                    setattr(module, each, space[each])
