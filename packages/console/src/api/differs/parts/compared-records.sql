-- Transactions, workflows or people in a funnel, of the range, with their attributes and those of their process, and
-- whether they are of the selection. Attributes that are numbers count as text and as numbers.
SELECT
  row,
  traces,
  user,
  amount,
  hasAmount,
  currency,
  keys,
  texts,
  arrayFilter((k, v) -> isFinite(v), allKeys, allNumbers) AS numberKeys,
  arrayFilter(v -> isFinite(v), allNumbers) AS numbers,
  selected,
  toFloat64(1) AS rowWeight
FROM (
  SELECT
    row,
    traces,
    user,
    amount,
    hasAmount,
    currency,
    -- include own-attributes
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
    -- include people-facts
    ) AS facts
  -- include own-resources
  WHERE true
    AND service = {withinService:String} -- if withinService
    AND hasAny(outcomes, {withinOutcomes:Array(String)}) -- if withinOutcomes
    AND ( -- when ofTransactions
      true
      -- include row-conditions
      )
  )
