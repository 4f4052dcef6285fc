-- All records of one transaction or workflow at any time, each once, oldest first. The index on entities finds them.
SELECT
  -- include business-event-columns
FROM business_events
WHERE kind = {kind:String} AND name = {name:String} AND entity_id = {id:String}
ORDER BY ts, phase = 'ended', step_index, uid
LIMIT 1 BY uid
LIMIT {limit:UInt32}
