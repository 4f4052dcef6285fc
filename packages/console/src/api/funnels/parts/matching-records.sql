-- With `filtered`: records whose attributes meet the conditions of the request, of the people whom it chooses, take the
-- place of all that are counted.
business_events AS ( -- when filtered
    SELECT *
    FROM (
      SELECT
        *,
        -- include record-person
        -- include own-attributes
        attributes AS own
      FROM (
        SELECT * FROM business_events
        WHERE true
          -- include counted-records
        ) AS recorded
      -- include session-owner
      -- include own-resources
      )
    WHERE true
      AND service = {withinService:String} -- if withinService
      -- include row-conditions
      -- include in-population
  )
