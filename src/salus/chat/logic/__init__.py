"""Pure parts of chat: understanding a question, composing sentences, holding them against their sources."""
