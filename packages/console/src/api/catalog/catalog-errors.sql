-- Captured errors by type, as they are stored: one that several spans of a trace recorded, or that was sent again,
-- once. The types with most records; all but the number of these is read of the types that are listed only.
WITH listed AS (
  SELECT type
  FROM errors
  WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND service = {service:String} -- if service
  GROUP BY type
  ORDER BY count() DESC, type
  LIMIT 2001
)
SELECT
  toString(type) AS name,
  toString(uniq(identity) AS arrived) AS count,
  groupUniqArray(20)(toString(service)) AS services,
  toString(toUnixTimestamp(toDateTime(max(ts), 'UTC'))) AS lastSeconds
FROM errors
WHERE ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  AND service = {service:String} -- if service
  AND type IN listed
GROUP BY type
ORDER BY arrived DESC, name
LIMIT 2001
