"""An analysis as data (one JSON document) and as a page made from that document alone."""
