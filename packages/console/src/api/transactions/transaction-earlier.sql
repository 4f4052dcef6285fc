-- Whether one of some transactions has records from before those that were read: its id was used before.
SELECT 1 AS found
FROM business_events
WHERE kind = 'transaction'
  AND name = {type:String}
  AND ts >= {since:DateTime64(9, 'UTC')}
  AND ts < {readSince:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
  AND entity_id IN {ids:Array(String)}
LIMIT 1
