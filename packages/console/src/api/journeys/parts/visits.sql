-- The steps of people in one journey, in order of time: at most 500 of a person. `begins` says of each whether a visit
-- begins with it: a visit is steps with less than half an hour between them. `lastAt` is the time of the last step.
SELECT
  person,
  arraySlice(arraySort(arrayDistinct(groupArrayArray(2000)(steps))), 1, 500) AS taken,
  taken[-1].1 AS lastAt,
  arrayMap(one -> one.1, taken) AS times,
  arrayMap((at, before) -> at - before >= {visitGapNs:UInt64}, times, arrayShiftRight(times, 1)) AS begins
FROM (
  SELECT
    person,
    arrayFilter(
      one -> one.1 >= low AND one.1 < high,
      arrayZip(t, arrayMap(s -> transform(s, known.1, known.2, toInt16(32767)), s), u, s, trace)) AS steps
  FROM (
    -- include people-rows
    ))
GROUP BY person
HAVING notEmpty(taken)
