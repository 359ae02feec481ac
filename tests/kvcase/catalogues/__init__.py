"""Tests of the dated catalogues and their loader."""
