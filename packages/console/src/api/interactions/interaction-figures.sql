-- Interactions that ended in the range and in the previous range of the same length, in total and by type, channel,
-- tier and result: count, satisfaction, value and revenue impact by currency (amounts in different currencies are
-- never added), duration. Duplicate records count once. Of each dimension the values with most interactions in the
-- range, each with its figures of both ranges. Percentiles as in transaction-figures.sql. The
-- values whose hashes are in `firstHashes` come before others.
-- include matching-interactions
SELECT
  pair.1 AS dimension,
  pair.2 AS value,
  toString(cityHash64(dimension, value)) AS hash, -- when filtered
  now,
  count() AS interactions,
  count() OVER (PARTITION BY dimension, now) AS total,
  sum(if(now, count(), 0)) OVER (PARTITION BY dimension, value) AS current,
  countIf(isFinite(score)) AS rated,
  avgIf(score, isFinite(score)) AS satisfaction,
  if(rated = 0, NULL, minIf(score, isFinite(score))) AS lowest,
  if(rated = 0, NULL, maxIf(score, isFinite(score))) AS highest,
  mapApply((code, sum) -> (code, toString(sum)), sumMapIf(map(currency, amount), has_amount)) AS amounts,
  mapApply(
    (code, sum) -> (code, toString(sum)),
    sumMapIf(map(currency, revenue_impact), has_revenue_impact)) AS impacts,
  if(
    countIf(isFinite(duration_ms)) = 0,
    [],
    quantilesExactIf(0.499999999, 0.949999999)(duration_ms, isFinite(duration_ms))) AS quantiles
FROM (
  SELECT
    uid,
    ts >= {from:DateTime64(9, 'UTC')} AS now,
    toString(business_events.name) AS type,
    toString(business_events.channel) AS channel,
    toString(business_events.tier) AS tier,
    toString(outcome) AS result,
    business_events.satisfaction AS score,
    amount,
    has_amount,
    revenue_impact,
    has_revenue_impact,
    toString(business_events.currency) AS currency,
    duration_ms
  FROM business_events
  WHERE kind = 'interaction'
    AND phase = 'ended'
    AND ts >= {before:DateTime64(9, 'UTC')}
    AND ts < {to:DateTime64(9, 'UTC')}
    -- include interaction-conditions
  LIMIT 1 BY uid)
ARRAY JOIN [('all', ''), ('type', type), ('channel', channel), ('tier', tier), ('result', result)] AS pair
GROUP BY dimension, value, now
ORDER BY
  dimension,
  has({firstHashes:Array(UInt64)}, cityHash64(dimension, value)) DESC, -- if firstHashes
  current DESC,
  value,
  now DESC
LIMIT 200 BY dimension
LIMIT 1000
