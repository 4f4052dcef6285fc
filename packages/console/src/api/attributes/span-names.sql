-- The most frequent names of spans in the range, for completion: from the roll-up by minute.
SELECT
  toString(name) AS value,
  sum(r.spans) AS count
FROM red AS r
WHERE minute >= toStartOfMinute({from:DateTime64(9, 'UTC')}) AND minute < {to:DateTime64(9, 'UTC')}
  AND positionCaseInsensitiveUTF8(value, {prefix:String}) > 0
GROUP BY name
ORDER BY count DESC, value
LIMIT {limit:UInt32}
