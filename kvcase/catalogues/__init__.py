"""Dated editions of catalogues and policies, and their loader."""
