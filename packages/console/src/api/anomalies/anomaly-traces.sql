-- The traces of the latest business records of one name in the range, with the attributes of an alert's group.
SELECT DISTINCT lower(hex(trace_id)) AS traceId
FROM (
  SELECT
    trace_id,
    ts
  FROM business_events
  WHERE kind = {kind:String}
    AND name = {name:String}
    AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
    AND outcome IN {outcomes:Array(String)} -- if outcomes
    AND trace_id != toFixedString('', 16)
    -- include alert-event-where
  ORDER BY ts DESC
  LIMIT 200)
LIMIT {limit:UInt32}
