-- The people who reached the step `atStep` of a funnel, how far they came, whether they may go on, and the trace of
-- their latest record of the step that has one (of any step in `anyOrder`), else no trace. With `minutes` only those
-- whose record is in one of these minutes: of others no level is computed.
-- include funnel-visits
SELECT
  person,
  level,
  isOpen,
  trace
FROM (
  SELECT
    person,
    trace,
    -- include funnel-open
    -- include funnel-level
  FROM (
    SELECT
      person,
      visits,
      arrayMax(inTraces) AS traced,
      if(traced > 0, traced, arrayMax(reaching)) AS latest,
      if(traced > 0, traces[indexOf(inTraces, traced)], toFixedString('', 16)) AS trace
    FROM (
      SELECT
        person,
        arrayMap(one -> one.1, traced) AS visits,
        arrayMap(one -> one.2, traced) AS traces,
        arrayMap(
          visit -> if(
            bitAnd(visit, 63) = {atStep:UInt8}
              OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
            , visit, 0),
          visits) AS reaching,
        arrayMap((visit, one) -> if(one = toFixedString('', 16), 0, visit), reaching, traces) AS inTraces
      FROM (
        -- include people-visits
        ))
    WHERE latest > 0
      AND toStartOfMinute(fromUnixTimestamp64Nano(toInt64(low + bitShiftRight(latest, 6) * unit), 'UTC')) -- if minutes
        IN {minutes:Array(DateTime('UTC'))}
  ))
WHERE level >= {atStep:UInt8}
