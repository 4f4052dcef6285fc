-- Those of `names` or `type` that declare a timeout, now or earlier, or of which a record since `since` has one.
SELECT name
FROM definitions
WHERE kind = 'transaction' AND timeout_ms > 0
  AND name IN {names:Array(String)} -- if names
  AND name = {type:String} -- if type
UNION ALL
SELECT DISTINCT name
FROM business_events
WHERE kind = 'transaction' AND timeout_ms > 0
  AND name IN {names:Array(String)} -- if names
  AND name = {type:String} -- if type
  AND ts >= {since:DateTime64(9, 'UTC')}
  AND ts < {until:DateTime64(9, 'UTC')}
  AND environment = {environment:String} -- if environment
