"""The RescreeningRun: one new list version against every live case of an institution, as an audited fact."""
