"""The ExportLicence: asked of an authority, granted or refused, serving one case or many."""
