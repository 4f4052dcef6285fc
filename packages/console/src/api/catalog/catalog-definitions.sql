-- What applications declared in their catalogs: the newest of each kind and name.
SELECT
  toString(kind) AS kind,
  toString(name) AS name,
  toString(argMax(catalog, d.seen)) AS catalogName,
  toString(argMax(catalog_version, d.seen)) AS catalogVersion,
  argMax(content, d.seen) AS content,
  argMax(source, d.seen) AS source,
  groupUniqArray(20)(toString(service)) AS services,
  toString(toUnixTimestamp64Milli(max(d.seen))) AS seenMs
FROM definitions AS d
WHERE startsWith(kind, 'catalog')
GROUP BY kind, name
ORDER BY kind, name
LIMIT 20000
