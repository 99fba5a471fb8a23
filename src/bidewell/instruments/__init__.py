"""Questionnaires as definitions: items, scales, scoring, licence. Knows no database, no page, and no text of others."""
