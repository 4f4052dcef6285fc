-- The resources of exported rows.
SELECT
  toString(hash) AS resourceId,
  attributes AS textAttributes,
  attributes_json AS attributesJson,
  toString(schema_url) AS schemaUrl
FROM resources
WHERE hash IN {ids:Array(UInt64)}
ORDER BY seen DESC
LIMIT 1 BY hash
