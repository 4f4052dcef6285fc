-- Interactions over time: how many ended in each step of the range, how content the customers were, what they were worth and changed.
SELECT intDiv(toUnixTimestamp64Milli(ts), {stepMs:Int64}) * {stepMs:Int64} AS bucket, count() AS interactions, avgIf(score, isFinite(score)) AS satisfaction,
  mapApply((code, sum) -> (code, toString(sum)), sumMapIf(map(currency, amount), has_amount)) AS amounts,
  mapApply((code, sum) -> (code, toString(sum)), sumMapIf(map(currency, revenue_impact), has_revenue_impact)) AS impacts
FROM (
  SELECT uid, ts, business_events.satisfaction AS score, amount, has_amount, revenue_impact, has_revenue_impact, toString(business_events.currency) AS currency
  FROM business_events
  WHERE kind = 'interaction' AND phase = 'ended' AND ts >= {from:DateTime64(9, 'UTC')} AND ts < {to:DateTime64(9, 'UTC')} AND ({environment:String} = '' OR environment = {environment:String})
    AND ({type:String} = '' OR name = {type:String}) AND ({channel:String} = '' OR channel = {channel:String}) AND ({tier:String} = '' OR tier = {tier:String})
    AND ({result:String} = '' OR outcome = {result:String}) AND ({customer:String} = '' OR attributes['customer.id'] = {customer:String} OR user_id = {customer:String})
  LIMIT 1 BY uid)
GROUP BY bucket
ORDER BY bucket
