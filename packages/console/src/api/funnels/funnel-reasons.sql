-- Why people dropped at the steps of one funnel: each person once, by the reason of their last failure, abandonment or
-- error since they took the step at which they dropped for the last time (in `anyOrder` any of the funnel). People
-- without a reason since then are left out. Only people with one are followed through the funnel, and each record is
-- read once, but for the sessions that it names. `ofStep` counts all reasons of the step, `total` all rows.
-- include funnel-visits
  , ended AS (
    -- include ended-records
  )
SELECT
  level,
  reason,
  count() AS people,
  sum(people) OVER (PARTITION BY level) AS ofStep,
  count() OVER () AS total
FROM (
  SELECT
    reason,
    givenNs,
    arrayMax(
      arrayMap(
        visit -> if(
          bitAnd(visit, 63) = level
            OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
          , visit, 0),
        visits)) AS lastVisit,
    -- include funnel-open
    -- include funnel-level
  FROM (
    SELECT
      groupArrayArray(
        arrayMap(
          (s, t) -> if(
            t >= low AND t < high,
            bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
          s, t)) AS visits,
      any(ofPerson.reason) AS reason,
      any(ofPerson.givenNs) AS givenNs
    FROM (
      -- include people-rows
      ) AS rows
    INNER JOIN (
      -- include given-reasons
      ) AS ofPerson ON ofPerson.person = rows.person
    GROUP BY rows.person))
WHERE level > 0 AND level < length({steps:Array(Array(String))}[1]) AND NOT isOpen
  AND givenNs >= low + bitShiftRight(lastVisit, 6) * unit
GROUP BY level, reason
ORDER BY people DESC, level, reason
LIMIT 2000
