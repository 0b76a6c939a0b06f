"""A person's rights: everything that is known of a member told, or taken out of all that is kept."""
