"""Files to hand out."""
