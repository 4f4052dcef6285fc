-- Messages that are to be sent and are not done, the oldest first.
SELECT
  toString(toUnixTimestamp64Milli(ts)) AS ms,
  id,
  body
FROM alert_records
WHERE kind = 'notice' AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
  AND id NOT IN (
    SELECT id FROM alert_records WHERE kind = 'done' AND ts >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
  )
ORDER BY ts, id
LIMIT 1 BY id
LIMIT {limit:UInt32}
