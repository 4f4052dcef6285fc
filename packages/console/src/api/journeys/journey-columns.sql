-- The visits to one journey by the number of their step (`place`): how many came to each step, how many went from there
-- to which next step (`kind` 0) or came to their end (1), may still go on (2) or left (3), how long that took, how many
-- had been at the step before, in how many something failed, and how they ended at any later step. Rows are of a step
-- and what followed, of a step, of what followed, and of all. Rows of a whole path (`ofAllPaths` 0) are those of the
-- first step of the visits with it; how many paths there are, and what is true of whole visits, is in the first of all.
-- There are six of these, the most frequent ones. If there are many people, a part of them (`first` to `last`, by hash)
-- represents all.
SELECT *
FROM (
  SELECT
    place,
    step,
    kind,
    following,
    grouping(step) AS ofAllSteps,
    grouping(kind) AS ofAllKinds,
    grouping(way) AS ofAllPaths,
    count() AS visits,
    uniqExact(person) AS people,
    countIf(isReturn) AS returns,
    countIf(hasFailed) AS errors,
    countIf(fails) AS followingErrors,
    quantileExactIf(0.499999999)(ms, kind < 2) AS medianMs,
    countIf(kind < 2) AS timed,
    countIf(ending = 1) AS completed,
    countIf(ending = 2) AS open,
    if(ofAllPaths = 0, arraySlice(any(names), 1, 50), []) AS steps,
    any(length(names)) AS length,
    any(ending) AS ended,
    uniqExactIf(way, place = 1) AS paths,
    quantileExactIf(0.499999999)(visitMs, place = 1) AS visitMedianMs,
    countIf(place = 1 AND has(failed, true)) AS failedVisits
  FROM (
    SELECT
      person,
      ending,
      names,
      failed,
      place,
      if(place = 1, sipHash64(names, ending), 0) AS way,
      names[place] AS step,
      if(place < length(path), 0, ending) AS kind,
      names[place + 1] AS following,
      has(arraySlice(names, 1, place - 1), step) AS isReturn,
      failed[place] AS hasFailed,
      failed[place + 1] AS fails,
      (if(kind = 0, path[place + 1].1, doneAt) - path[place].1) / 1000000 AS ms,
      (if(doneAt > 0, doneAt, path[-1].1) - path[1].1) / 1000000 AS visitMs
    FROM (
      -- include visit-paths
      )
    ARRAY JOIN range(1, least(length(path), {columns:UInt8}) + 1) AS place)
  GROUP BY GROUPING SETS ((place, step, kind, following), (place, step), (place, kind), (place), (place, way))
  HAVING ofAllPaths OR place = 1
  ORDER BY visits DESC, place, step, kind, following, steps, ended
  LIMIT 1000 BY place, ofAllSteps, ofAllKinds, ofAllPaths, kind
  LIMIT 80000)
-- Rows of whole paths have the same values here, all other rows each their own.
LIMIT 6 BY ofAllPaths, place, ofAllSteps, ofAllKinds, kind, step, following
