"""From validated frames to the engine and back: event rules, panels, description, claims. Knows no files."""
