"""What a tree is worth: one evaluator, and an arithmetic that says what a number is."""
