-- The values of an attribute that most transactions of one type have that were over in the range, by their first end or
-- because their time ran out in it. These values are named, all others are one group. Records are read once: the engine
-- needs longer to plan a further read than to read some minutes. What a transaction has is in the record with the
-- greatest `moment`, as in `transaction-states`.
SELECT
  multiIf( -- if by
      {by:String} = 'service.name', service,
      own != '', own,
      ofProcess
    ) AS value,
  count() AS transactions
FROM (
  WITH (
    SELECT argMax(timeout_ms, seen) FROM definitions WHERE kind = 'transaction' AND name = {type:String}
  ) AS declared
  SELECT
    max(ends) AS hasEnd,
    min(at) AS began,
    argMaxIf(timeout_ms, latest, timeout_ms > 0) AS ownTimeout,
    if(ownTimeout > 0, ownTimeout, declared) AS timeout,
    if(hasEnd, minIf(at, ends), began + toIntervalMillisecond(timeout)) AS ended,
    argMax(sender, if(ends, moment, latest)) AS service,
    argMax(held, moment) AS own, -- if by
    argMax(process, if(ends, moment, latest)) AS resource_hash
  FROM (
    SELECT
      cityHash64(entity_id) AS which,
      ts AS at,
      phase = 'ended' AS ends,
      bitShiftLeft(toUInt128(toUnixTimestamp64Nano(ts)), 64) + sipHash64(uid) AS latest,
      if(ends, bitNot(latest), latest + bitShiftLeft(toUInt128(phase != 'step'), 126)) AS moment,
      timeout_ms,
      toString(business_events.service) AS sender,
      attributes[{by:String}] AS held, -- if by
      resource_hash AS process
    FROM business_events
    WHERE kind = 'transaction' AND name = {type:String}
      AND ts >= {since:DateTime64(9, 'UTC')} AND ts < {until:DateTime64(9, 'UTC')}
      AND environment = {environment:String} -- if environment
  )
  GROUP BY which
  HAVING ended >= {from:DateTime64(9, 'UTC')} AND ended < {to:DateTime64(9, 'UTC')}
    AND (hasEnd OR (timeout > 0 AND ended < {now:DateTime64(9, 'UTC')}))
) AS over
-- include process-values
GROUP BY value
ORDER BY transactions DESC, value
LIMIT {limit:UInt32}
