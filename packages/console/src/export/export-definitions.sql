-- Definitions that applications declared, the latest of each.
SELECT
  toString(kind) AS definitionKind,
  toString(name) AS definitionName,
  version AS versionText,
  steps,
  states,
  transitions_json AS transitionsJson,
  toString(timeout_ms) AS timeoutMs,
  toString(service) AS serviceName,
  toString(catalog) AS catalogName,
  toString(catalog_version) AS catalogVersion,
  content,
  source AS sourcePlace,
  toString(toUnixTimestamp64Milli(seen)) AS seenMs
FROM definitions
ORDER BY seen DESC
LIMIT 1 BY kind, name
