"""The Hold: somebody says why a person or a case may not be forgotten yet."""
