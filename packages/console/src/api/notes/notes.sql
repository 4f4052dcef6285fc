-- Notes, the latest first: the newest version of each, a page of them by time and id. Versions differ in text and
-- `edited` only.
SELECT
  n.id AS noteId,
  toString(max(n.version)) AS newest,
  any(n.kind) AS noteKind,
  any(n.subject) AS noteSubject,
  max(n.from_time) AS begin,
  toString(toUnixTimestamp64Milli(begin)) AS fromMs,
  toString(toUnixTimestamp64Milli(any(n.to_time))) AS toMs,
  any(n.path) AS notePath,
  any(n.search) AS noteSearch,
  argMax(n.text, n.version) AS noteText,
  any(n.author) AS noteAuthor,
  any(n.author_id) AS authorId,
  toString(toUnixTimestamp64Milli(any(n.created))) AS createdMs,
  toString(toUnixTimestamp64Milli(argMax(n.edited, n.version))) AS editedMs
FROM notes AS n
WHERE n.version > 0
  AND n.id = {id:String} -- if id
  AND n.kind = {kind:String} -- if kind
  AND n.subject = {subject:String} -- if subject
  AND n.path = {path:String} -- if path
  AND n.from_time < {to:DateTime64(9, 'UTC')} -- if from
    AND n.to_time >= {from:DateTime64(9, 'UTC')}
  AND n.from_time <= fromUnixTimestamp64Milli({cursorMs:Int64}, 'UTC') -- if cursorMs
    AND (n.from_time, n.id) < (fromUnixTimestamp64Milli({cursorMs:Int64}, 'UTC'), {cursorId:String})
GROUP BY n.id
ORDER BY begin DESC, noteId DESC
LIMIT {limit:UInt32}
