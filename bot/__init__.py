"""五星支部 / fivestar: a bot for the organisational life of Party branches."""

__version__ = "0.1.0"
