"""The Party: an organisation of the institution's register, and what people decided about its matches."""
