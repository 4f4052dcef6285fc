-- How far users came in each funnel. Sessions without a known user are another query, so that each query has enough
-- memory. Duplicate records change nothing. Spilling groups to disk and reading them again takes a quarter more time:
-- a part that needs more memory is queried in halves instead.
-- include funnel-visits
  , rows AS (
    -- include user-rows
  )
-- include funnel-levels
