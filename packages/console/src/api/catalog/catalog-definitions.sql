-- What applications declared in their catalogs: the newest of each kind and name. The catalogs themselves first, then
-- what was sent last: 10,000 of a kind, and 16 MB of text.
SELECT
  kind,
  name,
  catalogName,
  catalogVersion,
  content,
  source,
  services,
  seenMs,
  total
FROM (
  SELECT
    *,
    toString(count() OVER ()) AS total,
    row_number() OVER (PARTITION BY kind ORDER BY seenMs DESC, name) AS place,
    sum(200 + length(name) + length(content) + length(source))
      OVER (ORDER BY kind != 'catalog', seenMs DESC, kind, name ROWS UNBOUNDED PRECEDING) AS bytes
  FROM (
    SELECT
      toString(kind) AS kind,
      toString(name) AS name,
      toString(argMax(catalog, d.seen)) AS catalogName,
      toString(argMax(catalog_version, d.seen)) AS catalogVersion,
      argMax(content, d.seen) AS content,
      argMax(source, d.seen) AS source,
      groupUniqArray(20)(toString(service)) AS services,
      toUnixTimestamp64Milli(max(d.seen)) AS seenMs
    FROM definitions AS d
    WHERE startsWith(kind, 'catalog')
    GROUP BY kind, name
  )
)
WHERE place <= 10000 AND bytes <= 16000000
ORDER BY kind, name
LIMIT 100000
