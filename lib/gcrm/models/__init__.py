"""Parameters and scores of models, both ordinary tables."""
