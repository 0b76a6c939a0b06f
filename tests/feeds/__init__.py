"""Tests of the coalitions' feeds: their configuration, and their SELECTs over small made-up deliveries."""
