-- All versions of a dashboard, the newest first, without their charts: the text only of one. A version may exist twice
-- after an insert whose response was lost: both have the same text. One in which it was deleted has no text.
SELECT
  toString(version) AS number,
  toString(toUnixTimestamp64Milli(saved)) AS savedMs,
  body = '' AS isDeleted,
  if(number = {version:String}, body, '') AS text, -- if version
  JSONExtractString(body, 'savedBy') AS savedBy,
  JSONExtractString(body, 'content', 'title') AS title,
  JSONLength(body, 'content', 'charts') AS charts
FROM documents
WHERE kind = {kind:String}
ORDER BY version DESC, saved DESC
LIMIT 1 BY version
LIMIT 200
