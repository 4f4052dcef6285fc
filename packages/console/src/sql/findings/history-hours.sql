-- Hours that received spans in a time of receipt, in Unix seconds. A few late spans change no judgement.
SELECT toUnixTimestamp(toStartOfHour(start)) AS hour
FROM spans
WHERE received >= toDateTime({from:UInt32}, 'UTC')
  AND received < toDateTime({to:UInt32}, 'UTC')
  AND service != {doctor:String}
GROUP BY hour
HAVING count() >= 20
ORDER BY hour DESC
LIMIT 10000
