-- The steps of one journey: how many people reached each, how often visits came to it, for how many it was the last
-- step, of how many of these half an hour is not over at the end of the range, in how many traces something failed at
-- that step, and its usual position in a visit. Each person is among `entered` once, at their first step. If there are
-- many people, a part of them (`first` to `last`, by hash) represents all.
-- include known-steps
SELECT
  known.3[indexOf(known.1, visit.4)] AS step,
  uniqExact(person) AS people,
  countIf(at = 1) AS entered,
  count() AS visits,
  countIf(number != next) AS last,
  countIf(next = 0 AND lastAt + {visitGapNs:UInt64} > high) AS open,
  uniqExactIf(
    person,
    arrayExists(
      one -> one.5 != toFixedString('', 16) AND one.5 IN (
        -- include failed-traces
      ), times)) AS errors,
  quantileExactIf(0.499999999)(toFloat64(place), time = 1) AS usualPlace,
  avgIf(toFloat64(place), time = 1) AS meanPlace,
  count() OVER () AS total
FROM (
  -- include visits
  )
ARRAY JOIN
  way AS visit,
  repeats AS times,
  numbers AS number,
  arrayShiftLeft(numbers, 1) AS next,
  arrayEnumerate(numbers) AS at,
  arrayEnumerateUniq(numbers) AS place,
  arrayEnumerateUniq(numbers, arrayMap(one -> one.4, way)) AS time
GROUP BY visit.4
ORDER BY visits DESC, step
LIMIT 200
