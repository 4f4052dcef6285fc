-- Transactions; with `filtered` those that meet the conditions of the request.
SELECT * -- when filtered
  FROM (
    SELECT
      -- include own-attributes
      states.*
    FROM (
-- include transactions-of-people
) AS states -- when filtered
    -- include own-resources
    )
  WHERE true
    AND service = {withinService:String} -- if withinService
    -- include row-conditions
