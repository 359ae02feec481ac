"""Tests: kvcase.ledger."""
