-- The people who reached the step `atStep` of a funnel in the range: how far they came, whether they may still go on,
-- and the hash of their latest record of it (in `anyOrder` of any step). With `hours` only those whose record is in one
-- of these hours: of others no level is computed.
SELECT
  record,
  person,
  -- include funnel-open
  -- include funnel-level
FROM (
  SELECT
    person,
    groupArrayArray(walked) AS visits,
    max(reached) AS latest,
    argMax(hash, reached) AS record
  FROM (
    SELECT
      person,
      arrayMap(
        (s, t) -> if(
          t >= low AND t < high, bitShiftLeft(intDiv(toUInt64(t - low), unit), 6) + transform(s, hashes, places, 0), 0),
        s, t) AS walked,
      arrayMax(
        arrayMap(
          visit -> if(
            bitAnd(visit, 63) = {atStep:UInt8}
              OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
            , visit, 0),
          walked)) AS reached,
      u[indexOf(walked, reached)] AS hash
    FROM (
      -- include people-rows
      ))
  GROUP BY person
  HAVING latest > 0
    AND toStartOfHour(fromUnixTimestamp64Nano(toInt64(low + bitShiftRight(latest, 6) * unit), 'UTC')) -- if hours
      IN {hours:Array(DateTime('UTC'))}
)
WHERE level >= {atStep:UInt8}
