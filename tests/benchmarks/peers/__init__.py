"""Our matcher beside the best open one, on the same pairs and names in the same run: `make bench-peers`."""
