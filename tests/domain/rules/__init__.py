"""Any one rule taken out, and what then fails."""
