-- The values of an attribute that most transactions of one type have that ended in the range, or that have no end: the
-- time of these may have run out in it. These values are named, all others are one group.
SELECT
  multiIf( -- if by
      {by:String} = 'service.name', toString(service),
      attributes[{by:String}] != '', attributes[{by:String}],
      ofProcess
    ) AS value,
  count() AS transactions
FROM (
  SELECT
    service,
    attributes,
    resource_hash
  -- include transaction-records
    AND phase = 'ended'
  UNION ALL
  SELECT
    service,
    attributes,
    resource_hash
  FROM business_events
  WHERE kind = 'transaction' AND name = {type:String} AND phase = 'started'
    AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
    AND environment = {environment:String} -- if environment
    AND entity_id NOT IN (
      SELECT entity_id
      FROM business_events
      WHERE kind = 'transaction' AND name = {type:String} AND phase = 'ended'
        AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
        AND environment = {environment:String} -- if environment
    )) AS ends
-- include process-values
GROUP BY value
ORDER BY transactions DESC, value
LIMIT {limit:UInt32}
