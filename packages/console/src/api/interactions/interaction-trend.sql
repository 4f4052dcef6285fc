-- Interactions over time: for each step of the range, how many ended, satisfaction, value and revenue impact.
-- include matching-interactions
SELECT
  intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS bucket,
  count() AS interactions,
  avgIf(score, isFinite(score)) AS satisfaction,
  mapApply((code, sum) -> (code, toString(sum)), sumMapIf(map(currency, amount), has_amount)) AS amounts,
  mapApply(
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, revenue_impact), has_revenue_impact)) AS impacts
FROM (
  SELECT
    uid,
    ts,
    business_events.satisfaction AS score,
    amount,
    has_amount,
    revenue_impact,
    has_revenue_impact,
    toString(business_events.currency) AS currency
  FROM business_events
  WHERE kind = 'interaction'
    AND phase = 'ended'
    AND ts >= {from:DateTime64(9, 'UTC')}
    AND ts < {to:DateTime64(9, 'UTC')}
    -- include interaction-conditions
  LIMIT 1 BY uid)
GROUP BY bucket
ORDER BY bucket
