"""Scenarios that an officer can read: each walks a case and tells what it saw."""
