-- The values of an attribute that most transactions of one type have that ended in the range, by a record or because
-- their time ran out in it. These values are named, all others are one group.
SELECT
  multiIf( -- if by
      {by:String} = 'service.name', toString(service),
      attributes[{by:String}] != '', attributes[{by:String}],
      ofProcess
    ) AS value,
  count() AS transactions
FROM (
  SELECT
    toString(service) AS service,
    attributes,
    resource_hash
  -- include transaction-records
    AND phase = 'ended'
  UNION ALL
  SELECT
    service,
    attributes,
    resource_hash
  -- include timed-out-transactions
  WHERE ts < {to:DateTime64(9, 'UTC')}
) AS ends
-- include process-values
GROUP BY value
ORDER BY transactions DESC, value
LIMIT {limit:UInt32}
