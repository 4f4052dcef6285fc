-- Counts, amounts and durations of each type of transaction, in the range and in the previous range of the same
-- length, and the bars over time. Records are combined into one row a transaction first, so duplicates count once. A
-- transaction counts as started where it began, and as completed, failed or abandoned where it ended; one that is
-- open after its timeout was abandoned then. `paid` counts completed ones with an amount, by currency. Records are read
-- from `since` on, before both ranges, so that running transactions do not count as new, and up to `until`, so that
-- transactions that ended later do not count as open. With `lostAmounts` also the amounts of those that failed or were
-- abandoned in the range, and how many people these are. With `type` also why they failed or were abandoned in the
-- range, the most frequent reason first, with how many people these are and their amounts by currency. A percentile is
-- the smallest duration that at least its share of the completed ones does not exceed, as in readings of alerts: the
-- engine takes the place after the share, which is that one unless the share ends at a place.
-- include transaction-timeouts
SELECT
  type,
  countIf(beganNow) AS startedNow,
  countIf(beganNow AND NOT isEnded) AS openNow,
  countIf(endedNow AND outcome = 'completed') AS completedNow,
  countIf(endedNow AND outcome = 'failed') AS failedNow,
  countIf(endedNow AND outcome = 'abandoned') AS abandonedNow,
  mapApply(
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, amount), endedNow AND outcome = 'completed' AND hasAmount)) AS amountsNow,
  sumMapIf(map(currency, toUInt64(1)), endedNow AND outcome = 'completed' AND hasAmount) AS paidNow,
  mapApply( -- when lostAmounts
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, amount), endedNow AND outcome IN ('failed', 'abandoned') AND hasAmount)) AS lostAmounts,
  uniqExactIf(user, endedNow AND outcome IN ('failed', 'abandoned') AND user != '') AS lostPeople, -- when lostAmounts
  if(
    countIf(endedNow AND isTimed) = 0,
    [],
    quantilesExactIf(0.499999999, 0.949999999)(durationMs, endedNow AND isTimed)) AS quantilesNow,
  countIf(beganBefore) AS startedBefore,
  countIf(beganBefore AND NOT isEnded) AS openBefore,
  countIf(endedBefore AND outcome = 'completed') AS completedBefore,
  countIf(endedBefore AND outcome = 'failed') AS failedBefore,
  countIf(endedBefore AND outcome = 'abandoned') AS abandonedBefore,
  mapApply(
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, amount), endedBefore AND outcome = 'completed' AND hasAmount)) AS amountsBefore,
  sumMapIf(map(currency, toUInt64(1)), endedBefore AND outcome = 'completed' AND hasAmount) AS paidBefore,
  if(
    countIf(endedBefore AND isTimed) = 0,
    [],
    quantilesExactIf(0.499999999, 0.949999999)(durationMs, endedBefore AND isTimed)) AS quantilesBefore,
  sumMapIf(map(bucket, 1), endedNow AND outcome = 'completed') AS completedBuckets,
  sumMapIf(map(bucket, 1), endedNow AND outcome = 'failed') AS failedBuckets,
  sumMapIf(map(bucket, 1), endedNow AND outcome = 'abandoned') AS abandonedBuckets,
  sumMapIf(map(reasonKey, toUInt64(1)), isLost) AS ofReasons, -- if type
  uniqExactMapIf(map(reasonKey, user), isLost AND user != '') AS peopleOfReasons, -- if type
  sumMapIf(map(concat(currency, ' ', reasonKey), amount), isLost AND hasAmount) AS amountsOfReasons, -- if type
  arrayMap( -- if type
    pair -> (
      pair.1,
      pair.2,
      peopleOfReasons[pair.1],
      mapApply(
        (key, sum) -> (substring(key, 1, position(key, ' ') - 1), toString(sum)),
        mapFilter((key, sum) -> substring(key, position(key, ' ') + 1) = pair.1, amountsOfReasons))),
    arraySlice(
      arraySort(pair -> (-toInt64(pair.2), pair.1), CAST(ofReasons, 'Array(Tuple(String, UInt64))')),
      1, 50)) AS reasonsNow,
  length(ofReasons) AS reasonCount, -- if type
  count() OVER () AS typeCount
FROM (
  SELECT
    *,
    began >= {from:DateTime64(9, 'UTC')} AND began < {to:DateTime64(9, 'UTC')} AS beganNow,
    began >= {before:DateTime64(9, 'UTC')} AND began < {from:DateTime64(9, 'UTC')} AS beganBefore,
    isEnded AND ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')} AS endedNow,
    isEnded AND ended >= {before:DateTime64(9, 'UTC')} AND ended < {from:DateTime64(9, 'UTC')} AS endedBefore,
    outcome = 'completed' AND isFinite(durationMs) AS isTimed,
    endedNow AND outcome IN ('failed', 'abandoned') AS isLost, -- if type
    concat(outcome, ' ', reason) AS reasonKey, -- if type
    intDiv(toUnixTimestamp64Milli(ended), {stepMs:Int64}) * {stepMs:Int64} AS bucket
  FROM (
    -- include chosen-transactions
  )
)
WHERE beganNow OR beganBefore OR endedNow OR endedBefore
GROUP BY type
ORDER BY
  startedNow + completedNow + failedNow + abandonedNow
    + startedBefore + completedBefore + failedBefore + abandonedBefore DESC,
  type
LIMIT 1000
