"""Long and recurring work: asked for in one row, claimed by one worker, found again where its process died."""
