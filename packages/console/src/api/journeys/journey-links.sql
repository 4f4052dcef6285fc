-- How many people of one journey went from each step to each other step, how long they took, and for how many
-- something failed in the trace of the second step. A path is a person's steps in order of time; with `until` it ends
-- at the first time at that step, and people who never reached it are left out. At most 500 steps of a person are
-- read. If there are many people, a part of them (`first` to `last`, by hash) represents all.
-- include known-steps
SELECT
  known.3[indexOf(known.1, hop.1.4)] AS origin,
  known.3[indexOf(known.1, hop.2.4)] AS target,
  uniqExact(person) AS people,
  quantileExactInclusive(0.5)((hop.2.1 - hop.1.1) / 1000000) AS medianMs,
  uniqExactIf(
    person,
    hop.2.5 != toFixedString('', 16) AND hop.2.5 IN (
      -- include failed-traces
    )) AS errors
FROM (
  SELECT
    person,
    arraySort(arrayDistinct(groupArrayArray(2000)(visits))) AS walked,
    -- include way
  FROM (
    SELECT
      person,
      arrayFilter(
        visit -> visit.1 >= low AND visit.1 < high,
        arrayZip(t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s), u, s, trace)) AS visits
    FROM (
      -- include people-rows
      ))
  GROUP BY person
  HAVING notEmpty(way))
ARRAY JOIN arrayZip(arrayPopBack(way), arrayPopFront(way)) AS hop
GROUP BY hop.1.4, hop.2.4
ORDER BY people DESC, origin, target
LIMIT 2000
