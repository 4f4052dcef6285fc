-- The steps of these records take the place of `journey_days`, each as a row of its own.
, -- when filtered
  -- include matching-records
  , journey_days AS ( -- when filtered
    -- include step-rows
  )
