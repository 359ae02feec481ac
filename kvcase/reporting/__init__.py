"""Reports that are made of what is recorded: prefills, figures with small cells kept back, the annual report."""
