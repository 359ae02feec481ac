"""The contract of the store, over SQLite and PostgreSQL."""
