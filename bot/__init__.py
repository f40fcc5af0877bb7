"""Joins the rooms and keeps them running; the only room that sees all others."""
