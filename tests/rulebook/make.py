"""Write docs/rules.md: `python -m tests.rulebook.make`, or `make rules`."""

from tests.rulebook import table

if __name__ == "__main__":
    table.write()
