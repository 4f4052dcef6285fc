-- The last fields of spans in exported tables: counts of what was dropped, and the scope.
s.dropped_attributes AS dropped_attributes,
s.dropped_events AS dropped_events,
s.dropped_links AS dropped_links,
toString(s.scope_name) AS scope_name,
toString(s.scope_version) AS scope_version,
toString(s.scope_json) AS scope_attributes,
