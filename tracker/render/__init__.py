"""Edges that write for people and programs: one output gate for each kind of sink."""
