"""What the rules say, in Dutch."""
