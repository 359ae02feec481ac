"""The IncidentReport: what went wrong, how grave it is, who was told, and which cases it touches."""
