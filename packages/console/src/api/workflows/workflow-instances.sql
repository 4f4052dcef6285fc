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
  arrayMap(step -> (names[step.2 + 1], names[step.3 + 1], step.5), steps) AS transitions,
  arrayCount(step -> step.6 >= 0, steps) AS returns
FROM (
  -- include workflow-paths
)
