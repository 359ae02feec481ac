"""The record that an institution made its risk analysis of a year, and to whom it was reported."""
