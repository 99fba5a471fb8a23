"""Retention, described: entry, staying, endings, attendance. Depended on by `verbs`; knows no files and no words."""
