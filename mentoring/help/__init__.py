"""Help for staff: the guides of docs/guides, shown inside the product."""
