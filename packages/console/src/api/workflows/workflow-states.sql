-- How many instances with a record in the range are in each state.
SELECT
  type,
  lastState AS state,
  count() AS instances
FROM (
  SELECT
    toString(name) AS type,
    entity_id,
    argMaxIf(toString(state), (ts, phase = 'ended', uid), state != '') AS lastState
  -- include workflow-records
  GROUP BY type, entity_id)
GROUP BY type, state
ORDER BY type, instances DESC, state
LIMIT 1000
