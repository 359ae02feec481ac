"""The demonstration: fictional institutions that play the six casussen of the guideline over HTTP."""
