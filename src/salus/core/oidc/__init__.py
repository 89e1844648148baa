"""Sign-in through an organisation's own provider: OpenID Connect, authorization code with PKCE, for linked accounts."""
