"""Tests: list importers, versions and deltas."""
