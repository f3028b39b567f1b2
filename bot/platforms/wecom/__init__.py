"""企业微信: a self-built application's door, client and cards."""
