-- The instances `ids` of one type, from their records up to the end of the range: events, transitions and returns of
-- the newest 1,000 events.
-- include workflow-names
SELECT
  id,
  lastState,
  isOver,
  length(times) - isCut AS events,
  isCut AS hasMore,
  if(
    isCut,
    names[transform(
      toUInt64(bitShiftRight(first, 128)) % 9223372036854775808, stateHashes, arrayEnumerate(names), 1)],
    names[if(empty(targets), 0, targets[1]) + 1]) AS firstState,
  toString(began) AS startNs,
  toString(last) AS lastNs,
  (times[-1] - times[1 + isCut]) / 1000000 AS spreadMs,
  person,
  arrayMap(
    (origin, target, mark) -> (names[origin + 1], names[target + 1], mark),
    arraySlice(origins, 1 + isCut), arraySlice(targets, 1 + isCut), arraySlice(marks, 1 + isCut)) AS transitions,
  arrayCount(ns -> ns >= 0, lost) AS returns
FROM (
  -- include workflow-paths
)
