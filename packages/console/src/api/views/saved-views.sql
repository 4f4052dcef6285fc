-- Saved views: the newest version of each. A deleted one has no text.
SELECT
  substring(toString(kind), 6) AS id,
  toString(max(d.version)) AS newest,
  toString(toUnixTimestamp64Milli(argMax(d.saved, (d.version, d.saved)))) AS savedMs,
  argMax(d.body, (d.version, d.saved)) AS text
FROM documents AS d
WHERE startsWith(kind, 'view/')
GROUP BY kind
HAVING text != ''
ORDER BY id
LIMIT 2000
