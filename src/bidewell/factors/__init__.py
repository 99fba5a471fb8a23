"""What may go with staying, by name. A program's own names work without a row here."""
