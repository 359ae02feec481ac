"""Whole days of work in a real browser, one for each role, in both languages and with and without scripts."""
