"""`python -m kvcase` is `kvcase`: the command line, read in without looking for garbage on the way."""

import gc


def main() -> None:
    """Run a command of `kvcase`."""
    # What is read in lasts as long as the program: looking through it for garbage took an eighth of every start.
    gc.disable()
    from kvcase.cli.main import main as run

    gc.freeze()
    gc.enable()
    run()


if __name__ == "__main__":
    main()
