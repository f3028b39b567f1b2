"""The commands of `fivestar`, one file per matter."""
