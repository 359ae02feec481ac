"""Rigs: the program under every fault that we can think of, with a seed; short among the tests, long by `make rigs`."""
