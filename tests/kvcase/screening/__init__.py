"""Tests: the matcher, its index and its explanations."""
