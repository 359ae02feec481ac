"""The rulebook held against the code and the tests, and docs/rules.md made from the three."""
