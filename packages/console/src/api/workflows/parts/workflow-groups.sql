-- The events of each instance with a record in the range, from all times before its end, in no order. Instances are
-- told apart by a hash of type and id, which halves the time.
SELECT
  cityHash64(name, entity_id) AS instance,
  transform(toString(any(name)), names, arrayEnumerate(names), 1) - 1 AS type,
  any(entity_id) AS id,
  groupArrayIf(2000)(toUnixTimestamp64Nano(ts), phase = 'event') AS at,
  groupArrayIf(2000)(toInt64(
    (transform(toString(state), names, arrayEnumerate(names), 1) - 1) * 2097152
      + (transform(toString(step), names, arrayEnumerate(names), 1) - 1) * 2 + illegal), phase = 'event') AS codes,
  min(toUnixTimestamp64Nano(ts)) AS began,
  max(toUnixTimestamp64Nano(ts)) AS last,
  max(toUnixTimestamp64Nano(ts) * 2 + (phase = 'ended')) % 2 = 1 AS isOver,
  argMaxIf(toString(state), toUnixTimestamp64Nano(ts) * 2 + (phase = 'ended'), state != '') AS lastState,
  argMaxIf(user_id, ts, user_id != '') AS person,
  argMaxIf(toInt64(transform(toString(state), names, arrayEnumerate(names), 1)) - 1, ts, phase = 'ended') AS endState
FROM business_events
WHERE kind = 'workflow' AND ts < {to:DateTime64(9, 'UTC')} AND cityHash64(name, entity_id) IN (
  -- include workflow-chosen
  )
  AND name = {type:String} -- if type
  AND entity_id IN {ids:Array(String)} -- if ids
GROUP BY instance
