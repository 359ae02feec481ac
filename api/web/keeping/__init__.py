"""The pages of who keeps an installation, one module for each."""
