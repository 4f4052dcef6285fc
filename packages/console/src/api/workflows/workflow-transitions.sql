-- Transitions of the workflows of the range, over all processes, and how long they were in the state before. A state
-- is that of the record, or the previous one; if it did not change, the target is the event's name. `marked` counts
-- transitions that a process knew to be illegal; for the others the definition decides. At most 1,000 events of an
-- instance are read.
SELECT
  type,
  origin,
  target,
  count() AS hops,
  countIf(mark) AS marked,
  quantileExactInclusive(0.5)(ms) AS medianMs
FROM (
  SELECT
    type,
    if(at = 1, '', states[at - 1]) AS origin,
    if(way[at].3 != '' AND way[at].3 != origin, way[at].3, way[at].4) AS target,
    way[at].5 AS mark,
    if(at = 1, 0, (toUnixTimestamp64Nano(way[at].1) - toUnixTimestamp64Nano(way[at - 1].1)) / 1000000) AS ms
  FROM (
    SELECT
      toString(name) AS type,
      entity_id AS id,
      arraySlice(arraySort(groupUniqArray(2000)((ts, uid, toString(state), toString(step), illegal))), 1, 1000) AS way,
      arrayFill(state -> state != '', arrayMap(event -> event.3, way)) AS states
    FROM business_events
    WHERE kind = 'workflow' AND phase = 'event' AND ts < {to:DateTime64(9, 'UTC')} AND (name, entity_id) IN (
      SELECT
        name,
        entity_id
      -- include workflow-records
      )
    GROUP BY type, id)
  ARRAY JOIN arrayEnumerate(way) AS at)
GROUP BY type, origin, target
ORDER BY type, hops DESC, origin, target
LIMIT 2000
