"""Workbooks in, forms out."""
