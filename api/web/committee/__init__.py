"""What waits for a committee or an approver, and the dossier that they read in one go and decide on."""
