"""Days before months, as month names stand in words everywhere; the clock as staff in the United States read it."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "j M Y"
MONTH_DAY_FORMAT = "j F"
YEAR_MONTH_FORMAT = "F Y"
TIME_FORMAT = "P"
DATETIME_FORMAT = "j F Y, P"
SHORT_DATETIME_FORMAT = "D j M, P"
