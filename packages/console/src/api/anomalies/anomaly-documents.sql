-- Sampling rules and alert rules that were saved in the range, the latest first.
-- A deleted one has no text, and the name of its last one.
SELECT
  toString(d.kind) AS document,
  toString(d.version) AS version,
  toString(toUnixTimestamp64Milli(d.saved)) AS savedMs,
  d.body AS text,
  named.body AS lastText
FROM documents AS d
LEFT JOIN (
  SELECT
    kind,
    argMaxIf(n.body, n.version, n.body != '') AS body
  FROM documents AS n
  WHERE kind = {sampling:String} OR startsWith(kind, 'alert-alert/') OR startsWith(kind, 'alert-objective/')
  GROUP BY kind) AS named
ON d.kind = named.kind
WHERE (d.kind = {sampling:String} OR startsWith(d.kind, 'alert-alert/') OR startsWith(d.kind, 'alert-objective/'))
  AND d.saved >= {from:DateTime64(9, 'UTC')} AND d.saved < {to:DateTime64(9, 'UTC')}
ORDER BY d.saved DESC, document
LIMIT {limit:UInt32}
