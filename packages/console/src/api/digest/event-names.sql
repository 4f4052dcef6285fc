-- Names of events that arrived in the range, except Telltale's own. A row is of an hour: for an hour that is only in
-- part in the range, its first and its last event decide.
SELECT toString(name) AS name
FROM log_skeletons
WHERE hour >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND hour < {to:DateTime64(9, 'UTC')}
  AND last >= {from:DateTime64(9, 'UTC')} AND first < {to:DateTime64(9, 'UTC')}
  AND name != '' AND NOT startsWith(name, 'weaver.')
  AND environment = {environment:String} -- if environment
GROUP BY name
ORDER BY name
LIMIT {limit:UInt32}
