"""YAML files as text with places: `tree` is the data, `reading` the only file that knows YAML."""
