"""What a name means and what rests on it: rules, articles, fields, code lists, class nodes, profiles."""
