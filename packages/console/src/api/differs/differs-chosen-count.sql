-- How many transactions that were over in the range meet the conditions of both sides: so many of them could be
-- compared.
SELECT count() AS transactions
FROM (
  SELECT
    -- include own-attributes
    service,
    outcomes
  FROM (
    -- include transaction-facts
    ) AS facts
  -- include own-resources
  WHERE true
    AND service = {withinService:String} -- if withinService
    AND hasAny(outcomes, {withinOutcomes:Array(String)}) -- if withinOutcomes
    -- include row-conditions
  )
LIMIT 1
