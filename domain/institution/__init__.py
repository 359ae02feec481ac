"""The InstitutionProfile: whom to reach at an institution for what, and who decides there."""
