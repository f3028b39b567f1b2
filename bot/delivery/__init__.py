"""Sending what was promised: claim, send, record."""
