"""What is shown of programmes, and what the rooms above ask about them."""
