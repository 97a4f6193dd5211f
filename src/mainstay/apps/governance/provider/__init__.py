"""The company's identity provider, through which people sign in by OpenID Connect."""
