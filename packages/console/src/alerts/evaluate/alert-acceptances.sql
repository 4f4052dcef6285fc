-- Who accepted the level of each of these firings: one row of each, however often it was accepted.
SELECT
  concat(alert, ' ', toString(JSONExtractInt(body, 'sinceMs'))) AS firing,
  argMax(JSONExtractString(body, 'author'), ts) AS author
FROM alert_records
WHERE kind = 'note'
  AND detail = 'accept'
  AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
  AND firing IN {firings:Array(String)}
GROUP BY firing
ORDER BY firing
LIMIT 1000
