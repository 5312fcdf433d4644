"""Forms of recognised speech, as Azure gives them: lexical, normalised (ITN), masked and display."""
