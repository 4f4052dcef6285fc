-- Traces of the latest people who dropped at the step `atStep` of one funnel, and of those who went on: that in which
-- they took the step (of their latest step in `anyOrder`). People who may still go on are of neither side.
-- include funnel-visits
SELECT
  level = {atStep:UInt8} AS hasDropped,
  toString(low + bitShiftRight(lastVisit, 6) * unit) AS lastNs,
  lower(hex(trace)) AS traceId
FROM (
  SELECT
    arrayMax(reaching) AS lastVisit,
    arrayReduce('argMax', traces, reaching) AS trace,
    isOpen,
    level
  FROM (
    SELECT
      arrayMap(one -> one.1, traced) AS visits,
      arrayMap(one -> one.2, traced) AS traces,
      arrayMap(
        (visit, trace) -> if(
          trace != toFixedString('', 16)
            AND (bitAnd(visit, 63) = {atStep:UInt8}
              OR bitAnd(visit, 63) BETWEEN 1 AND {anyOrder:UInt8} -- if anyOrder
            ),
          visit, 0),
        visits,
        traces) AS reaching,
      -- include funnel-open
      -- include funnel-level
    FROM (
      -- include people-visits
      )))
WHERE (level > {atStep:UInt8} OR (level = {atStep:UInt8} AND NOT isOpen)) AND lastVisit > 0
ORDER BY lastVisit DESC, trace
LIMIT 50 BY hasDropped
