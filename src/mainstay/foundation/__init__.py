"""What every subject needs of Django: access, audit, jobs, registries. Knows no subject."""
