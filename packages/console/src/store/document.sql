-- The newest version of a document. A version may exist twice after an insert whose response was lost: both have the
-- same text.
SELECT
  toString(version) AS version,
  toString(toUnixTimestamp64Milli(saved)) AS savedMs,
  body
FROM documents
WHERE kind = {kind:String}
ORDER BY version DESC, saved DESC
LIMIT 1
