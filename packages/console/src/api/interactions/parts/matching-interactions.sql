-- With `filtered`, the interactions that meet the conditions take the place of all records.
WITH -- when filtered
  -- include matching-records
