"""The Person: a natural person, known by reference; name and details are sealed."""
