"""Run every benchmark beside this file and print the figures as one Markdown page.

    python -m tests.benchmarks --on 2026-11-21 [part-of-a-name ...]

A benchmark is a module `bench_<what>.py` whose docstring says what it measures and whose `main() -> str` returns
Markdown, as a rule one table. The day comes from the shell, so that nothing here reads a clock but to measure.
A benchmark that fails is named on the page, the others still run, and the exit status is 1.
"""

import argparse
import importlib
import os
import platform
import sqlite3
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    """Print the page for the benchmarks whose name holds one of the words, or for all; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--on", required=True, metavar="YYYY-MM-DD", help="the day that heads the page")
    parser.add_argument("words", nargs="*", help="run only benchmarks whose name holds one of these")
    options = parser.parse_args(arguments)
    names = [path.stem for path in sorted(HERE.glob("bench_*.py"))]
    chosen = [name for name in names if not options.words or any(word in name for word in options.words)]
    _say(f"# Benchmarks, {options.on}\n\n{_machine()}\n")
    failed = [name for name in chosen if not _run(name)]
    if not chosen:
        _say(f"No benchmark was chosen. There are: {', '.join(names) or 'none'}.")
    return 1 if failed or not chosen else 0


def _run(name: str) -> bool:
    """Print one benchmark's section; False if it failed."""
    title = name.removeprefix("bench_").replace("_", " ").capitalize()
    try:
        module = importlib.import_module(f"{__package__}.{name}")
        measure: Callable[[], str] = module.main
        about = (module.__doc__ or "").strip().split("\n\n")[0]
        _say(f"## {title}\n\n{about}\n\n{measure()}\n")
    except Exception:  # one broken benchmark must not cost the figures of the others
        _say(f"## {title}\n\n**failed**\n\n```\n{traceback.format_exc()}```\n")
        return False
    return True


def _machine() -> str:
    """Say what the figures were measured on."""
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {_memory_gib()} GiB; "
        f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    )


def _memory_gib() -> int:
    """Return the machine's memory in GiB, rounded."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def _say(text: str) -> None:
    """Write a line at once, so that a long run shows where it is."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
