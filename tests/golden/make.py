"""Add the golden files that are missing: `python -m tests.golden.make`. It never rewrites one."""

import sys

from tests.golden.examples import FOLDER, example, stored_names


def main() -> None:
    """Write an example of each event that has none, and name it."""
    FOLDER.mkdir(exist_ok=True)
    for name in sorted(stored_names() - {file.stem for file in FOLDER.glob("*.json")}):
        example(name).write(FOLDER)
        sys.stdout.write(f"added {name}\n")


if __name__ == "__main__":
    main()
