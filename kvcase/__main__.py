"""`python -m kvcase` is `kvcase`."""

from kvcase.cli.main import main

main()
