-- Captured errors by type.
SELECT
  toString(type) AS name,
  toString(count()) AS count,
  groupUniqArray(20)(toString(service)) AS services,
  toString(toUnixTimestamp(toDateTime(max(ts), 'UTC'))) AS lastSeconds
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
GROUP BY type
ORDER BY count() DESC, name
LIMIT 2001
