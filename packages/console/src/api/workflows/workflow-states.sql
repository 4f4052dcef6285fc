-- How many instances that were heard of in the range stand in each state.
SELECT type, lastState AS state, count() AS instances
FROM (
  SELECT toString(name) AS type, entity_id, argMaxIf(toString(state), (ts, phase = 'ended', uid), state != '') AS lastState FROM business_events
  WHERE kind = 'workflow' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND ({type:String} = '' OR name = {type:String}) AND ({environment:String} = '' OR environment = {environment:String})
  GROUP BY type, entity_id)
GROUP BY type, state
ORDER BY type, instances DESC, state
LIMIT 1000
