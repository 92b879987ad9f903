"""What people type, checked and named; each refusal says what to do."""
