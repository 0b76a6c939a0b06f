"""What people type: arguments to configuration, configuration to session, session to run."""
