"""Hits on lists, side by side, decided one after the other."""
