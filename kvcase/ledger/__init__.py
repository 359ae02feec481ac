"""The ledger's mathematics: Merkle trees, proofs, leaves, signed notes. Standard library and `cryptography` only."""
