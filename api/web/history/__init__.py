"""What happened, for who looks back: a case as it was known on any day, then and now, the proof, and who read what."""
