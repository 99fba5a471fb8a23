"""Pages, a folder per audience. A page says who may come in, fetches through that permission, and calls one action."""
