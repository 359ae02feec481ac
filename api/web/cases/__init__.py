"""The register of cases, and the page of one case: where it stands, why not, and what can be done."""
