"""WHO MAY: the policy table and the guard at every route."""
