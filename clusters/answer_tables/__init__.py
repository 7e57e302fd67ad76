"""Tables of answers, in and out: one answer a row, or the questionnaire as people fill it in."""
