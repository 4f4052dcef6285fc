-- The steps of people in one journey, in order of time: at most 500 of a person. `way` has no step that repeats the one
-- before it in the same visit, `repeats` has each of its steps and those that repeat it, and `numbers` has the visit of
-- each, by number: a visit is steps with less than half an hour between them. `lastAt` is the time of the last step of
-- all.
SELECT
  person,
  arraySlice(arraySort(arrayDistinct(groupArrayArray(2000)(steps))), 1, 500) AS taken,
  taken[-1].1 AS lastAt,
  arrayMap(one -> one.1, taken) AS times,
  arrayMap(one -> one.4, taken) AS codes,
  arrayMap((at, before) -> at - before >= {visitGapNs:UInt64}, times, arrayShiftRight(times, 1)) AS begins,
  arrayCumSum(begins) AS visits,
  arrayMap((code, before, isNew) -> isNew OR code != before, codes, arrayShiftRight(codes, 1), begins) AS keeps,
  arrayFilter((one, isKept) -> isKept, taken, keeps) AS way,
  arraySplit((one, isKept) -> isKept, taken, keeps) AS repeats,
  arrayFilter((visit, isKept) -> isKept, visits, keeps) AS numbers
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
HAVING notEmpty(way)
