-- Names of events that arrived in the range, except those of Telltale, which `log_skeletons` does not have. A row is of
-- an hour: for an hour that is only in part in the range, its first and its last event decide. `shapes` are kept for
-- longer, but of all environments together (`mixed`): they have the hours of which there are no skeletons any more.
SELECT
  toString(name) AS name,
  max(mixed) AS mixed
FROM (
  SELECT
    name,
    false AS mixed
  FROM log_skeletons
  WHERE hour >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND hour < {to:DateTime64(9, 'UTC')}
    AND last >= {from:DateTime64(9, 'UTC')} AND first < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
  UNION ALL
  SELECT
    name,
    true AS mixed
  FROM shapes
  WHERE signal = 'logs'
    AND hour >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND hour < toStartOfHour({to:DateTime64(9, 'UTC')})
    AND last >= {from:DateTime64(9, 'UTC')}
    AND hour NOT IN (
      SELECT hour
      FROM log_skeletons
      WHERE hour >= toStartOfHour({from:DateTime64(9, 'UTC')}) AND hour < {to:DateTime64(9, 'UTC')})
    AND NOT startsWith(name, 'telltale.')) AS e
WHERE name != '' AND NOT startsWith(name, 'weaver.')
GROUP BY name
ORDER BY name
LIMIT {limit:UInt32}
