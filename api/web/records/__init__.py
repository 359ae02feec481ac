"""The registers: what an institution keeps beside its cases, each thing with a page of its own."""
