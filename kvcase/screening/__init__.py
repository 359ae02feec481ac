"""Name screening: names, tokens, index, scored candidates, explained hits."""
