"""The access matrix: what every address answers to everybody, declared once, written as docs/access.md, and tried."""
