-- The values of an attribute that most ends of transactions of one type have: these are named, all others are one
-- group.
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
    AND phase = 'ended') AS ends
-- include process-values
GROUP BY value
ORDER BY transactions DESC, value
LIMIT {limit:UInt32}
