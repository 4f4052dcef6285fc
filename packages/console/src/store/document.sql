-- The newest version of a document. A version may stand twice after an insert whose answer was lost: both are the same text.
SELECT toString(version) AS version, toString(toUnixTimestamp64Milli(saved)) AS savedMs, body
FROM documents
WHERE kind = {kind:String}
ORDER BY version DESC, saved DESC
LIMIT 1
