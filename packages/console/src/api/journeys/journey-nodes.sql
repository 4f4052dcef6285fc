-- The steps of one journey: how many people reached each, for how many it was the last, in how many traces something
-- failed at that step, and its usual position in a path. A path is a person's steps in order of time; with `until` it
-- ends at the first time at that step, and people who never reached it are left out. At most 500 steps of a person
-- are read. If there are many people, a part of them (`first` to `last`, by hash) represents all.
-- include known-steps
SELECT
  known.3[indexOf(known.1, code)] AS step,
  uniqExact(person) AS people,
  count() AS visits,
  countIf(place = places) AS last,
  uniqExactIf(person, failed) AS errors,
  quantileExactInclusiveIf(0.5)(toFloat64(place), first) AS usualPlace,
  avgIf(toFloat64(place), first) AS meanPlace,
  count() OVER () AS total
FROM (
  SELECT
    person,
    visit.4 AS code,
    place,
    length(way) AS places,
    indexOf(arrayMap(one -> one.4, way), code) = place AS first,
    visit.5 != toFixedString('', 16) AND visit.5 IN (
      -- include failed-traces
    ) AS failed
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
  ARRAY JOIN way AS visit, arrayEnumerate(way) AS place)
GROUP BY code
ORDER BY people DESC, step
LIMIT 200
