"""Sign-in: argon2id passwords, JWT access and refresh tokens, cookies with CSRF protection, bearer for machines."""
