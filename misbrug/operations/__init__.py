"""What those who run the site see of it: its log and its health."""
