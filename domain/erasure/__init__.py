"""The Erasure: two people decide that a person, or the texts of a case or an incident, shall be forgotten."""
