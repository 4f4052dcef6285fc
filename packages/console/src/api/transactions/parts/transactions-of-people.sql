-- Transactions (`transaction-states`); with `populated` those of the people whom the conditions on people choose.
SELECT states.* -- when populated
  FROM (
    SELECT
      -- include record-person
      states.*
    FROM (
      SELECT
        *,
        user AS user_id,
        session AS session_id
      FROM (
-- include transaction-states
) -- when populated
      ) AS states
    -- include session-owner
    ) AS states
  WHERE true
    -- include in-population
