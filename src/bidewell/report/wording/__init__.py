"""The sentences of the document: what a verdict, a claim or a comparison means, in the reader's language."""
