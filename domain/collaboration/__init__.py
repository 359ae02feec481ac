"""The Collaboration: one case, composed of a spine and parallel tracks."""
