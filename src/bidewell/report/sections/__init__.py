"""The page's parts: one file each, from the document to words, figures and tables ready to print."""
