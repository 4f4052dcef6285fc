-- What instances did in the range, over all processes: a row for each figure. Their records before the range say in
-- which state they were, since when, and which states they had before. `kind`: 0 a transition, 1 the end of an instance
-- in the state `target`, 2 an instance that ended, 3 one that is open. A row with `whole` is a state that was left: how
-- often, and after how long. The state is that of the record, or the previous one; if it did not change, the target is
-- the event's name. `stayed` are percentiles of the time in the state `origin` (the smallest that at least the share
-- does not exceed, as in transaction-figures.sql); of instances, from the first record to the last. A return leads to a
-- state in which the instance was before; `lost` is the time since that state was last reached. `illegal` counts
-- transitions that a process knew to be illegal, and instances with a return. Of instances, `lost` is the sum of the
-- times between events, and `departed` counts those whose first event is in the range; `begun` counts first events.
-- Every figure is a row of its own with one number as its group: to group twice, with states of the quantiles, takes
-- half as long again.
SELECT
  names[intDiv(key, 4398046511104) + 1] AS type,
  toUInt8(intDiv(key, 549755813888) % 4) AS kind,
  toUInt8(intDiv(key, 549755813888) % 8 = 4) AS whole,
  names[intDiv(key, 524288) % 524288 + 1] AS origin,
  names[key % 524288 + 1] AS target,
  count() AS happened,
  countIf(nth = 1) AS inInstances,
  countIf(mark != 0) AS illegal,
  countIf(change != 0) AS departed,
  countIf(change = 2) AS begun,
  arrayMap(ns -> ns / 1000000, quantilesExact(0.499999999, 0.899999999, 0.949999999)(stay)) AS stayed,
  countIf(lostNs >= 0) AS returned,
  if(returned = 0, NULL, quantileExactIf(0.499999999)(lostNs, lostNs >= 0) / 1000000) AS lostMiddle,
  sumIf(lostNs, lostNs >= 0) / 1000000 AS lostTotal
FROM (
  SELECT
    type * 4398046511104 AS typeKey,
    isOver * (states[-1] != 0) AS isLeft,
    arrayConcat(
      arrayMap((origin, target) -> typeKey + origin * 524288 + target, origins, targets),
      [typeKey + (3 - isOver) * 549755813888],
      arrayResize(
        [typeKey + 549755813888 + states[-1] * 524288 + endState + (endState = 0) * states[-1]], isOver),
      arrayFilter(
        key -> key != 0,
        arrayMap(
          (origin, change) -> (typeKey + 4 * 549755813888 + origin * 524288) * (change AND origin != 0),
          origins, changes)),
      arrayResize([typeKey + 4 * 549755813888 + states[-1] * 524288], isLeft)) AS keys,
    arrayConcat(
      stays,
      [last - began],
      arrayResize([last - inStateSince], isOver),
      arrayFilter((stay, origin, change) -> change AND origin != 0, stays, origins, changes),
      arrayResize([last - inStateSince], isLeft)) AS allStays,
    arrayResize(
      arrayConcat(arrayEnumerateUniq(origins, targets), arrayResize([1], 1 + isOver, 1)), length(keys)) AS nths,
    arrayResize(arrayConcat(lost, [times[-1] - times[greatest(earlier, 1)]]), length(keys), -1) AS allLost,
    arrayResize(arrayConcat(marks, [arrayExists(ns -> ns >= 0, lost)]), length(keys)) AS allMarks,
    arrayResize(
      arrayConcat(
        arrayMap((change, i) -> change + (i + earlier = 1), changes, arrayEnumerate(changes)),
        [earlier = 0 AND notEmpty(times)]),
      length(keys), 1) AS allChanges
  FROM (
    SELECT
      * REPLACE (
        arraySlice(origins, earlier + 1) AS origins,
        arraySlice(targets, earlier + 1) AS targets,
        arraySlice(stays, earlier + 1) AS stays,
        arraySlice(lost, earlier + 1) AS lost,
        arraySlice(marks, earlier + 1) AS marks,
        arraySlice(changes, earlier + 1) AS changes)
    FROM (
      SELECT
        *,
        greatest(
          arrayCount(time -> time < toUnixTimestamp64Nano({from:DateTime64(9, 'UTC')}), times), isCut) AS earlier
      FROM (
        -- include workflow-paths
      ))))
ARRAY JOIN keys AS key, allStays AS stay, nths AS nth, allLost AS lostNs, allMarks AS mark, allChanges AS change
GROUP BY key
