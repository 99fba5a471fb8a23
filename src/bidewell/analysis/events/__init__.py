"""From records to the panel: the rules of events, and one row per episode and week."""
