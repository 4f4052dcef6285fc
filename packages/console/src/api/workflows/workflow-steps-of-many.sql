-- What instances did in the range (parts/workflow-hops.sql). Of each type and kind the `each` most
-- frequent rows, and the others as one: how many they are (`others`), their sums, and up to 2,000 of them in `rest`,
-- to be judged. A type with very many transitions hides no other. `mostTypes`: only transitions and instances, and
-- transitions only of the types with most instances.
-- include workflow-names
SELECT
  type,
  kind,
  whole,
  any(origin) AS fromState,
  any(target) AS toState,
  sum(happened) AS hops,
  sum(inInstances) AS instances,
  sum(illegal) AS marked,
  sum(departed) AS departures,
  sum(begun) AS firsts,
  any(stayed) AS quantiles,
  sum(returned) AS returns,
  any(lostMiddle) AS lostMedian,
  sum(lostTotal) AS lostSum,
  countIf(place > {each:UInt32}) AS others,
  groupArrayIf(2000)((origin, target, happened, illegal, begun), place > {each:UInt32}) AS rest
FROM (
  SELECT
    dense_rank() OVER (ORDER BY weight DESC, type) AS typePlace, -- if mostTypes
    *
  FROM (
    SELECT
      row_number() OVER (PARTITION BY type, kind, whole ORDER BY happened DESC, origin, target) AS place,
      sumIf(happened, kind >= 2) OVER (PARTITION BY type) AS weight, -- if mostTypes
      *
    FROM (
      -- include workflow-hops
      )))
WHERE (kind >= 2 OR (kind = 0 AND NOT whole AND typePlace <= {mostTypes:UInt32})) -- if mostTypes
GROUP BY type, kind, whole, least(place, {each:UInt32} + 1)
ORDER BY kind >= 2 DESC, hops DESC, type, kind, whole, fromState, toState
LIMIT 50000
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
