"""Every command as a form: what it asks, what blocks it, and what it recorded.

Each command has an address of its own, so that it is declared who may see it: `/do/<collection>/<id>/<command>`, and
`/do/<collection>/<command>` for one that begins something. Templates name them `pages.do` and `pages.begin`.
"""
