"""Simulated institutions: three years of cases that the program's own rules decided, every name made of syllables."""
