-- How often visits to one journey went from each step to each other step, the median time, and how often something
-- failed in the trace of the second step. If there are many people, a part of them (`first` to `last`, by hash)
-- represents all.
-- include known-steps
SELECT
  known.3[indexOf(known.1, here.4)] AS origin,
  known.3[indexOf(known.1, there.4)] AS target,
  count() AS visits,
  quantileExact(0.499999999)((there.1 - here.1) / 1000000) AS medianMs,
  countIf(
    arrayExists(
      one -> one.5 != toFixedString('', 16) AND one.5 IN (
        -- include failed-traces
      ), times)) AS errors
FROM (
  -- include visits
  )
ARRAY JOIN
  arrayPopBack(way) AS here,
  arrayPopFront(way) AS there,
  arrayPopFront(repeats) AS times,
  arrayPopBack(numbers) AS number,
  arrayPopFront(numbers) AS next
WHERE number = next
GROUP BY here.4, there.4
ORDER BY visits DESC, origin, target
LIMIT 2000
