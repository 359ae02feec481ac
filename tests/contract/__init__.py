"""The served document held against the served API, by programs that read it."""
