"""Tell every scenario, as Markdown: `python -m tests.scenarios > docs/scenarios.md`."""

import sys

from tests.scenarios import document


def main() -> int:
    """Print the document."""
    sys.stdout.write(document.written())
    return 0


if __name__ == "__main__":
    sys.exit(main())
