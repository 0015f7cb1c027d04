"""What a disclosure report is: fields, forms, bodies and places, check rules, `Report`, `Fact`, `Evidence`.

No I/O but the reading of its own packaged data, and no import of any other package of ours.

- `report`     the records everything else passes along; `contract` is their JSON
- `forms`      the official forms as rows and columns (`data/forms.toml`); `fields` is the schema they span
- `sections`   the six sections and their headings
- `rule_table` the check rules as rows; `rules` interprets them, `rules_page` prints them for `docs/rules.md`
- `regions`, `agencies`   the gazetteer and the taxonomy of public bodies
- `dates`, `text`         dates as printed, text made comparable
- `errors`     the tree of errors a caller can act on
"""
