"""Files to hand out: dossiers and letters as PDF, registers as CSV and XLSX, the file for a licence authority."""
