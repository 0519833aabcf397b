"""The published site: pages that people read, check and drag through time, made from the read model.

The rule kept here: a page is made of the values that the commands print, its text passes the gates, and the same log
and the same day give the same bytes. Nothing on a page asks another host for anything.
"""
