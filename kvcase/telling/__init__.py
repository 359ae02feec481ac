"""Telling others: what must be told follows from the log, and is delivered by mail and webhooks, in order per case."""
