"""One file a step of the schema; each names the one before it in `down_revision`."""
