"""Write docs/access.md: `python -m tests.access.make`, or `make access`."""

from tests.access import table

if __name__ == "__main__":
    table.write()
