"""Tests: who read what."""
