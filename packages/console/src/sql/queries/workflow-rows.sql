-- What the list says of the instances on one page, from all their records up to the range's end: an instance may be older than the range.
SELECT toString(name) AS type, entity_id AS id, argMaxIf(toString(state), (ts, phase = 'ended', uid), state != '') AS lastState,
  countIf(phase = 'ended') > 0 AS ended, uniqExactIf(uid, phase = 'event') AS events, toString(toUnixTimestamp64Nano(min(ts))) AS startNs, toString(toUnixTimestamp64Nano(max(ts))) AS lastNs
FROM business_events
WHERE kind = 'workflow' AND ts < {to:DateTime64(9, 'UTC')} AND name IN {types:Array(String)} AND entity_id IN {ids:Array(String)}
GROUP BY type, id
