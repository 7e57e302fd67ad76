"""What municipalities want and do: strategies, goals, action plans, their theory of change and political track."""
