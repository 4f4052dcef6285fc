-- How many instances with a record in the range are in each state.
SELECT
  toString(anyType) AS type,
  toString(lastState) AS state,
  count() AS instances
FROM (
  SELECT
    cityHash64(name, entity_id) AS instance,
    any(name) AS anyType,
    argMaxIf(business_events.state, toUnixTimestamp64Nano(ts) * 2 + (phase = 'ended'), state != '') AS lastState
  -- include workflow-records
  GROUP BY instance)
GROUP BY type, state
ORDER BY type, instances DESC, state
LIMIT 1000
