"""The office: what staff ask of everything at once. What a change means, who did what and when, and the reports."""
