-- With `filtered`, the steps that meet the conditions take the place of `journey_days`.
WITH -- when filtered
  -- include matching-records
  , journey_days AS ( -- when filtered
    -- include step-rows
  )
