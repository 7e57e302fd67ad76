"""Danish text without a database: the CPR guard and the rules of Danish names, numbers and dates."""
