"""Tests: kvcase."""
