"""HTTP only: REST and server-rendered pages."""
