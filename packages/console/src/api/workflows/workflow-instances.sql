-- The instances `ids` of one type, from all their records up to the end of the range.
-- include workflow-names
SELECT
  id,
  lastState,
  isOver,
  length(times) AS events,
  names[if(empty(targets), 0, targets[1]) + 1] AS firstState,
  toString(began) AS startNs,
  toString(last) AS lastNs,
  (times[-1] - times[1]) / 1000000 AS spreadMs,
  person,
  arrayMap(
    (origin, target, mark) -> (names[origin + 1], names[target + 1], mark), origins, targets, marks) AS transitions,
  arrayCount(ns -> ns >= 0, lost) AS returns
FROM (
  -- include workflow-paths
)
