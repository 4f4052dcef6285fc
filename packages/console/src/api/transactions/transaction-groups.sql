-- Outcomes, amounts and durations of transactions of one type by the value of an attribute, over the whole range
-- (`bucket` 0) and in each bucket. A place is that of the value in `values`, from 1; 0 has all other values. Amounts
-- are of one `currency`: without the parameter, the one that most completed transactions have. Percentiles are of
-- completed ones, as in the figures of a type. With `lostAmounts` also the amounts of each currency, of completed ones
-- and of those that failed or were abandoned, and how many people these are.
-- include transaction-timeouts
SELECT
  place,
  bucket,
  completed,
  failed,
  abandoned,
  chosen AS currency,
  paid[chosen] AS priced,
  toFloat64(sums[chosen]) AS total,
  mapApply((code, sum) -> (code, toString(sum)), sums) AS amounts, -- when lostAmounts
    lostAmounts,
    lostPeople,
  quantiles
FROM (
  SELECT
    *,
    [
      arraySort(
        pair -> (-toInt64(pair.2), pair.1),
        CAST(sumMapIf(paid, bucket = 0) OVER (), 'Array(Tuple(String, UInt64))'))[1].1
      , {currency:String} -- if currency
    ][-1] AS chosen
  FROM (
    SELECT
      place,
      bucket,
      countIf(outcome = 'completed') AS completed,
      countIf(outcome = 'failed') AS failed,
      countIf(outcome = 'abandoned') AS abandoned,
      sumMapIf(map(currency, toUInt64(1)), isPriced) AS paid,
      sumMapIf(map(currency, amount), isPriced) AS sums,
      mapApply( -- when lostAmounts
        (code, sum) -> (code, toString(sum)),
        sumMapIf(map(currency, amount), outcome IN ('failed', 'abandoned') AND hasAmount)) AS lostAmounts,
      uniqExactIf(user, outcome IN ('failed', 'abandoned') AND user != '') AS lostPeople, -- when lostAmounts
      if(
        countIf(isTimed) = 0,
        [],
        quantilesExactIf(0.499999999, 0.899999999, 0.949999999, 0.989999999)(durationMs, isTimed)) AS quantiles
    FROM (
      SELECT
        outcome,
        amount,
        currency,
        durationMs,
        hasAmount, -- when lostAmounts
          user,
        outcome = 'completed' AND isFinite(durationMs) AS isTimed,
        outcome = 'completed' AND hasAmount AS isPriced,
        indexOf({values:Array(String)}, value) AS place,
        intDiv(toUnixTimestamp64Milli(ended), {stepMs:Int64}) * {stepMs:Int64} AS bucket
      FROM (
        -- include transaction-values
      ))
    GROUP BY GROUPING SETS ((place), (place, bucket))))
ORDER BY place, bucket
LIMIT 4000
