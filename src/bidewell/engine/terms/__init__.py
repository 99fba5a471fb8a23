"""One kind of model term a file: it learns its basis from the rows it is fitted on and rebuilds it for new rows."""
