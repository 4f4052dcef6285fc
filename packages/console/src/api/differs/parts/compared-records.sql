-- Transactions, workflows or people in a funnel, of the range, with their attributes and those of their process, and
-- whether they are of the selection. Attributes that are numbers count as text and as numbers.
SELECT
  user,
  amount,
  hasAmount,
  currency,
  keys,
  texts,
  arrayFilter((k, v) -> isFinite(v), allKeys, allNumbers) AS numberKeys,
  arrayFilter(v -> isFinite(v), allNumbers) AS numbers,
  selected
FROM (
  SELECT
    user,
    amount,
    hasAmount,
    currency,
    arrayConcat(['service.name'], mapKeys(own), mapKeys(ofResource)) AS keys,
    arrayConcat([service], mapValues(own), mapValues(ofResource)) AS texts,
    arrayConcat(['duration', 'amount'], mapKeys(own)) AS allKeys,
    arrayConcat(
      [durationMs, if(hasAmount, toFloat64(amount), nan)],
      arrayMap(v -> ifNull(toFloat64OrNull(v), nan), mapValues(own))) AS allNumbers,
    (true
      AND hasAny(outcomes, {outcomes:Array(String)}) -- if outcomes
      AND durationMs >= {minMs:Float64} -- if minMs
      AND durationMs <= {maxMs:Float64} -- if maxMs
      AND at >= {selectFrom:DateTime64(9, 'UTC')} -- if selectFrom
      AND at < {selectTo:DateTime64(9, 'UTC')} -- if selectTo
      -- include row-conditions as select
    ) AS selected
  FROM (
    -- include transaction-facts
    -- include workflow-facts
    -- include funnel-facts
    ) AS facts
  LEFT ANY JOIN (
    SELECT
      hash,
      mapFilter((k, v) -> k != 'service.name', attributes) AS ofResource
    FROM resources) AS ofResources ON resource_hash = hash
  WHERE true
    AND service = {withinService:String} -- if withinService
    -- include row-conditions
  )
