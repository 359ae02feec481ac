"""Rigs: the program under every fault that we can think of, with a seed; short in each run, long by `make rigs`."""
