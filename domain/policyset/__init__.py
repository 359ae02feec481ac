"""The PolicySet: which edition of the catalogues and rules is in force since when."""
