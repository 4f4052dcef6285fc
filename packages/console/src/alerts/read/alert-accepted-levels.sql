-- When people accepted levels of the alerts of a rule: the first acceptance of each firing.
SELECT
  alert,
  JSONExtractInt(body, 'sinceMs') AS sinceMs,
  toUnixTimestamp64Milli(min(ts)) AS at,
  argMin(JSONExtractString(body, 'author'), ts) AS author
FROM alert_records
WHERE kind = 'note'
  AND detail = 'accept'
  AND rule = {rule:String}
  AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC') AND ts < fromUnixTimestamp64Milli({toMs:Int64}, 'UTC')
GROUP BY alert, sinceMs
ORDER BY at DESC, alert
LIMIT 1000
