"""The one error for a definition that is incomplete or contradicts itself."""


class DefinitionError(ValueError):
    """Names the field, as in `scales.total.items`, and says what belongs there."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(f"{field}: {says}")
        self.field = field
        self.says = says
