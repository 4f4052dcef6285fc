-- Exemplars with a trace: the largest of each step.
WITH chosen AS (
  SELECT DISTINCT hash
  -- include metric-series
)
SELECT
  toString(toUnixTimestamp64Nano(one.1)) AS timeNs,
  one.2 AS value,
  lower(hex(one.3)) AS traceId,
  lower(hex(one.4)) AS spanId
FROM (
  SELECT arrayJoin(arrayZip(exemplars.ts, exemplars.value, exemplars.trace_id, exemplars.span_id)) AS one FROM (
    SELECT
      hash,
      ts,
      exemplars.ts,
      exemplars.value,
      exemplars.trace_id,
      exemplars.span_id
    FROM samples
    WHERE notEmpty(exemplars.ts)
      AND hash IN (SELECT hash FROM chosen)
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
    UNION ALL
    SELECT
      hash,
      ts,
      exemplars.ts,
      exemplars.value,
      exemplars.trace_id,
      exemplars.span_id
    FROM distributions
    WHERE notEmpty(exemplars.ts)
      AND hash IN (SELECT hash FROM chosen)
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}))
WHERE one.3 != toFixedString('', 16)
  AND isFinite(one.2)
  AND one.1 >= {from:DateTime64(9, 'UTC')}
  AND one.1 < {to:DateTime64(9, 'UTC')}
ORDER BY one.2 DESC, one.1, one.3
LIMIT 1 BY intDiv(toUnixTimestamp64Milli(one.1), {stepMs:Int64})
LIMIT 200
