"""The WatchList: a list, its versions and their deltas; the entries live beside the log."""
