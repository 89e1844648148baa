"""Clinical language, English and Spanish: folding, sentences, phrases and how a text speaks of a finding."""
