"""The FwoReport: what an institution tells the FWO about a project that it funds, during it and after it."""
