"""What is allowed of programmes, in their own terms."""
