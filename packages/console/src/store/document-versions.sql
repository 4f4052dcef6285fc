-- All versions of a document, the newest first. A version may exist twice after an insert whose response was lost:
-- both have the same text. One in which it was deleted has no text.
SELECT
  toString(version) AS newest,
  toString(toUnixTimestamp64Milli(saved)) AS savedMs,
  body AS text
FROM documents
WHERE kind = {kind:String}
ORDER BY version DESC, saved DESC
LIMIT 1 BY version
LIMIT 200
