-- Interactions over time by the values of a dimension, those with most first: for each step of the range, how many
-- ended, and satisfaction.
-- include matching-interactions
SELECT
  value,
  groupArray((bucket, interactions, satisfaction)) AS buckets
FROM (
  SELECT
    value,
    intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS bucket,
    count() AS interactions,
    avgIf(score, isFinite(score)) AS satisfaction
  FROM (
    SELECT
      uid,
      ts,
      business_events.satisfaction AS score,
      toString(multiIf(
        {by:String} = 'channel', business_events.channel,
        {by:String} = 'tier', business_events.tier,
        {by:String} = 'result', outcome,
        name)) AS value
    FROM business_events
    WHERE kind = 'interaction'
      AND phase = 'ended'
      AND ts >= {from:DateTime64(9, 'UTC')}
      AND ts < {to:DateTime64(9, 'UTC')}
      -- include interaction-conditions
    LIMIT 1 BY uid)
  GROUP BY value, bucket)
GROUP BY value
ORDER BY sum(interactions) DESC, value
LIMIT {limit:UInt32}
