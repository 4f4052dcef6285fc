-- What instances with a record in the range did, over all processes and from all their records up to the end of the
-- range. `kind`: 0 a transition, 1 the end of an instance in the state `target`, 2 an instance that ended, 3 one that
-- is open. A row with `whole` is a state that was left: how often, and after how long. The state is that of the record,
-- or the previous one; if it did not change, the target is the event's name. Quantiles are of the time in the state
-- `origin`; of instances, from the first record to the last. A return leads to a state in which the instance was
-- before; `lost` is the time since that state was last reached. `marked` counts transitions that a process knew to be
-- illegal, and instances with a return. Of instances, `lost` is the time from the first event to the last, and
-- `departures` counts those with an event. Groups are summed up in two stages by one number, which halves the time.
-- include workflow-names
SELECT
  names[typeCode + 1] AS type,
  toUInt8(kindCode) AS kind,
  toUInt8(grouping(target)) AS whole,
  names[greatest(origin, departed) + 1] AS fromState,
  names[target + 1] AS toState,
  sum(hopCount) AS hops,
  sum(firstCount) AS instances,
  sum(markedCount) AS marked,
  sumIf(hopCount, leaves = 1) AS departures,
  arrayMap(ns -> ns / 1000000, quantilesExactInclusiveMerge(0.5, 0.9, 0.95)(times)) AS quantiles,
  sum(returnCount) AS returns,
  quantileExactInclusiveMerge(0.5)(lostTimes) / 1000000 AS lostMedian,
  sum(lostNs) / 1000000 AS lostSum
FROM (
  SELECT
    intDiv(key, 4398046511104) AS typeCode,
    intDiv(key, 549755813888) % 4 AS kindCode,
    intDiv(key, 274877906944) % 2 AS leaves,
    intDiv(key, 524288) % 524288 AS origin,
    key % 524288 AS target,
    if(leaves = 1 AND kindCode < 2, origin, 0) AS departed,
    *
  FROM (
    SELECT
      hop.1 AS key,
      count() AS hopCount,
      countIf(hop.5 = 1) AS firstCount,
      countIf(hop.4 != 0) AS markedCount,
      quantilesExactInclusiveState(0.5, 0.9, 0.95)(hop.2) AS times,
      countIf(hop.3 >= 0) AS returnCount,
      quantileExactInclusiveStateIf(0.5)(hop.3, hop.3 >= 0) AS lostTimes,
      sumIf(hop.3, hop.3 >= 0) AS lostNs
    FROM (
      SELECT
        type * 4398046511104 AS typeKey,
        arrayMap((step, nth) -> (
          typeKey + step.7 * 274877906944 + step.2 * 524288 + step.3,
          step.4,
          step.6,
          step.5,
          nth), steps, arrayEnumerateUniq(steps.2, steps.3)) AS transitions,
        (
          typeKey + 549755813888 + 274877906944 + states[-1] * 524288 + endState + (endState = 0) * states[-1],
          last - inStateSince,
          -1,
          0,
          1) AS ending,
        (
          typeKey + (3 - isOver) * 549755813888 + notEmpty(times) * 274877906944,
          last - began,
          times[-1] - times[1],
          arrayExists(step -> step.6 >= 0, steps),
          1) AS total,
        arrayConcat(transitions, arraySlice([total, ending], 1, 1 + isOver)) AS facts
      FROM (
        -- include workflow-paths
      ))
    ARRAY JOIN facts AS hop
    GROUP BY key))
GROUP BY GROUPING SETS ((typeCode, kindCode, origin, target), (typeCode, departed))
HAVING whole = 0 OR departed != 0
ORDER BY type, kind, whole, hops DESC, fromState, toState
LIMIT 4000
SETTINGS max_threads = 2, max_bytes_before_external_group_by = 150000000
