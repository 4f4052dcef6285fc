-- The visits to one journey by the number of their step (`place`): how many came to each step, how many went from there
-- to which next step (`kind` 0) or came to their end (1), may still go on (2) or left (3), how long that took, how many
-- had been at the step before, in how many something failed, and how they ended at any later step. Rows are of a step
-- and what followed, of a step, of what followed, and of all. If there are many people, a part of them (`first` to
-- `last`, by hash) represents all.
SELECT
  place,
  step,
  kind,
  following,
  grouping(step) AS ofAllSteps,
  grouping(kind) AS ofAllKinds,
  count() AS visits,
  uniqExact(person) AS people,
  countIf(isReturn) AS returns,
  countIf(hasFailed) AS errors,
  countIf(fails) AS followingErrors,
  quantileExactIf(0.499999999)(ms, kind < 2) AS medianMs,
  countIf(kind < 2) AS timed,
  countIf(ending = 1) AS completed,
  countIf(ending = 2) AS open
FROM (
  SELECT
    person,
    ending,
    place,
    names[place] AS step,
    if(place < length(path), 0, ending) AS kind,
    names[place + 1] AS following,
    has(arraySlice(names, 1, place - 1), step) AS isReturn,
    failed[place] AS hasFailed,
    failed[place + 1] AS fails,
    (if(kind = 0, path[place + 1].1, doneAt) - path[place].1) / 1000000 AS ms
  FROM (
    -- include visit-paths
    )
  ARRAY JOIN range(1, least(length(path), {columns:UInt8}) + 1) AS place)
GROUP BY GROUPING SETS ((place, step, kind, following), (place, step), (place, kind), (place))
ORDER BY visits DESC, place, step, kind, following
LIMIT 1000 BY place, ofAllSteps, ofAllKinds, kind
LIMIT 80000
