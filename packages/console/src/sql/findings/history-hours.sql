-- Hours that received spans in a time of receipt, in Unix seconds. A few late spans change no judgement: there must be
-- 20 with those of the hour of receipt before. There are no more hours than the limit since 1970.
SELECT toUnixTimestamp(toStartOfHour(start)) AS hour
FROM spans
WHERE received >= toDateTime({from:UInt32} - 3600, 'UTC')
  AND received < toDateTime({to:UInt32}, 'UTC')
  AND service != {doctor:String}
GROUP BY hour
HAVING count() >= 20 AND max(received) >= toDateTime({from:UInt32}, 'UTC')
ORDER BY hour
LIMIT 1200000
