"""The floor that knows concrete things: store, vault, screening, lists, scheduler, CLI, bootstrap."""
