-- The last record of each instance of `quiet`, which has its `type`, `id` and `lastTime`.
FROM business_events
WHERE kind = 'workflow'
  AND phase IN ('event', 'ended')
  AND name IN {names:Array(String)}
  AND toStartOfHour(ts) IN (SELECT toStartOfHour(lastTime) FROM quiet)
  AND (name, entity_id, ts) IN (
    SELECT
      type,
      id,
      lastTime
    FROM quiet)
ORDER BY phase = 'ended' DESC, uid DESC
LIMIT 1 BY name, entity_id
