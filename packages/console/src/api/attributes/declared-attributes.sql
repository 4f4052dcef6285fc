-- Attributes that applications declare in their catalogs, with their types: the newest declaration of each, and the
-- newest version of each catalog, which shows what is no longer declared.
SELECT
  toString(kind) AS kind,
  toString(name) AS name,
  toString(argMax(catalog, d.seen)) AS catalogName,
  toString(argMax(catalog_version, d.seen)) AS catalogVersion,
  argMax(JSONExtractString(content, 'type'), d.seen) AS type,
  argMax(JSONExtractString(content, 'unit'), d.seen) AS unit,
  argMax(JSONExtractArrayRaw(content, 'members'), d.seen) AS members,
  toString(toUnixTimestamp64Milli(max(d.seen))) AS seenMs
FROM definitions AS d
WHERE kind IN ('catalog', 'catalog.attribute')
GROUP BY kind, name
ORDER BY kind, name
LIMIT 5000
