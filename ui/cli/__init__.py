"""The `prescreen` command."""
