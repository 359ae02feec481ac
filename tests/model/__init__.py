"""An exhaustive exploration of a case's lifecycle over small alphabets of commands."""
