-- Messages of some of the newest log records without an event name: constant messages repeat.
SELECT
  name,
  toString(count()) AS count,
  groupUniqArray(20)(sender) AS services,
  toString(toUnixTimestamp(max(time))) AS lastSeconds
FROM (
  SELECT
    body AS name,
    toString(service) AS sender,
    toDateTime(ts, 'UTC') AS time
  FROM logs
  WHERE ts >= {newest:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND event_name = ''
    AND service = {service:String} -- if service
  LIMIT 20000
)
WHERE length(name) <= 200 AND name != ''
GROUP BY name
HAVING count() > 1
ORDER BY count() DESC, name
LIMIT 1000
