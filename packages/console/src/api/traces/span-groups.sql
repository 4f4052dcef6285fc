-- Spans of [from, to) by the values of one attribute, the most frequent first; spans without the attribute come
-- before them, as an empty value. The caller knows where the values are: in a column, in the resource, in the map of
-- one type, or, with `anyKey`, in several maps. The engine reads only one key of a map if nothing in the query names
-- the whole map. `estimated` is the number of spans before sampling.
-- include held-values
SELECT
  value,
  count() AS spans,
  sum(toFloat64(weight)) AS estimated,
  countIf(status = 2) AS errors,
  sumIf(toFloat64(weight), status = 2) AS estimatedErrors,
  sum(duration * toFloat64(weight)) / estimated / 1e6 AS meanMs,
  arrayMap(ns -> ns / 1e6, quantilesTDigestWeighted(0.5, 0.95)(
    duration, toUInt64(round(least(weight, 1e9) * 1024)))) AS quantilesMs
FROM (
  SELECT
    weight,
    status,
    duration,
    -- include span-value
  FROM spans
  -- include spans-in-range
    -- include span-conditions
    -- include attribute-conditions
  )
GROUP BY value
ORDER BY value = '' DESC, estimated DESC, value
LIMIT {limit:UInt32}
SETTINGS max_threads = 2
