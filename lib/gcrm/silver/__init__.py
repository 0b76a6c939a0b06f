"""The canonical model: one table per thing in the business, whatever a partner calls it."""
