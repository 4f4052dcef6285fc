-- The series of exported points.
SELECT
  toString(hash) AS seriesId,
  toString(name) AS metricName,
  type,
  temporality,
  monotonic,
  toString(unit) AS metricUnit,
  toString(description) AS metricDescription,
  toString(resource_hash) AS resourceId,
  toString(scope_name) AS scopeName,
  toString(scope_version) AS scopeVersion,
  toString(scope_json) AS scopeJson,
  attributes AS textAttributes,
  attributes_json AS attributesJson,
  metadata_json AS metadataJson
FROM series
WHERE hash IN {ids:Array(UInt64)}
ORDER BY seen DESC
LIMIT 1 BY hash
