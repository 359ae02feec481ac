"""The Erasure: two people decide that a person, or the texts of a case, shall be forgotten."""
