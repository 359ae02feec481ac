"""Run rigs in their long form and print their seeds and figures: `python -m tests.rigs [name ...] [--seed N]`.

A rig is a module beside this file with `main(seed: int, short: bool) -> str`, which raises when the program fails it;
what promises were kept is for `history.check` to say, the same for all.
"""

import argparse
import importlib
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path

HERE = Path(__file__).parent
SEED = 20261121


def main(arguments: Sequence[str]) -> int:
    """Run the rigs that are named, or all; the exit status is 1 if one failed."""
    names = sorted(path.stem for path in HERE.glob("[a-z]*.py") if "\ndef main(seed: int" in path.read_text("utf-8"))
    parser = argparse.ArgumentParser(prog="python -m tests.rigs")
    parser.add_argument("names", nargs="*", metavar="name", help=f"of {', '.join(names)}; all unless told")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--short", action="store_true", help="the form that runs with the tests")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.names) - set(names)):
        parser.error(f"there is no rig {unknown[0]}; expected one of {', '.join(names)}")
    failed = 0
    for name in options.names or names:
        rig: Callable[[int, bool], str] = importlib.import_module(f"{__package__}.{name}").main
        try:
            sys.stdout.write(f"{name} (seed {options.seed}): {rig(options.seed, options.short)}\n")
        except Exception:  # one that fails must not hide what the others find
            failed += 1
            sys.stdout.write(f"{name} (seed {options.seed}): FAILED\n{traceback.format_exc()}")
        sys.stdout.flush()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
