-- Workflow instances with a record in the range, the latest first: a page of them, by last event and id.
SELECT
  type,
  id,
  toString(toUnixTimestamp64Nano(last)) AS lastNs
FROM (
  SELECT
    toString(name) AS type,
    entity_id AS id,
    max(ts) AS last
  -- include workflow-records
  GROUP BY type, id)
WHERE last < {cursorLast:DateTime64(9, 'UTC')}
  OR (last = {cursorLast:DateTime64(9, 'UTC')} AND (id, type) < ({cursorId:String}, {cursorType:String}))
ORDER BY last DESC, id DESC, type DESC
LIMIT {limit:UInt32}
