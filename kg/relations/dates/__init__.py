"""When a statement is true, where its sentence says so."""
