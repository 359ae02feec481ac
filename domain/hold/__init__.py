"""The Hold: somebody says why a person, a case or an incident may not be forgotten yet."""
