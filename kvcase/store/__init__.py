"""The event store: logs, codec, recorder, vault, on SQLite and PostgreSQL."""
