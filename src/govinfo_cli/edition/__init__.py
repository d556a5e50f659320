"""What is exported: one state of the catalogue as one side may see it, and what every open format says alike."""
