-- Names of spans and events that arrived in the 30 days before the range: what is missing now, and what is new.
SELECT
  toString(signal) AS signal,
  toString(service) AS service,
  toString(name) AS name,
  toString(toUnixTimestamp(min(hour))) AS firstSeconds,
  toString(toUnixTimestamp(max(r.last))) AS lastSeconds
FROM shapes AS r
WHERE hour >= {from:DateTime64(9, 'UTC')} - INTERVAL 30 DAY AND hour < {from:DateTime64(9, 'UTC')}
  AND name != ''
  AND service = {service:String} -- if service
GROUP BY signal, service, name
ORDER BY max(r.last) DESC, signal, service, name
LIMIT 20000
