-- Why people dropped at the steps of one funnel: each person once, by the reason of their last abandonment since they
-- took the step at which they dropped for the last time (in `anyOrder` any of the funnel). People who gave no reason
-- since then are left out. Only people with an abandonment are followed through the funnel. `ofStep` counts all
-- reasons of the step, `total` all rows.
-- include funnel-visits
  , abandoned AS (
    -- include abandoned-records
  )
  , given_reasons AS (
    SELECT
      person,
      argMax(given, moment) AS reason,
      toUInt64(toUnixTimestamp64Nano(max(moment).1)) AS givenNs
    FROM (
      -- include abandoned-ways
    )
    WHERE person BETWEEN {first:UInt64} AND {last:UInt64} -- if first
    GROUP BY person
    HAVING person != 0 AND reason != ''
  )
SELECT
  level,
  reason,
  count() AS people,
  sum(people) OVER (PARTITION BY level) AS ofStep,
  count() OVER () AS total
FROM (
  SELECT
    person,
    level,
    arrayMax(
      arrayMap(
        visit -> if(
          bitAnd(visit, 63) = level
            OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
          , visit, 0),
        visits)) AS lastVisit
  FROM (
    SELECT
      person,
      visits,
      -- include funnel-level
    FROM (
      SELECT
        person,
        groupArrayArray(
          arrayMap(
            (s, t) -> if(
              t >= low AND t < high,
              bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
            s, t)) AS visits
      FROM (
        -- include people-rows
        )
      WHERE person IN (SELECT person FROM given_reasons)
      GROUP BY person))
  WHERE level > 0 AND level < length({steps:Array(Array(String))}[1])
) AS reached INNER JOIN given_reasons USING (person)
WHERE givenNs >= low + bitShiftRight(lastVisit, 6) * unit
GROUP BY level, reason
ORDER BY people DESC, level, reason
LIMIT 2000
