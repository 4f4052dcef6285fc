-- Columns of the records of a user, which are read in two ways.
uid,
ts,
kind,
name,
entity_id,
session_id,
toString(service) AS service,
toString(service_version) AS version,
attributes
