"""Add the golden files that are missing: `python -m tests.golden.make`. It never rewrites one."""

import sys

from tests.golden.examples import FOLDER, GROWN, example, stored_names


def main() -> None:
    """Write an example of each event that has none, and name it."""
    FOLDER.mkdir(exist_ok=True)
    there = {file.stem for file in FOLDER.glob("*.json")}
    for name in sorted((stored_names() | set(GROWN)) - there):
        example(GROWN.get(name, name)).write(FOLDER, name)
        sys.stdout.write(f"added {name}\n")


if __name__ == "__main__":
    main()
