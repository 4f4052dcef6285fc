-- The newest version of each document whose kind begins with a text. A deleted one has no text.
SELECT
  toString(kind) AS document,
  toString(max(d.version)) AS newest,
  toString(toUnixTimestamp64Milli(argMax(d.saved, (d.version, d.saved)))) AS savedMs,
  argMax(d.body, (d.version, d.saved)) AS text
FROM documents AS d
WHERE startsWith(kind, {prefix:String})
GROUP BY kind
HAVING text != ''
ORDER BY document
LIMIT 10000
