-- The last fields of log records in exported tables: counts of what was dropped, and the scope.
l.dropped_attributes AS dropped_attributes,
toString(l.scope_name) AS scope_name,
toString(l.scope_version) AS scope_version,
toString(l.scope_json) AS scope_attributes,
