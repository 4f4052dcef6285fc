-- Workflow instances that were heard of in the range, the latest first: a page of them by last event and id.
SELECT type, id, toString(toUnixTimestamp64Nano(last)) AS lastNs
FROM (
  SELECT toString(name) AS type, entity_id AS id, max(ts) AS last FROM business_events
  WHERE kind = 'workflow' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND ({type:String} = '' OR name = {type:String}) AND ({environment:String} = '' OR environment = {environment:String})
  GROUP BY type, id)
WHERE last < {cursorLast:DateTime64(9, 'UTC')} OR (last = {cursorLast:DateTime64(9, 'UTC')} AND (id, type) < ({cursorId:String}, {cursorType:String}))
ORDER BY last DESC, id DESC, type DESC
LIMIT {limit:UInt32}
