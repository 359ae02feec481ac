"""Watch lists: one importer per format, canonical entries, versions, deltas."""
