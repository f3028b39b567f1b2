"""Platforms: each translates its own format into `Incoming`, and a `Reply` into its own format."""
