-- Findings of the range by fingerprint: a page of them, by time saved, transactions or last sight. The rank orders them
-- in whole numbers: µs, transactions, or Unix ms. `onlyNew`: those without a finding from before the range. `total` has
-- those of all pages.
SELECT
  fingerprint,
  latestKind AS kind,
  latestShape AS shape,
  serviceName,
  environmentName,
  operationName,
  targetText AS target,
  traces,
  calls,
  largest AS size,
  saved AS savedMs,
  toFloat64(changed) AS transactions,
  toFloat64(counted) AS countedTraces,
  toString(toUnixTimestamp64Nano(toDateTime64(low, 9, 'UTC'))) AS firstNs,
  toString(toUnixTimestamp64Nano(toDateTime64(high, 9, 'UTC'))) AS lastNs,
  versions,
  latestHistory AS history,
  toString(place_in_order) AS rank,
  total
FROM (
  SELECT
    fingerprint,
    toString(argMax(f.kind, f.ts)) AS latestKind,
    toString(argMax(f.shape, f.ts)) AS latestShape,
    argMax(f.history, f.ts) AS latestHistory,
    toString(any(f.service)) AS serviceName,
    toString(any(f.environment)) AS environmentName,
    toString(any(f.operation)) AS operationName,
    any(f.target) AS targetText,
    sum(f.weight) AS traces,
    sum(f.count * f.weight) / sum(f.weight) AS calls,
    toFloat64(max(f.size)) AS largest,
    sum(f.saved_ms * f.weight) AS saved,
    uniqExactArray(f.transaction_keys) AS changed,
    count() AS counted,
    min(f.ts) AS low,
    max(f.ts) AS high,
    arraySort(groupUniqArray(20)(toString(f.version))) AS versions,
    toUInt64(
      multiIf(
        {sort:String} = 'transactions', toFloat64(changed),
        {sort:String} = 'latest', toFloat64(toUnixTimestamp64Milli(toDateTime64(high, 3, 'UTC'))),
        saved * 1000)
    ) AS place_in_order,
    count() OVER () AS total
  -- include bottleneck-findings
    AND f.fingerprint NOT IN ( -- when onlyNew
      SELECT fingerprint
      FROM findings AS earlier FINAL
      WHERE earlier.ts < {from:DateTime64(9, 'UTC')} AND NOT earlier.gone
        AND earlier.fingerprint IN (
          SELECT fingerprint
          FROM findings
          WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}))
  GROUP BY fingerprint)
WHERE (place_in_order, fingerprint) < ({cursorRank:UInt64}, {cursorFingerprint:String}) -- if cursorFingerprint
ORDER BY place_in_order DESC, fingerprint DESC
LIMIT {limit:UInt32}
