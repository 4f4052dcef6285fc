-- With `filtered`: records of journeys whose attributes meet the conditions of the request take the place of all; with
-- `withEnds` ended transactions, too.
business_events AS ( -- when filtered
    SELECT *
    FROM (
      SELECT
        *,
        -- include own-attributes
        attributes AS own
      FROM (
        SELECT * FROM business_events
        WHERE (kind = 'journey'
            OR (kind = 'transaction' AND phase = 'ended') -- when withEnds
          )
          AND ts >= {from:DateTime64(9, 'UTC')}
          AND ts < {to:DateTime64(9, 'UTC')}
        ) AS recorded
      -- include own-resources
      )
    WHERE true
      AND service = {withinService:String} -- if withinService
      -- include row-conditions
  )
