"""The pages of a researcher: notifying, the own cases, what is asked in them, documents, and sharing."""
