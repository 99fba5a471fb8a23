"""One kind of model term a file. A term learns its basis from the rows it is fitted on and can rebuild it for new rows."""
