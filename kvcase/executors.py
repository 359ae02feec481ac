"""Where a full run is worked out: in processes of this machine, or on a Dask cluster of more than one.

A worker needs this program at the same version, and the folder of indexes at the same path.
"""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from domain.errors import UnusableInputError

EXPECTED = "processes:N or dask:tcp://HOST:PORT"


@contextmanager
def opened(text: str) -> Iterator[Executor]:
    """Open the executor that a text names, and close it. Raises `UnusableInputError`."""
    kind, _, where = text.partition(":")
    if kind == "processes" and where.isdigit() and 1 <= int(where) <= 1_000:
        # A forked process would share the connections of this one.
        with ProcessPoolExecutor(int(where), mp_context=multiprocessing.get_context("spawn")) as pool:
            yield pool
    elif kind == "dask" and where:
        with _cluster(where) as pool:
            yield pool
    else:
        raise UnusableInputError("executor", f"{text!r} names none", EXPECTED)


@contextmanager
def _cluster(address: str) -> Iterator[Executor]:
    try:
        from distributed import Client
    except ImportError as error:
        missing = "the package distributed is not installed here"
        raise UnusableInputError("executor", missing, "install kvcase[dask], or use processes:N") from error
    try:
        client = Client(address, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]  # theirs
    except (OSError, ValueError) as error:
        raise UnusableInputError("executor", f"no Dask scheduler answers: {error}", EXPECTED) from error
    try:
        executor: Executor = client.get_executor(pure=False)  # type: ignore[no-untyped-call]  # theirs
        yield executor
    finally:
        client.close()  # type: ignore[no-untyped-call]  # theirs
