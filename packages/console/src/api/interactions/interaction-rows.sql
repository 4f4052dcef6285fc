-- Interactions that ended in the range, the latest first: a page of them, by end and uid.
-- include matching-interactions
SELECT
  uid,
  toString(business_events.name) AS type,
  toString(business_events.channel) AS channel,
  toString(business_events.tier) AS tier,
  toString(outcome) AS result,
  if(isFinite(business_events.satisfaction), business_events.satisfaction, NULL) AS satisfaction,
  if(has_amount, toString(amount), NULL) AS value,
  if(has_revenue_impact, toString(revenue_impact), NULL) AS revenueImpact,
  toString(business_events.currency) AS currency,
  attributes['customer.id'] AS customer,
  user_id AS user,
  toString(toUnixTimestamp64Nano(ts)) AS timeNs,
  if(isFinite(duration_ms), duration_ms, NULL) AS durationMs,
  toString(business_events.service) AS service,
  if(trace_id = toFixedString('', 16), '', lower(hex(trace_id))) AS traceId,
  attributes,
  attributes_json AS attributesJson
FROM business_events
WHERE kind = 'interaction' AND phase = 'ended' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')}
  -- include interaction-conditions
  AND business_events.satisfaction <= {atMost:Float64} -- if atMost
  AND ( -- if cursorTime
    ts < {cursorTime:DateTime64(9, 'UTC')}
      OR (ts = {cursorTime:DateTime64(9, 'UTC')} AND uid < {cursorUid:String}))
ORDER BY ts DESC, uid DESC
LIMIT 1 BY uid
LIMIT {limit:UInt32}
