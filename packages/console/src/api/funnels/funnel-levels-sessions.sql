-- How far sessions without a known user came in each funnel.
-- include funnel-visits
  , rows AS (
    -- include session-rows
  )
-- include funnel-levels
